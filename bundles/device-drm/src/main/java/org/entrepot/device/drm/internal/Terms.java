package org.entrepot.device.drm.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.entrepot.device.drm.internal.MemoryProbe.Answer;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.ConfiguredText;

/**
 * A configuration that keeps its rules.
 *
 * @param nodes names of the nodes that are used
 * @param names of displays, by connector
 * @param memory that cards take, by their nodes' names
 * @param probes whether drivers are asked
 * @param longest that a picture may take to be shown
 * @param look from one look at the connectors to the next
 * @param heapBytes of a card's own memory to hand out; 0 for no heap
 */
record Terms(
        Pattern nodes,
        Map<String, String> names,
        Map<String, Taken> memory,
        boolean probes,
        Duration longest,
        Duration look,
        long heapBytes) {
    static final String PID = "org.entrepot.device.drm";

    private static final long PAGE_SIZE = 4096;
    private static final long MOST_BYTES = Integer.MAX_VALUE & -PAGE_SIZE;

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static Terms of(DrmConfig config) {
        Map<String, Taken> memory = new HashMap<>();
        pairs("memory", config.memory()).forEach((card, value) -> memory.put(card, taken(card, value)));
        return new Terms(
                new ConfiguredText(PID, "nodes", "card[0-9]+").pattern(config.nodes()),
                pairs("names", config.names()),
                Map.copyOf(memory),
                config.probe(),
                Duration.ofMillis(ConfiguredNumber.between(PID, "timeout.millis", 10, 8000)
                        .read(config::timeout_millis)),
                Duration.ofMillis(ConfiguredNumber.between(PID, "look.millis", 100, 60_000)
                        .read(config::look_millis)),
                ConfiguredNumber.between(PID, "heap.bytes", 0, MOST_BYTES).read(config::heap_bytes) & -PAGE_SIZE);
    }

    private static Map<String, String> pairs(String key, String... texts) {
        return new ConfiguredText(PID, key, "card0-HDMI-A-1=display1").pairs(texts);
    }

    private static Taken taken(String card, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "scattered" -> Taken.SCATTERED;
            case "one-run" -> Taken.ONE_RUN;
            case "own" -> Taken.OWN;
            default ->
                throw new IllegalArgumentException("memory is scattered, one run, or a card's own: " + PID + " memory="
                        + card + "=" + value + "; write scattered, one-run, or own");
        };
    }

    /** What the display on a connector is called. */
    String name(String connector) {
        return names.getOrDefault(connector, connector);
    }

    /** What the operator says about a card's memory. */
    Optional<Answer> memory(String card) {
        return Optional.ofNullable(memory.get(card))
                .map(told -> new Answer(told, told.words() + ", as " + PID + " says"));
    }
}
