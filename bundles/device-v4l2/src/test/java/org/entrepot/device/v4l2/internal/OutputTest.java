package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An output has a picture until it was put out, or the next is, and none when it is gone. */
class OutputTest {
    private final ModelVideo video = ModelVideo.output("NV12");
    private final ModelImports imports = new ModelImports();
    private final Output output = new Output(Scene.identity(video), List.of(PixelFormat.NV12), imports);
    private final DisplayOutput running = output.open(Optional.empty());

    @Test
    void shouldPutOutWhatItGetsInOrder() {
        video.prompt = true;
        DeviceMapping first = imports.map(11);
        DeviceMapping second = imports.map(12);

        assertThat(running.scanOut(first, Scene.LAYOUT)).isEmpty();
        assertThat(running.scanOut(second, Scene.LAYOUT)).isEmpty();
        assertThat(running.scanOut(first, Scene.LAYOUT)).isEmpty();

        assertThat(video.calls)
                .containsSubsequence(
                        "queue OUTPUT 0 of 11", "start OUTPUT", "queue OUTPUT 1 of 12", "queue OUTPUT 0 of 11");
        assertThat(running.screenshot("none")).isEmpty();
    }

    @Test
    void shouldSayHowLargeABufferIsAndHowMuchOfItThePicture() {
        video.behind = 8192;
        running.scanOut(imports.map(11), Scene.LAYOUT);

        assertThat(video.queued.get(Queue.OUTPUT)).hasSize(1);
        assertThat(video.lastUsed).isEqualTo(640 * 360 * 3 / 2);
    }

    @Test
    void shouldNotWaitForTheFirstWhenItsDriverKeepsItUntilTheNext() {
        running.scanOut(imports.map(11), Scene.LAYOUT);
        assertThat(video.queued.get(Queue.OUTPUT)).containsExactly(0);

        video.finish(Queue.OUTPUT, true);
        running.scanOut(imports.map(12), Scene.LAYOUT);
        assertThat(video.queued.get(Queue.OUTPUT)).as("still shown").containsExactly(1);
    }

    @Test
    void shouldSayThatItIsLateWhenNothingIsPutOut() {
        running.scanOut(imports.map(11), Scene.LAYOUT);

        assertReason(Reason.TIMED_OUT, () -> running.scanOut(imports.map(12), Scene.LAYOUT));
        assertThat(video.queued.get(Queue.OUTPUT)).isEmpty();
    }

    @Test
    void shouldGoDarkWhenWhatIsShownIsUnmappedAndShowTheNext() {
        DeviceMapping shown = imports.map(11);
        running.scanOut(shown, Scene.LAYOUT);

        shown.close();

        assertThat(video.queued.get(Queue.OUTPUT)).isEmpty();
        assertThat(video.calls).endsWith("stop OUTPUT");
        running.scanOut(imports.map(12), Scene.LAYOUT);
        assertThat(video.calls).endsWith("start OUTPUT");
    }

    @Test
    void shouldGoOnAfterABufferIsTakenAwayThatItWaitsFor() throws InterruptedException {
        running.scanOut(imports.map(11), Scene.LAYOUT);
        DeviceMapping next = imports.map(12);
        Thread unmapping = new Thread(() -> {
            await().until(() -> video.calls.contains("queue OUTPUT 1 of 12"));
            next.close();
        });
        unmapping.start();

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> running.scanOut(next, Scene.LAYOUT))
                .withMessageContaining("stays mapped")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE);
        unmapping.join();
        video.prompt = true;
        assertThat(running.scanOut(imports.map(13), Scene.LAYOUT)).isEmpty();
        assertThat(video.closed).isFalse();
    }

    @Test
    @Timeout(10)
    void shouldPutOutWhatItHasWhenAnotherBufferIsTakenAway() {
        DeviceMapping shown = imports.map(11);
        running.scanOut(shown, Scene.LAYOUT);
        video.whenNothingIsDone = () -> Scene.startAndAwait(shown::close);

        running.scanOut(imports.map(12), Scene.LAYOUT);

        assertThat(video.queued.get(Queue.OUTPUT)).containsExactly(1);
        assertThat(video.calls).endsWith("stop OUTPUT", "queue OUTPUT 1 of 12", "start OUTPUT");
    }

    @Test
    void shouldWaitForAPictureWhenThoseBeforeItWerePutOutMeanwhile() {
        running.scanOut(imports.map(11), Scene.LAYOUT);
        video.whenNothingIsDone = () -> video.finish(Queue.OUTPUT, true);
        running.scanOut(imports.map(12), Scene.LAYOUT);
        video.finish(Queue.OUTPUT, true);

        video.whenNothingIsDone = () -> video.whenNothingIsDone = () -> video.finish(Queue.OUTPUT, true);
        running.scanOut(imports.map(13), Scene.LAYOUT);

        assertThat(video.queued.get(Queue.OUTPUT)).isEmpty();
    }

    @Test
    void shouldSayThatAPictureWasNotPutOutWhole() {
        running.scanOut(imports.map(11), Scene.LAYOUT);
        video.finish(Queue.OUTPUT, false);
        DeviceMapping next = imports.map(12);

        assertReason(Reason.IO, () -> running.scanOut(next, Scene.LAYOUT));
        running.scanOut(next, Scene.LAYOUT);
        assertThat(video.queued.get(Queue.OUTPUT)).hasSize(1);
    }

    @Test
    void shouldShowTheSameBufferAgain() {
        DeviceMapping picture = imports.map(11);
        running.scanOut(picture, Scene.LAYOUT);
        running.scanOut(picture, Scene.LAYOUT);

        assertThat(video.queued.get(Queue.OUTPUT)).containsExactly(0);
    }

    @Test
    void shouldEndWhenTheDeviceIsUnplugged() {
        running.scanOut(imports.map(11), Scene.LAYOUT);
        video.unplugged = true;

        assertReason(Reason.GONE, () -> running.scanOut(imports.map(12), Scene.LAYOUT));
        assertThat(video.closed).as("what the driver had is free").isTrue();
        running.close();
    }

    @Test
    void shouldGoOnWithOtherBuffersWhenTheMappingOfOneWasRevoked() {
        DeviceMapping revoked = imports.map(11);
        imports.revoke(revoked);

        assertReason(Reason.GONE, () -> running.scanOut(revoked, Scene.LAYOUT));
        assertThat(video.closed).isFalse();
        running.scanOut(imports.map(12), Scene.LAYOUT);
    }

    @Test
    void shouldSayThatItLeftWhenItIsPulledOut() {
        output.leave();

        assertReason(Reason.GONE, () -> running.scanOut(imports.map(11), Scene.LAYOUT));
        assertReason(Reason.GONE, () -> output.open(Optional.empty()));
        assertThat(imports.closed).isTrue();
    }

    @Test
    void shouldRunOnceAtATimeAndAgainAfterwards() {
        assertReason(Reason.BUSY, () -> output.open(Optional.empty()));
        running.close();
        running.close();
        assertThatIllegalStateException().isThrownBy(() -> running.scanOut(imports.map(11), Scene.LAYOUT));
        output.open(Optional.empty()).close();
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }
}
