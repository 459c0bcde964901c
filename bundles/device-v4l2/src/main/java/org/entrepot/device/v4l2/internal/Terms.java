package org.entrepot.device.v4l2.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Answer;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Contiguity;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.ConfiguredText;
import org.entrepot.spi.PageFrames;

/**
 * A configuration that keeps its rules.
 *
 * @param nodes names of the nodes that are used
 * @param names of devices, by node or bus
 * @param memory that devices take, by their names
 * @param probes whether drivers are asked
 * @param buffers that a driver may know
 * @param longest that a device may take for a picture
 * @param heapBytes of each driver's own memory; 0 for no such heaps
 */
record Terms(
        Pattern nodes,
        Map<String, String> names,
        Map<String, Contiguity> memory,
        boolean probes,
        int buffers,
        Duration longest,
        long heapBytes) {
    static final String PID = "org.entrepot.device.v4l2";

    private static final long MOST_BYTES = Integer.MAX_VALUE;

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static Terms of(V4l2Config config) {
        Map<String, Contiguity> memory = new HashMap<>();
        pairs("memory", config.memory()).forEach((name, value) -> memory.put(name, contiguity(name, value)));
        return new Terms(
                new ConfiguredText(PID, "nodes", "video[0-9]+").pattern(config.nodes()),
                pairs("names", config.names()),
                Map.copyOf(memory),
                config.probe(),
                ConfiguredNumber.between(PID, "buffers", 2, 32).readInt(config::buffers),
                Duration.ofMillis(ConfiguredNumber.between(PID, "timeout.millis", 10, 8000)
                        .read(config::timeout_millis)),
                ConfiguredNumber.between(PID, "heap.bytes", 0, MOST_BYTES).read(config::heap_bytes)
                        & -PageFrames.PAGE_SIZE);
    }

    private static Map<String, String> pairs(String key, String... texts) {
        return new ConfiguredText(PID, key, "video0=camera-front").pairs(texts);
    }

    private static Contiguity contiguity(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "scattered" -> Contiguity.SCATTERED;
            case "one-run" -> Contiguity.ONE_RUN;
            default ->
                throw new IllegalArgumentException("memory is scattered or one run: " + PID + " memory=" + name + "="
                        + value + "; write scattered, or one-run");
        };
    }

    /** What a device is called. */
    String name(String node, String bus) {
        return names.getOrDefault(node, names.getOrDefault(bus, node));
    }

    /** What the operator says about a device's memory. */
    Optional<Answer> memory(String name) {
        return Optional.ofNullable(memory.get(name))
                .map(told -> new Answer(
                        told,
                        told == Contiguity.SCATTERED
                                ? "it takes scattered memory, as " + PID + " says"
                                : "it takes one run of memory only, as " + PID + " says"));
    }
}
