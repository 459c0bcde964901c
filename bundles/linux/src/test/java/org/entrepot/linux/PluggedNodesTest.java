package org.entrepot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
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
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Runnable change = () -> {};

    @TempDir
    private Path parent;

    @Override
    public String plugIn(Path node) {
        told.add("+" + node.getFileName());
        return "it";
    }

    @Override
    public void pullOut(Path node, String gone) {
        told.add("-" + node.getFileName());
    }

    private PluggedNodes<String> nodes(Rhythm rhythm) {
        Place place =
                new Place(parent.resolve("nodes"), Pattern.compile("node[0-9]"), "node", rhythm, Duration.ofMillis(10));
        return new PluggedNodes<>(this::watch, place, this, silent());
    }

    /** As the kernel's does; a test says when something changed. */
    private NodeWatches.Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        look.run();
        change = look;
        return () -> {};
    }

    private static Logger silent() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> null);
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
            assertThat(told).containsExactly("+node1");
        }
        assertThat(told).containsExactly("+node1", "-node1");
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
            await().until(() -> told.equals(List.of("+node1", "-node1", "+node1")));
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
            await().during(Duration.ofMillis(100)).until(() -> told.equals(List.of("+node1")));

            Files.delete(noFolder);
            Files.delete(kept.resolve("node1"));
            Files.move(kept, noFolder);
            await().untilAsserted(() -> assertThat(told).containsExactly("+node1", "-node1"));
        }
    }
}
