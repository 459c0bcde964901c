package org.entrepot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.PluggedNodes.Owner;
import org.entrepot.linux.PluggedNodes.Place;
import org.entrepot.linux.PluggedNodes.Rhythm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.Logger;

/** Nodes are plugged in and pulled out as they come, are exchanged and leave. */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class PluggedNodesTest implements Owner<String> {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final EntrepotException busy = new EntrepotException(Reason.BUSY, "a name is free");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private volatile Runnable change = () -> {};

    @TempDir
    private Path parent;

    @Override
    public String plugIn(Path node) {
        fail("+" + node.getFileName());
        return node.getFileName().toString();
    }

    private void fail(String step) {
        told.add(step);
        RuntimeException planned = failures.get(step);
        if (planned != null) {
            throw planned;
        }
    }

    @Override
    public void look(String here) {
        fail("?" + here);
    }

    @Override
    public void pullOut(Path node, String gone) {
        fail("-" + gone);
    }

    /** How often something was done. */
    private long times(String step) {
        return told.stream().filter(step::equals).count();
    }

    private List<String> comingsAndGoings() {
        return told.stream().filter(step -> !step.startsWith("?")).toList();
    }

    private PluggedNodes<String> nodes(Rhythm rhythm) {
        Place place = new Place(parent.resolve("nodes"), Pattern.compile("node[0-9]"), "node", rhythm, PAUSE);
        return new PluggedNodes<>(this::watch, place, this, log());
    }

    /** As the kernel's does; a test says when something changed. */
    private NodeWatches.Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        look.run();
        change = look;
        return () -> {};
    }

    private Logger log() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    said.add(Arrays.deepToString(arguments));
                    return null;
                });
    }

    private Path made(String name) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("nodes"));
        return Files.createFile(folder.resolve(name));
    }

    @Test
    void shouldPlugInWhatCountsAndPullItOutWhenItEnds() throws IOException {
        made("node1");
        made("other");
        try (PluggedNodes<String> nodes = nodes(Rhythm.WHEN_NEEDED)) {
            assertThat(nodes).isNotNull();
            assertThat(comingsAndGoings()).containsExactly("+node1");
        }
        assertThat(comingsAndGoings()).containsExactly("+node1", "-node1");
    }

    @Test
    void shouldWaitForAFolderThatIsNotThere() throws IOException {
        try (PluggedNodes<String> nodes = nodes(Rhythm.WHEN_NEEDED)) {
            assertThat(nodes).isNotNull();
            made("node1");
            change.run();
            await().until(() -> told.contains("+node1"));
        }
    }

    @Test
    void shouldLookRegularlyWhenThatIsWanted() throws IOException {
        try (PluggedNodes<String> nodes = nodes(Rhythm.REGULARLY)) {
            assertThat(nodes).isNotNull();
            made("node1");
            await().until(() -> told.contains("+node1"));
        }
    }

    @Test
    void shouldExchangeANodeThatCameInThePlaceOfAnother() throws IOException {
        Path node = made("node1");
        try (PluggedNodes<String> nodes = nodes(Rhythm.WHEN_NEEDED)) {
            assertThat(nodes).isNotNull();
            Path other = made("other");
            Files.delete(node);
            Files.move(other, node);
            change.run();
            await().until(() -> comingsAndGoings().equals(List.of("+node1", "-node1", "+node1")));
        }
    }

    @Test
    void shouldPullNothingOutWhenItCannotLook() throws IOException {
        Path node = made("node1");
        try (PluggedNodes<String> nodes = nodes(Rhythm.WHEN_NEEDED)) {
            assertThat(nodes).isNotNull();
            Path kept = Files.move(node.getParent(), parent.resolve("kept"));
            Path noFolder = Files.createFile(node.getParent());
            change.run();
            await().during(Duration.ofMillis(100))
                    .until(() -> comingsAndGoings().equals(List.of("+node1")));

            Files.delete(noFolder);
            Files.delete(kept.resolve("node1"));
            Files.move(kept, noFolder);
            await().untilAsserted(() -> assertThat(comingsAndGoings()).containsExactly("+node1", "-node1"));
        }
    }

    @Test
    void shouldTryLessOftenWhatIsRefusedForAWhileAgainAndAgain() throws IOException {
        made("node1");
        failures.put("+node1", busy);
        try (PluggedNodes<String> nodes = nodes(Rhythm.REGULARLY)) {
            assertThat(nodes).isNotNull();
            await().pollDelay(PAUSE.multipliedBy(60)).until(() -> times("+node1") > 2);
            // After 10, 30, 70, 150 and 310 ms; the next would be after 630.
            assertThat(times("+node1")).isLessThanOrEqualTo(10);
            assertThat(said).as("said once").hasSize(1);
        }
    }

    @Test
    void shouldTryAtOnceWhatIsRefusedForAWhileWhenSomethingLeaves() throws IOException {
        made("node1");
        made("node2");
        failures.put("+node2", busy);
        Place place = new Place(
                parent.resolve("nodes"), Pattern.compile("node[0-9]"), "node", Rhythm.WHEN_NEEDED, Duration.ofHours(1));
        try (PluggedNodes<String> nodes = new PluggedNodes<>(this::watch, place, this, log())) {
            assertThat(nodes).isNotNull();
            failures.clear();
            change.run();
            await().during(Duration.ofMillis(50)).until(() -> times("+node2") == 1);

            Files.delete(parent.resolve("nodes").resolve("node1"));
            change.run();
            await().until(() -> times("+node2") == 2);
        }
    }

    @Test
    void shouldTryAtOnceWhatIsRefusedWhenItsModeChanges() throws IOException {
        Path node = made("node1");
        failures.put("+node1", busy);
        Place place = new Place(
                parent.resolve("nodes"), Pattern.compile("node[0-9]"), "node", Rhythm.WHEN_NEEDED, Duration.ofHours(1));
        try (PluggedNodes<String> nodes = new PluggedNodes<>(this::watch, place, this, log())) {
            assertThat(nodes).isNotNull();
            failures.clear();
            await().until(() -> {
                Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-rw----"));
                change.run();
                return times("+node1") == 2;
            });
        }
    }

    @Test
    void shouldSayOnceWhatFailsAtEachLook() throws IOException {
        made("node1");
        made("node2");
        failures.put("?node1", new IllegalStateException("a broken driver"));
        try (PluggedNodes<String> nodes = nodes(Rhythm.REGULARLY)) {
            assertThat(nodes).isNotNull();
            await().until(() -> times("?node1") > 5 && times("?node2") > 5);
            assertThat(said).hasSize(1);
        }
    }

    @Test
    void shouldPullTheOthersOutWhenOneFails() throws IOException {
        made("node1");
        made("node2");
        failures.put("-node1", new IllegalStateException("a broken driver"));
        failures.put("-node2", new IllegalStateException("another"));
        nodes(Rhythm.WHEN_NEEDED).close();

        assertThat(comingsAndGoings()).containsExactlyInAnyOrder("+node1", "+node2", "-node1", "-node2");
        assertThat(said).hasSize(2);
    }
}
