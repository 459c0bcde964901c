package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.entrepot.linux.internal.CardScene.HEIGHT;
import static org.entrepot.linux.internal.CardScene.LONG;
import static org.entrepot.linux.internal.CardScene.WIDTH;
import static org.entrepot.linux.internal.CardScene.connector;
import static org.entrepot.linux.internal.CardScene.drive;
import static org.entrepot.linux.internal.CardScene.framebuffer;
import static org.entrepot.linux.internal.CardScene.refused;
import static org.entrepot.linux.internal.CardScene.shown;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.fence.Fence;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.ScanOut;
import org.entrepot.linux.internal.Poll.PollfdLayout;
import org.junit.jupiter.api.Test;

/** Cards of the kernel are driven, show by page flips, and say what they do not show. */
class CardNodeInGuest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void shouldSayWhoItIs() {
        try (DisplayCard card = Kms.open()) {
            assertThat(card.identity().driver()).isIn(Kms.VKMS, Kms.CIRRUS);
            assertThat(card.identity().atomic()).isTrue();
            assertThat(card.identity().dumb()).isTrue();
            assertThat(card.identity().width().holds(WIDTH)).isTrue();
            assertThat(connector(card).name()).matches("(Virtual|VGA)-\\d");
            assertThat(connector(card).modes()).extracting(Mode::width).contains(WIDTH, 800);
            assertThat(connector(card).formats().takes(PixelFormat.XRGB8888, Modifier.LINEAR))
                    .isTrue();
        }
    }

    @Test
    void shouldFlipStepByStepWhenTheDriverIsNotAskedForAtomicChanges() {
        try (DisplayCard card = Kms.openStepwise();
                DmaBufFile memory =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                DmaBufFile other =
                        card.dumb("two", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                Framebuffer one = framebuffer(card, memory);
                Framebuffer two = framebuffer(card, other);
                ScanOut output = drive(card)) {
            assertThat(card.identity().atomic()).isFalse();
            for (int i = 0; i < 3; i++) {
                shown(output, one);
                shown(output, two);
            }
        }
    }

    @Test
    void shouldRefuseWhatItDoesNotShow() {
        try (DisplayCard card = Kms.open();
                DmaBufFile memory =
                        card.dumb("large", new DumbSize(WIDTH, 3 * HEIGHT, 32)).memory()) {
            int descriptor = memory.descriptor().orElseThrow();
            ImageLayout format = ImageLayout.of(PixelFormat.NV24, WIDTH, HEIGHT, 4, 1);
            refused(Reason.REFUSED, () -> card.framebuffer(descriptor, format));
            ImageLayout tooMuch = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, 4 * HEIGHT, 4, 1);
            refused(Reason.REFUSED, () -> card.framebuffer(descriptor, tooMuch));
        }
    }

    /** Some drivers show the upper part of it. */
    @Test
    void shouldTellBeforehandWhetherItShowsAPicture() {
        ImageLayout high = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, 2 * HEIGHT, 4, 1);
        try (DisplayCard card = Kms.open();
                DmaBufFile memory =
                        card.dumb("large", new DumbSize(WIDTH, 2 * HEIGHT, 32)).memory();
                Framebuffer picture = card.framebuffer(memory.descriptor().orElseThrow(), high);
                ScanOut output = drive(card)) {
            if (output.takes(picture)) {
                shown(output, picture);
            } else {
                refused(Reason.REFUSED, () -> output.show(picture));
            }
        }
    }

    @Test
    void shouldTellWhenItFlipped() {
        try (DisplayCard card = Kms.open();
                DmaBufFile memory =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                Framebuffer picture = framebuffer(card, memory);
                ScanOut output = drive(card)) {
            // Of the first a driver may tell the time of a refresh before it was switched on.
            shown(output, picture);
            long before = System.nanoTime();
            shown(output, picture);
            assertThat(output.await(Duration.ZERO).orElseThrow().timestampNanos())
                    .isBetween(before - SHORT.toNanos(), System.nanoTime() + SHORT.toNanos());
        }
    }

    @Test
    void shouldBelongToWhoeverDrivesIt() {
        try (DisplayCard card = Kms.open();
                DisplayCard other = Kms.open()) {
            try (ScanOut output = drive(card)) {
                assertThat(output.mode().width()).isEqualTo(WIDTH);
                assertThat(connector(other).modes()).as("known to all").isNotEmpty();
                refused(Reason.BUSY, () -> drive(other));
                refused(Reason.BUSY, () -> drive(card));
            }
            drive(other).close();
        }
    }

    @Test
    void shouldGoOnWhenThePictureThatIsShownWasClosed() {
        try (DisplayCard card = Kms.open();
                DmaBufFile memory =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                ScanOut output = drive(card)) {
            for (int i = 0; i < 2; i++) {
                try (Framebuffer picture = framebuffer(card, memory)) {
                    shown(output, picture);
                }
            }
        }
    }

    @Test
    void shouldShowAgainWhatItShowedBefore() {
        try (CardNode card = (CardNode) Kms.open();
                DmaBufFile memory =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                Framebuffer picture = framebuffer(card, memory)) {
            String before = card.state().toString();
            try (ScanOut output = drive(card)) {
                shown(output, picture);
                assertThat(card.state().toString()).isNotEqualTo(before);
            }
            assertThat(card.state().toString()).isEqualTo(before);
        }
    }

    @Test
    void shouldWaitForTheDriverThatStillDrawsAndTellByAFenceWhenItIsShown() throws Exception {
        List<RuntimeException> failures = new ArrayList<>();
        FenceKeeper keeper = new FenceKeeper(failures::add);
        SyncFileWatch watch = new SyncFileWatch();
        try (Vgem vgem = new Vgem();
                BundleFences fences = new BundleFences(keeper, "org.example");
                DisplayCard card = Kms.open();
                DmaBufFile first =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                DmaBufFile second =
                        card.dumb("two", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                Framebuffer one = framebuffer(card, first);
                Framebuffer two = framebuffer(card, second);
                ScanOut output = drive(card)) {
            shown(output, one);
            int work = vgem.begin(true);
            int drawn = vgem.syncFile();
            OptionalInt syncFile = output.show(two, OptionalInt.of(drawn));
            Unistd.close(drawn);
            assumeTrue(syncFile.isPresent(), "this driver has no sync files");
            Fence fence = watch.fence(fences, syncFile.getAsInt());

            assertThat(output.await(SHORT)).as("while it is drawn").isEmpty();
            assertThat(fence.isSignalled()).isFalse();
            refused(Reason.BUSY, () -> output.show(one));
            assertThat(output.await(SHORT)).as("after a refused one").isEmpty();
            vgem.end(work);

            assertThat(output.await(LONG)).isPresent();
            assertThat(fence.await(LONG)).isTrue();
            assertThat(fence.failure()).isEmpty();
        } finally {
            keeper.close();
            watch.deactivate();
        }
        assertThat(failures).isEmpty();
    }

    /** More flips than events of which the kernel keeps what nobody reads. */
    @Test
    void shouldGoOnWhenNobodyAwaitsItsFlips() {
        try (DisplayCard card = Kms.open();
                DmaBufFile memory =
                        card.dumb("one", new DumbSize(WIDTH, HEIGHT, 32)).memory();
                Framebuffer picture = framebuffer(card, memory);
                ScanOut output = drive(card)) {
            for (int i = 0; i < 140; i++) {
                OptionalInt syncFile = output.show(picture, OptionalInt.empty());
                assumeTrue(syncFile.isPresent(), "this driver has no sync files");
                awaitSignal(syncFile.getAsInt());
            }
            assertThat(output.await(LONG)).isPresent();
        }
    }

    private static void awaitSignal(int syncFile) {
        ByteBuffer waited = Structure.of(PollfdLayout.SIZEOF)
                .putInt(PollfdLayout.FD, syncFile)
                .putShort(PollfdLayout.EVENTS, (short) Poll.POLLIN);
        assertThat(Poll.poll(waited, 1, (int) LONG.toMillis())).isEqualTo(1);
        Unistd.close(syncFile);
    }

    @Test
    void shouldSayThatADisplayWasUnplugged() throws IOException {
        try (DisplayCard card = Kms.open()) {
            Connector connector = connector(card);
            Path status = Path.of("/sys/class/drm", card.node().getFileName() + "-" + connector.name(), "status");
            Files.writeString(status, "off");
            try {
                assertThat(card.connectors()).noneMatch(Connector::connected);
                refused(
                        Reason.GONE,
                        () -> card.drive(connector.id(), connector.modes().get(0)));
            } finally {
                Files.writeString(status, "detect");
            }
            assertThat(connector(card).modes()).isEqualTo(connector.modes());
        }
    }
}
