package org.entrepot.stories;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Heaps as an operator sets them up: by configuration. */
final class Heaps {
    static final String SYSTEM = "org.entrepot.exporter.system";
    static final String CMA = "org.entrepot.exporter.cma";
    static final Duration PATIENCE = Duration.ofSeconds(25);

    private final ConfigurationAdmin configurations;
    private final ControlPlane control;

    Heaps(ConfigurationAdmin configurations, ControlPlane control) {
        this.configurations = configurations;
        this.control = control;
    }

    /** The two heaps that the distribution has. */
    void configureBoth() throws IOException {
        configure(SYSTEM, "default", Map.of("entrepot.exporter", "system"));
        configure(CMA, "default", Map.of("entrepot.exporter", "cma"));
        awaitServing("system");
        awaitServing("cma");
    }

    /**
     * The heaps that the distribution has, out of the files in its folder of configurations.
     *
     * @return their names, all of them serving
     */
    Set<String> configureAsDistributed() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("stories.conf")))) {
            for (Path file : files.filter(Heaps::isOfAHeap).toList()) {
                names.add(configure(file));
            }
        }
        names.forEach(this::awaitServing);
        return names;
    }

    private static boolean isOfAHeap(Path file) {
        return file.getFileName().toString().matches("org\\.entrepot\\.exporter\\.\\w+-\\w+\\.cfg");
    }

    private String configure(Path file) throws IOException {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        }
        Map<String, Object> properties = values.stringPropertyNames().stream()
                .collect(Collectors.toMap(Function.identity(), values::getProperty));
        String[] name = file.getFileName().toString().replace(".cfg", "").split("-", 2);
        configure(name[0], name[1], properties);
        return String.valueOf(properties.get("entrepot.exporter"));
    }

    Configuration configure(String factory, String instance, Map<String, Object> values) throws IOException {
        Configuration configuration = configurations.getFactoryConfiguration(factory, instance, "?");
        configuration.update(FrameworkUtil.asDictionary(values));
        return configuration;
    }

    void awaitServing(String name) {
        await().atMost(PATIENCE).until(() -> isServing(name));
    }

    void awaitGone(String name) {
        await().atMost(PATIENCE).until(() -> !isServing(name));
    }

    boolean isServing(String name) {
        return control.heaps().stream()
                .anyMatch(heap -> heap.name().equals(name) && heap.state() == HeapStatus.State.SERVING);
    }
}
