package org.entrepot.stories;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
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
