package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.CpuUse;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.fence.Usage;
import org.entrepot.lab.Edu;
import org.entrepot.lab.Need;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.VideoDevice.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that Entrepot opens is open in a program that this one starts: {@code O_CLOEXEC} on every path, as the kernel tells. */
class CloseOnExecInGuest {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Path FACTS = Path.of("/proc/self/fdinfo");
    private static final Pattern FLAGS = Pattern.compile("flags:\\t([0-7]+)");
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int BYTES = 1 << 14;

    private final Set<String> before = open();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private <T extends AutoCloseable> T keep(T one) {
        opened.push(one);
        return one;
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** What is open: a number that was closed may be another file's by now. */
    private static Set<String> open() {
        try (Stream<Path> all = Files.list(OPEN)) {
            return all.map(CloseOnExecInGuest::named).flatMap(Optional::stream).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A descriptor with the file behind it, unless it is the one that lists them. */
    private static Optional<String> named(Path descriptor) {
        try {
            String file = Files.readSymbolicLink(descriptor).toString();
            return file.startsWith("/proc/") ? Optional.empty() : Optional.of(descriptor.getFileName() + " " + file);
        } catch (IOException e) {
            // It was closed just now.
            return Optional.empty();
        }
    }

    private void allAreClosedInOtherPrograms(int least) throws IOException {
        Set<String> opened = open();
        opened.removeAll(before);
        assertThat(opened).hasSizeGreaterThanOrEqualTo(least);
        for (String descriptor : opened) {
            String words = Files.readString(FACTS.resolve(descriptor.substring(0, descriptor.indexOf(' '))));
            Matcher flags = FLAGS.matcher(words);
            assertThat(flags.find()).as(words).isTrue();
            assertThat(Integer.parseInt(flags.group(1), 8) & O_CLOEXEC)
                    .as("O_CLOEXEC of %s: %s", descriptor, words)
                    .isEqualTo(O_CLOEXEC);
        }
    }

    @Test
    void shouldHoldForHeapsAndTheirBuffers() throws IOException {
        Need.device("/dev/dma_heap/system");
        keep(keep(GuestHeaps.open().open(List.of("system"))).allocate("cloexec", BYTES));
        allAreClosedInOtherPrograms(2);
    }

    @Test
    void shouldHoldForWhatIsMappedForDrivers() throws IOException {
        Need.device("/dev/dma_heap/system");
        DriverMapper mapper = GuestLinux.mapper();
        DmaBufFile memory = keep(keep(GuestHeaps.open().open(List.of("system"))).allocate("cloexec", BYTES));
        keep(mapper.open("twice", gone -> {}));
        keep(mapper.map(KernelRulesInGuest.request(memory.descriptor().orElseThrow())));
        allAreClosedInOtherPrograms(3);
    }

    @Test
    void shouldHoldForMemoryFilesAndTheDmaBufsMadeOfThem() throws IOException {
        Need.device("/dev/udmabuf");
        MemoryFile file = keep(GuestLinux.files().create("cloexec", BYTES));
        assertThat(file.sharing().orElseThrow().descriptor()).isPositive();
        allAreClosedInOtherPrograms(2);
    }

    @Test
    void shouldHoldForFencesOfTheKernel() throws Exception {
        SyncFileWatch watch = new SyncFileWatch();
        keep(watch::deactivate);
        FenceKeeper keeper = keep(new FenceKeeper(Throwable::printStackTrace));
        BundleFences fences = keep(new BundleFences(keeper, "org.example"));
        Vgem vgem = keep(new Vgem());
        int work = vgem.begin(true);
        assertThat(watch.pending(fences, vgem.dmaBuf(), Usage.WRITE).isSignalled())
                .isFalse();
        allAreClosedInOtherPrograms(3);
        vgem.end(work);
    }

    @Test
    void shouldHoldForCardsAndTheirMemory() throws IOException {
        DisplayCard card = keep(Kms.open());
        DmaBufFile memory = keep(card.dumb("cloexec", new DumbSize(64, 64, 32)).memory());
        memory.beginCpuAccess(CpuUse.READ);
        memory.endCpuAccess(CpuUse.READ);
        allAreClosedInOtherPrograms(2);
    }

    @Test
    void shouldHoldForCameras() throws IOException {
        keep(keep(new Vivid(Vivid.VMALLOC)).open());
        allAreClosedInOtherPrograms(1);
    }

    /** The queue in which it was made is closed by then: only the memory is open. */
    @Test
    void shouldHoldForMemoryOfVideoDrivers() throws IOException {
        Vivid vivid = keep(new Vivid(Vivid.VMALLOC));
        keep(GuestLinux.videos().memory(vivid.node(), Queue.CAPTURE).allocate("cloexec", 1 << 20));
        allAreClosedInOtherPrograms(1);
    }

    @Test
    void shouldHoldForDriversInUserSpace() throws IOException {
        keep(new Edu());
        keep(GuestVfio.devices().open(Edu.address(), Way.AUTO));
        allAreClosedInOtherPrograms(2);
    }

    @Test
    void shouldHoldForWatches() throws IOException {
        keep(GuestLinux.watches().watch(Set.of(Path.of("/dev")), Pattern.compile("none"), () -> {}));
        allAreClosedInOtherPrograms(1);
    }
}
