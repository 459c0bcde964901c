package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFile.Sharing;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.SpareMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory files as DMA-BUFs, as exporters of emulated memory hand them out. */
@Shows(Feature.UDMABUF)
class FileSharingInGuest {
    private static final int PAGE = 4096;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int BYTES = 4 * PAGE;
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");
    private static final Path HUGE = Path.of("/proc/sys/vm/nr_hugepages");

    private final List<String> warnings = new ArrayList<>();
    private MemoryFiles files;

    @BeforeAll
    static void needUdmabuf() {
        Need.device("/dev/udmabuf");
    }

    @BeforeEach
    void make() {
        files = new MemoryFileStore("memfd", null, warnings::add);
    }

    @AfterEach
    void complainOfNothing() {
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldTellWhatCanBeMade() {
        assertThat(files.dmaBufs().largest()).isEqualTo(64L << 20);
        assertThat(files.dmaBufs().reason()).contains("/dev/udmabuf");
    }

    @Test
    void shouldBecomeADmaBufOfTheSameBytesWhenAsked() throws IOException {
        try (MemoryFile file = files.create("shared", BYTES)) {
            file.view().put(PAGE, (byte) 7);
            Sharing sharing = file.sharing().orElseThrow();
            int descriptor = sharing.descriptor();

            assertThat(sharing.descriptor()).as("asked again").isEqualTo(descriptor);
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + descriptor)))
                    .contains("flags:\t02000002\n", "size:\t" + BYTES, "name:\tshared", "exp_name:\tudmabuf");
            try (KernelDmaBuf other = new KernelDmaBuf(Fcntl.fcntl(descriptor, F_DUPFD_CLOEXEC, 0), BYTES)) {
                assertThat(other.bytes()[PAGE]).isEqualTo((byte) 7);
            }
        }
    }

    @Test
    void shouldEndABracketThatWasOpenWhenItBecameOne() {
        try (MemoryFile file = files.create("bracket", BYTES)) {
            Sharing sharing = file.sharing().orElseThrow();
            sharing.beginCpuAccess(CpuUse.WRITE);
            sharing.descriptor();
            sharing.endCpuAccess(CpuUse.WRITE);
            sharing.beginCpuAccess(CpuUse.READ);
            sharing.endCpuAccess(CpuUse.READ);
        }
    }

    @Test
    void shouldBeGoneWithItsFileAndItsRetirement() throws IOException {
        assumeTrue(Files.exists(BUFFERS), "this kernel does not list its DMA-BUFs: " + BUFFERS);
        List<String> before = Files.readAllLines(BUFFERS);
        MemoryFile closed = files.create("closed", BYTES);
        closed.sharing().orElseThrow().descriptor();
        closed.close();
        assertThat(closed.sharing()).isEmpty();
        MemoryFile retired = files.create("retired", BYTES);
        retired.sharing().orElseThrow().descriptor();
        try (SpareMemory spare = retired.retire().orElseThrow();
                MemoryFile renewed = spare.renew()) {
            assertThat(renewed.sharing()).as("of the renewed file").isPresent();

            assertThat(Files.readAllLines(BUFFERS)).isEqualTo(before);
        }
    }

    @Test
    void shouldKeepNothingForASuccessorWhileSomebodyElseHasIt() {
        MemoryFile file = files.create("held", BYTES);
        file.view().put(PAGE, (byte) 7);
        int descriptor = file.sharing().orElseThrow().descriptor();
        try (KernelDmaBuf other = new KernelDmaBuf(Fcntl.fcntl(descriptor, F_DUPFD_CLOEXEC, 0), BYTES)) {
            assertThat(file.retire()).isEmpty();
            assertThat(other.bytes()[PAGE]).isEqualTo((byte) 7);
        }
        MemoryFile shared = files.create("let go", BYTES);
        new KernelDmaBuf(Fcntl.fcntl(shared.sharing().orElseThrow().descriptor(), F_DUPFD_CLOEXEC, 0), BYTES).close();
        assertThat(shared.retire()).hasValueSatisfying(SpareMemory::close);
    }

    @Test
    void shouldOfferNoneWhereOneIsTooLarge() {
        try (MemoryFile file = files.create("large", (64L << 20) + PAGE)) {
            assertThat(file.sharing()).isEmpty();
        }
    }

    @Test
    void shouldJoinPartsOfSeveralFiles() {
        try (MemoryFile one = files.create("one", BYTES);
                MemoryFile two = files.create("two", BYTES)) {
            one.view().put(3 * PAGE, (byte) 1);
            two.view().put(0, (byte) 2);
            try (DmaBufFile both = files.dmaBuf("both", List.of(part(one, 3 * PAGE), part(two, 0)))) {
                both.beginCpuAccess(CpuUse.READ_WRITE);
                assertThat(both.view().get(0)).isEqualTo((byte) 1);
                assertThat(both.view().get(PAGE)).isEqualTo((byte) 2);
                both.view().put(PAGE + 1, (byte) 3);
                both.endCpuAccess(CpuUse.READ_WRITE);
            }
            assertThat(two.view().get(1)).isEqualTo((byte) 3);
        }
    }

    @Test
    void shouldShowHugePagesToTheCpuByThemselvesAndJoined() throws IOException {
        Files.writeString(HUGE, "4");
        try (MemoryFile huge = files.createHuge("huge", HugePages.BYTES)) {
            huge.view().put(0, (byte) 5).put(8 * PAGE, (byte) 6);
            int descriptor = huge.sharing().orElseThrow().descriptor();
            int bytes = Math.toIntExact(huge.size());
            try (KernelDmaBuf shared = new KernelDmaBuf(Fcntl.fcntl(descriptor, F_DUPFD_CLOEXEC, 0), bytes)) {
                assertThat(shared.bytes()[8 * PAGE]).isEqualTo((byte) 6);
            }
            try (DmaBufFile joined =
                    files.dmaBuf("huge", List.of(new Part(huge.descriptor().orElseThrow(), 0, HugePages.BYTES)))) {
                assertThat(joined.view().get(0)).isEqualTo((byte) 5);
                assertThat(joined.view().get(8 * PAGE)).isEqualTo((byte) 6);
            }
        } finally {
            Files.writeString(HUGE, "0");
        }
    }

    @Test
    void shouldRefuseWhatTheKernelRefuses() {
        try (MemoryFile file = files.create("file", BYTES)) {
            assertThat(reason(List.of(part(file, 1)))).as("not whole pages").isEqualTo(Reason.UNSUPPORTED);
            assertThat(reason(List.of(part(file, BYTES)))).as("beyond the end").isEqualTo(Reason.UNSUPPORTED);
            assertThat(reason(List.of())).as("nothing").isEqualTo(Reason.LIMIT);
        }
    }

    private Reason reason(List<Part> parts) {
        return assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> files.dmaBuf("refused", parts))
                .actual()
                .reason();
    }

    private static Part part(MemoryFile file, long offset) {
        return new Part(file.descriptor().orElseThrow(), offset, PAGE);
    }
}
