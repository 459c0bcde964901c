package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.entrepot.linux.internal.CardScene.LONG;
import static org.entrepot.linux.internal.CardScene.PICTURE;
import static org.entrepot.linux.internal.CardScene.draw;
import static org.entrepot.linux.internal.CardScene.drive;
import static org.entrepot.linux.internal.CardScene.framebuffer;
import static org.entrepot.linux.internal.CardScene.keepsNothing;
import static org.entrepot.linux.internal.CardScene.memories;
import static org.entrepot.linux.internal.CardScene.refused;
import static org.entrepot.linux.internal.CardScene.shown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.entrepot.api.Reason;
import org.entrepot.lab.Need;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.ScanOut;
import org.junit.jupiter.api.Test;

/** Cards of the kernel show DMA-BUFs of every kind, import each once, and keep none when they are pulled out. */
class CardMemoryInGuest {
    private static final int RED = 0x00c0_1020;
    private static final int BLUE = 0x0010_20c0;

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
