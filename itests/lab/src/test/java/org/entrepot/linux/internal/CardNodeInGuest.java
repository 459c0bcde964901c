package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.fence.Fence;
import org.entrepot.lab.Need;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.ScanOut;
import org.junit.jupiter.api.Test;

/** Cards of the kernel show DMA-BUFs of every kind, by page flips, and say what they do not show. */
class CardNodeInGuest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final ImageLayout PICTURE = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, HEIGHT, 4, 1);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int RED = 0x00c0_1020;
    private static final int BLUE = 0x0010_20c0;
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");

    private static Connector connector(DisplayCard card) {
        return card.connectors().stream()
                .filter(Connector::connected)
                .findFirst()
                .orElseThrow();
    }

    private static ScanOut drive(DisplayCard card) {
        Connector connector = connector(card);
        return card.drive(connector.id(), connector.mode(WIDTH, HEIGHT).orElseThrow());
    }

    private static Framebuffer framebuffer(DisplayCard card, DmaBufFile memory) {
        return card.framebuffer(memory.descriptor().orElseThrow(), PICTURE);
    }

    /** Another colour in each row, so that a shifted picture is another one. */
    private static void draw(DmaBufFile memory, int colour) {
        memory.beginCpuAccess(CpuUse.WRITE);
        ByteBuffer view = memory.view();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                view.putInt(4 * (y * WIDTH + x), colour + y * 0x0101);
            }
        }
        memory.endCpuAccess(CpuUse.WRITE);
    }

    private static void shown(ScanOut output, Framebuffer picture) {
        output.show(picture);
        assertThat(output.await(LONG)).as("a page flip").isPresent();
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }

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

    /** What is made for the card, what the kernel's heaps give, and memory of our own that is scattered for sure. */
    private static List<DmaBufFile> memories(DisplayCard card, List<AutoCloseable> opened) {
        List<DmaBufFile> memories = new ArrayList<>();
        memories.add(card.dumb("dumb", new DumbSize(WIDTH, HEIGHT, 32)).memory());
        for (String name : List.of("system", "reserved")) {
            if (Files.exists(Path.of("/dev/dma_heap", name))) {
                KernelHeap heap = GuestHeaps.open().open(List.of(name));
                opened.add(heap);
                memories.add(heap.allocate(name, PICTURE.bytes()));
            }
        }
        if (Files.exists(Path.of("/dev/udmabuf"))) {
            MemoryFile file = Kms.files().create("scattered", PICTURE.bytes());
            opened.add(file);
            int descriptor = file.descriptor().orElseThrow();
            List<Part> parts = new ArrayList<>();
            for (long at = PICTURE.bytes(); at > 0; at -= 4096) {
                parts.add(new Part(descriptor, at - 4096, 4096));
            }
            memories.add(Kms.files().dmaBuf("scattered", parts));
        }
        opened.addAll(memories);
        return memories;
    }

    @Test
    void shouldShowTheSameOutOfEveryMemoryAndAnotherPictureOtherwise() throws Exception {
        List<AutoCloseable> opened = new ArrayList<>();
        try (DisplayCard card = Kms.open(Kms.VKMS);
                ScanOut output = drive(card)) {
            List<Long> red = new ArrayList<>();
            List<Long> blue = new ArrayList<>();
            for (DmaBufFile memory : memories(card, opened)) {
                try (Framebuffer picture = framebuffer(card, memory)) {
                    draw(memory, RED);
                    shown(output, picture);
                    red.add(output.checksum(LONG).orElseThrow());
                    draw(memory, BLUE);
                    blue.add(output.checksum(LONG).orElseThrow());
                }
            }
            assertThat(red).hasSizeGreaterThan(1).containsOnly(red.get(0));
            assertThat(blue).containsOnly(blue.get(0)).doesNotContain(red.get(0));
        } finally {
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
        keepsNothing("dumb", "scattered");
    }

    private static void keepsNothing(String... names) throws IOException {
        if (Files.exists(BUFFERS)) {
            assertThat(Files.readString(BUFFERS)).doesNotContain(names);
        }
    }

    @Test
    void shouldFlipBetweenPicturesOfEveryMemory() throws Exception {
        List<AutoCloseable> opened = new ArrayList<>();
        try (DisplayCard card = Kms.open();
                ScanOut output = drive(card)) {
            for (DmaBufFile memory : memories(card, opened)) {
                Framebuffer picture = framebuffer(card, memory);
                opened.add(0, picture);
                assertThat(output.takes(picture)).isTrue();
                shown(output, picture);
            }
        } finally {
            for (AutoCloseable each : opened) {
                each.close();
            }
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
    void shouldHaveOneHandleWhenTheSameMemoryIsImportedTwice() throws IOException {
        Need.device("/dev/dma_heap/system");
        try (CardNode card = (CardNode) Kms.open();
                KernelHeap heap = GuestHeaps.open().open(List.of("system"))) {
            DmaBufFile memory = heap.allocate("twice", PICTURE.bytes());
            Framebuffer one = framebuffer(card, memory);
            Framebuffer two = framebuffer(card, memory);
            assertThat(card.imported()).isEqualTo(1);
            one.close();
            one.close();
            try (ScanOut output = drive(card)) {
                shown(output, two);
            }
            two.close();
            memory.close();
            assertThat(card.imported()).isZero();
            keepsNothing("twice");
        }
    }

    @Test
    void shouldImportWhatIsScattered() {
        Need.device("/dev/udmabuf");
        try (DisplayCard card = Kms.open();
                MemoryFile page = Kms.files().create("page", 4096);
                DmaBufFile scattered = Kms.files()
                        .dmaBuf(
                                "probe",
                                Collections.nCopies(
                                        4, new Part(page.descriptor().orElseThrow(), 0, 4096)))) {
            assertThat(card.imports(scattered.descriptor().orElseThrow())).isTrue();
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

    @Test
    void shouldFailWhenTheCardIsPulledOutAndKeepNoMemory() throws IOException {
        Need.device("/dev/dma_heap/system");
        Path node = Kms.node(Kms.CIRRUS);
        Path device = Path.of("/sys/class/drm", node.getFileName().toString(), "device")
                .toRealPath();
        try (KernelHeap heap = GuestHeaps.open().open(List.of("system"))) {
            DisplayCard card = Kms.open(Kms.CIRRUS);
            DmaBufFile memory = heap.allocate("pulled", PICTURE.bytes());
            Framebuffer picture = framebuffer(card, memory);
            ScanOut output = drive(card);
            shown(output, picture);
            Files.writeString(device.resolve("remove"), "1");
            try {
                refused(Reason.GONE, () -> output.show(picture));
                refused(Reason.GONE, card::connectors);
                output.close();
                picture.close();
                memory.close();
                card.close();
                assertThatIllegalStateException().isThrownBy(card::connectors);
                keepsNothing("pulled");
            } finally {
                Files.writeString(Path.of("/sys/bus/pci/rescan"), "1");
            }
        }
    }
}
