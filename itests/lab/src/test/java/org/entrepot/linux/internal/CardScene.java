package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.ScanOut;

/** What tests of display cards share: a picture, a display that is driven, and memory of every kind. */
final class CardScene {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    static final ImageLayout PICTURE = ImageLayout.of(PixelFormat.XRGB8888, WIDTH, HEIGHT, 4, 1);
    static final Duration LONG = Duration.ofSeconds(10);
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");

    private CardScene() {}

    static Connector connector(DisplayCard card) {
        return card.connectors().stream()
                .filter(Connector::connected)
                .findFirst()
                .orElseThrow();
    }

    static ScanOut drive(DisplayCard card) {
        Connector connector = connector(card);
        return card.drive(connector.id(), connector.mode(WIDTH, HEIGHT).orElseThrow());
    }

    static Framebuffer framebuffer(DisplayCard card, DmaBufFile memory) {
        return card.framebuffer(memory.descriptor().orElseThrow(), PICTURE);
    }

    /** Another colour in each row, so that a shifted picture is another one. */
    static void draw(DmaBufFile memory, int colour) {
        memory.beginCpuAccess(CpuUse.WRITE);
        ByteBuffer view = memory.view();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                view.putInt(4 * (y * WIDTH + x), colour + y * 0x0101);
            }
        }
        memory.endCpuAccess(CpuUse.WRITE);
    }

    static void shown(ScanOut output, Framebuffer picture) {
        output.show(picture);
        assertThat(output.await(LONG)).as("a page flip").isPresent();
    }

    static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }

    /** What is made for the card, what the kernel's heaps give, and memory of our own that is scattered for sure. */
    static List<DmaBufFile> memories(DisplayCard card, List<AutoCloseable> opened) {
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

    static void keepsNothing(String... names) throws IOException {
        if (Files.exists(BUFFERS)) {
            assertThat(Files.readString(BUFFERS)).doesNotContain(names);
        }
    }
}
