package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.service.cm.ConfigurationAdmin;

/** The whole framework stops while buffers are on their way: nothing hangs, nothing is left, and the log says what was cut off. */
public class ShutdownStory {
    private static final long SIZE = 1 << 20;
    private static final int BUFFERS = 48;
    private static final Duration LONG = Duration.ofMinutes(10);
    /** The deadlines of calls and drains are five seconds each. */
    private static final Duration SOON = Duration.ofSeconds(4);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Set<String> memoryBefore = memoryFiles();
    private OwnFramework framework;
    private ControlPlane control;
    private Allocator allocator;

    @Before
    public void startAGateway() throws Exception {
        framework = OwnFramework.start(folder.getRoot().toPath());
        await().atMost(Heaps.PATIENCE).until(() -> framework.has(ControlPlane.class));
        control = framework.service(ControlPlane.class);
        new Heaps(framework.service(ConfigurationAdmin.class), control).configureBoth();
        allocator = framework.service(Allocator.class);
    }

    @After
    public void shouldLeaveNothingOfTheKernels() {
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> assertThat(memoryFiles())
                .as("memory files that live on")
                .isSubsetOf(memoryBefore));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("entrepot-migration");
    }

    private List<DmaBuf> buffers() {
        List<DmaBuf> buffers = new ArrayList<>();
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(allocator.allocate(
                    AllocationRequest.bytes(SIZE).name("cut off").build()));
        }
        return buffers;
    }

    /** Somebody has one of them open, so that no migration is done before the framework stops. */
    private static CpuAccess hold(List<DmaBuf> buffers) {
        CpuAccess held = buffers.get(7).beginCpuAccess(CpuUse.READ_WRITE);
        held.view().put(0, (byte) 42);
        return held;
    }

    @Test
    public void shouldStopSoonWhenADrainWaitsForWhoUsesABuffer() throws Exception {
        List<DmaBuf> buffers = buffers();
        CpuAccess held = hold(buffers);
        Migration drain = control.drain("system", LONG);
        await().atMost(Heaps.PATIENCE).until(() -> drain.status().moved() == BUFFERS - 1);

        assertStopsSoon();

        assertThat(drain.await(SOON)).isTrue();
        assertThat(drain.status().state()).isEqualTo(MigrationStatus.State.CANCELLED);
        assertThat(held.view().get(0))
                .as("a view of memory that was given back")
                .isZero();
        assertEnded(buffers);
    }

    @Test
    public void shouldStopSoonWhereverADrainIs() throws Exception {
        List<DmaBuf> buffers = buffers();
        try (CpuAccess held = hold(buffers)) {
            Migration drain = control.drain("system", LONG);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> drain.status().moved() > 3);

            assertStopsSoon();

            assertThat(drain.await(SOON)).isTrue();
            assertThat(drain.status().moved()).isLessThan(BUFFERS);
            assertThat(held.view().get(0)).isZero();
        }
        assertEnded(buffers);
    }

    @Test
    public void shouldStopSoonWhenABundleThatLeftHasJustBegunToBeEmptied() throws Exception {
        List<DmaBuf> buffers = buffers();
        try (CpuAccess held = hold(buffers)) {
            framework.bundle("org.entrepot.exporter.system").stop();

            assertStopsSoon();

            assertThat(held.view().get(0)).isZero();
        }
        assertEnded(buffers);
    }

    private void assertStopsSoon() throws Exception {
        long began = System.nanoTime();
        assertThat(framework.stop(LONG)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(framework.log())
                .anySatisfy(line -> assertThat(line)
                        .contains("had " + BUFFERS + " buffers", "when the engine stops", "ShutdownStory"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("WARN Migration ")
                        .contains("heap system", "is cut off because the engine stops"))
                .noneMatch(line -> line.startsWith("ERROR"))
                .noneMatch(line -> line.contains(" stay"));
    }

    /** Whoever still has one is told, and can close it. */
    private static void assertEnded(List<DmaBuf> buffers) {
        assertThat(buffers).allSatisfy(buffer -> {
            assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.READ)).isInstanceOf(IllegalStateException.class);
            buffer.close();
        });
    }

    /** Those that this process has open or mapped, by inode. */
    private static Set<String> memoryFiles() {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"));
                Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            Set<String> found = new TreeSet<>();
            maps.filter(line -> line.contains("/memfd:")).forEach(line -> found.add(line.split(" +", 6)[4]));
            descriptors.filter(ShutdownStory::isMemoryFile).forEach(path -> found.add(inode(path)));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMemoryFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("memfd:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static String inode(Path descriptor) {
        try {
            return Files.getAttribute(descriptor, "unix:ino").toString();
        } catch (IOException closedMeanwhile) {
            return "none";
        }
    }
}
