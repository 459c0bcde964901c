package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.junit.jupiter.api.Test;

/** Frames come to be shown on a display that is played. */
class KmsDisplayTest {
    private static final ImageLayout FRAME = ImageLayout.of(PixelFormat.XRGB8888, 640, 480, 4, 1);

    private final ModelCard card = new ModelCard();
    private final ModelImports imports = new ModelImports();
    private final KmsDisplay display = new KmsDisplay(ModelImports.screen(card), imports, ModelImports.flips());
    private final DisplayOutput output = display.open(Optional.empty());

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }

    @Test
    void shouldDriveTheDisplayInTheFramesOwnModeAndImportEachBufferOnce() {
        DeviceMapping one = imports.map();
        for (int i = 0; i < 3; i++) {
            assertThat(output.scanOut(one, FRAME)).isEmpty();
        }

        assertThat(card.told).containsExactly("drive 640x480@60", "show 640", "show 640", "show 640");
        assertThat(card.open).isEqualTo(1);
    }

    @Test
    void shouldTakeTheSmallestModeInWhichAFrameHasRoom() {
        output.scanOut(imports.map(), ImageLayout.of(PixelFormat.XRGB8888, 600, 700, 4, 1));
        output.scanOut(imports.map(), ImageLayout.of(PixelFormat.XRGB8888, 1100, 700, 4, 1));

        assertThat(card.told)
                .containsExactly(
                        "drive 1024x768@60", "show 600", "give back 1024x768@60", "drive 1280x1024@60", "show 1100");
        refused(
                Reason.REFUSED,
                () -> output.scanOut(imports.map(), ImageLayout.of(PixelFormat.XRGB8888, 2000, 700, 4, 1)));
    }

    @Test
    void shouldLetGoOfABufferWhenItIsUnmapped() {
        DeviceMapping one = imports.map();
        output.scanOut(one, FRAME);
        one.close();

        assertThat(card.told).contains("let go 1");
        assertThat(card.open).isZero();
        refused(Reason.DEVICE_FAULT, () -> output.scanOut(one, FRAME));
        assertThat(display.faults()).isEqualTo(1);
    }

    @Test
    void shouldShowAgainWhatWasThereBeforeItLetsGoOfTheMemory() {
        output.scanOut(imports.map(), FRAME);
        output.close();
        output.close();

        assertThat(card.told).containsSubsequence("give back 640x480@60", "let go 1");
        assertThat(card.open).isZero();
        assertThatIllegalStateException().isThrownBy(() -> output.scanOut(imports.map(), FRAME));
        display.open(Optional.empty()).close();
    }

    @Test
    void shouldShowInTheReservationThatItReadsAFrame() {
        card.syncFile = OptionalInt.of(7);
        output.scanOut(imports.map(), FRAME);
        card.syncFile = OptionalInt.empty();
        output.scanOut(imports.map(), FRAME);

        assertThat(imports.added).containsExactly("READ fence 7");
    }

    @Test
    void shouldSayThatAFrameIsLate() {
        card.flips = false;

        refused(Reason.TIMED_OUT, () -> output.scanOut(imports.map(), FRAME));
    }

    @Test
    void shouldShowNothingThatIsStillDrawn() {
        imports.drawn = false;

        refused(Reason.TIMED_OUT, () -> output.scanOut(imports.map(), FRAME));
        assertThat(card.told).isEmpty();
    }

    @Test
    void shouldPassOnWhatTheDriverRefuses() {
        refused(Reason.REFUSED, () -> output.scanOut(imports.map(), ImageLayout.of(PixelFormat.NV12, 640, 480, 4, 1)));
    }

    @Test
    void shouldBeOneOutputAtATime() {
        refused(Reason.BUSY, () -> display.open(Optional.empty()));
    }

    @Test
    void shouldEndWhatIsOpenWhenItLeaves() {
        output.scanOut(imports.map(), FRAME);
        display.leave();

        assertThat(card.told).contains("give back 640x480@60");
        assertThat(card.open).isZero();
        assertThat(imports.closed).isTrue();
        refused(Reason.GONE, () -> output.scanOut(imports.map(), FRAME));
        output.close();
        refused(Reason.GONE, () -> display.open(Optional.empty()));
    }

    @Test
    void shouldTakeNoPicturesOfWhatItShows() {
        assertThat(output.screenshot("frame")).isEmpty();
    }

    @Test
    void shouldNotImportABufferThatWasUnmappedWhileItWaited() {
        DeviceMapping one = imports.map();
        imports.whileDrawn = one::close;

        refused(Reason.DEVICE_FAULT, () -> output.scanOut(one, FRAME));
        assertThat(card.open).isZero();
    }

    @Test
    void shouldLetGoOfAllWhenTheCardCannotBeGivenBack() {
        output.scanOut(imports.map(), FRAME);
        card.givesBack = false;

        refused(Reason.REFUSED, display::leave);
        assertThat(card.open).isZero();
        assertThat(imports.closed).as("its name is free").isTrue();
    }

    @Test
    void shouldBeOpenedAgainWhenTheCardCouldNotBeGivenBack() {
        output.scanOut(imports.map(), FRAME);
        card.givesBack = false;

        refused(Reason.REFUSED, output::close);
        assertThat(card.open).isZero();
        display.open(Optional.empty()).close();
    }

    @Test
    void shouldLetGoOfTheOtherPicturesWhenOneFails() {
        output.scanOut(imports.map(), FRAME);
        output.scanOut(imports.map(), FRAME);
        card.failures.put(-1, new EntrepotException(Reason.REFUSED, "a card lets go of the first"));
        card.failures.put(-2, new EntrepotException(Reason.REFUSED, "a card lets go of the second"));

        refused(Reason.REFUSED, output::close);
        assertThat(card.told).contains("let go 1", "let go 2");
    }
}
