package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Feature;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DMA-BUFs of memory files in huge pages: whole, in part, and mixed with others; and the pages come back. */
@Shows(Feature.UDMABUF)
class HugeUdmabufInGuest {
    private static final Path SET_ASIDE = Path.of("/proc/sys/vm/nr_hugepages");
    private static final int PAGE = 4096;
    private static final int HUGE = (int) HugePages.BYTES;

    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);

    @BeforeEach
    void setHugePagesAside() throws IOException {
        Need.device("/dev/udmabuf");
        Files.writeString(SET_ASIDE, "2");
        assumeTrue(files.hugePages().free() == 2, () -> "the guest has too few huge pages left: " + files.hugePages());
    }

    @AfterEach
    void giveThemBack() throws IOException {
        assertThat(files.hugePages().free()).as("huge pages that came back").isEqualTo(2);
        Files.writeString(SET_ASIDE, "0");
        assertThat(files.hugePages().total()).isZero();
    }

    private static Part part(MemoryFile file, long offset, long bytes) {
        return new Part(file.descriptor().orElseThrow(), offset, bytes);
    }

    @Test
    void shouldShowEveryByteOfTheFileWhenTheCpuMapsIt() {
        try (MemoryFile file = files.createHuge("huge", 2L * HUGE);
                DmaBufFile buffer = files.dmaBuf("huge", List.of(part(file, 0, 2L * HUGE)))) {
            for (int at = 0; at < 2 * HUGE; at += PAGE) {
                file.view().put(at, (byte) (at / PAGE * 7 + 1));
            }
            assertThat(buffer.view()).isEqualTo(file.view());
            buffer.view().put(2 * HUGE - 1, (byte) 9);
            assertThat(file.view().get(2 * HUGE - 1)).isEqualTo((byte) 9);
        }
    }

    @Test
    void shouldShowPagesOfAHugePageInTheOrderOfTheListAmongOthers() {
        try (MemoryFile huge = files.createHuge("huge", HUGE);
                MemoryFile small = files.create("small", PAGE);
                DmaBufFile buffer = files.dmaBuf(
                        "mixed",
                        List.of(part(huge, 5 * PAGE, PAGE), part(small, 0, PAGE), part(huge, 2 * PAGE, 2 * PAGE)))) {
            huge.view().put(5 * PAGE, (byte) 5).put(2 * PAGE, (byte) 2).put(3 * PAGE, (byte) 3);
            small.view().put(0, (byte) 1);

            assertThat(buffer.size()).isEqualTo(4 * PAGE);
            assertThat(buffer.view().get(0)).isEqualTo((byte) 5);
            assertThat(buffer.view().get(PAGE)).isEqualTo((byte) 1);
            assertThat(buffer.view().get(2 * PAGE)).isEqualTo((byte) 2);
            assertThat(buffer.view().get(3 * PAGE)).isEqualTo((byte) 3);
        }
    }

    @Test
    void shouldKeepTheHugePageAsLongAsTheDmaBufLives() {
        MemoryFile file = files.createHuge("huge", HUGE);
        try (DmaBufFile buffer = files.dmaBuf("huge", List.of(part(file, 0, HUGE)))) {
            file.view().put(0, (byte) 7);
            file.close();

            assertThat(files.hugePages().free()).isEqualTo(1);
            assertThat(buffer.view().get(0)).isEqualTo((byte) 7);
        }
    }

    /** A heap of huge pages is one run for drivers: for those that do not map it for the CPU, of which they would see a page. */
    @Test
    void shouldBeWhatADriverImportsOfAHeapOfHugePages() {
        try (DriverMachine machine = new DriverMachine(files, List.of(LabMemory.hugePages()));
                DmaBuf buffer = machine.allocate(3 * PAGE);
                Attachment attachment = buffer.attach(DriverMachine.DEVICE);
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                access.view().put(0, (byte) 1).put(3 * PAGE - 1, (byte) 3);
            }
            int own = Fcntl.fcntl(machine.imported(mapping).descriptor(), Fcntl.F_DUPFD_CLOEXEC, 0);
            try (KernelDmaBuf seen = new KernelDmaBuf(own, 3 * PAGE)) {
                assertThat(seen.bytes()[0]).isEqualTo((byte) 1);
                assertThat(seen.bytes()[3 * PAGE - 1]).isEqualTo((byte) 3);
            }
        }
    }

    @Test
    void shouldSayHowManyHugePagesAreMissing() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> files.createHuge("huge", 3L * HUGE))
                .withMessageContainingAll("wanted=3 free=2", "vm.nr_hugepages")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.OUT_OF_MEMORY);
    }
}
