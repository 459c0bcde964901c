package org.entrepot.pipeline.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.DmaBuf;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineReport.ExporterShare;
import org.entrepot.pipeline.PipelineReport.Route;
import org.entrepot.pipeline.PipelineReport.Swap;
import org.entrepot.pipeline.PipelineReport.Wish;
import org.jspecify.annotations.Nullable;

/** What became of the buffers of one stage. */
final class StageTally {
    private final String name;
    private final int capacity;
    private final Map<String, Long> exporters = new LinkedHashMap<>();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Map<Long, String> homes = new HashMap<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private String layout = "";
    private boolean isOnTheWay = true;
    private @Nullable String exporter;
    private long lastUse = System.nanoTime();

    /**
     * Nothing happened yet.
     *
     * @param name such as {@code camera0 → rotator0}
     * @param capacity of the stage's pool
     */
    StageTally(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    /**
     * A frame went into a buffer. Only a buffer that is new to the stage, or that moved, can make a swap: recycled ones of two heaps
     * may take turns for as long as both last.
     */
    synchronized void used(DmaBuf buffer, Frame.Ticket frame) {
        String from = buffer.exporter();
        if (isOnTheWay && !asked.isEmpty()) {
            asked.get(asked.size() - 1).servedBy = from;
        }
        layout = buffer.layout().toString();
        exporters.merge(from, 1L, Long::sum);
        if (!from.equals(homes.put(buffer.id(), from))) {
            if (exporter != null && !exporter.equals(from)) {
                exchanges.add(new Exchange(exporter, from, frame.number(), frame.watch(lastUse)));
            }
            exporter = from;
        }
        lastUse = System.nanoTime();
    }

    /**
     * A swap, and how long no frame was shown around it.
     *
     * @param frame the first in the new memory
     */
    private record Exchange(String from, String to, long frame, Gaps.Watch gap) {
        Swap told(String stage) {
            return new Swap(stage, from, to, frame, gap.longestNanos());
        }
    }

    /** The next frames were before in another stage, in an exporter's memory. */
    synchronized void follow(String before) {
        exporter = before.isEmpty() ? null : before;
        isOnTheWay = true;
        lastUse = System.nanoTime();
    }

    /** The next frames go another way: what the last ones are still in says nothing of what was asked. */
    synchronized void leave() {
        isOnTheWay = false;
    }

    /** A heap is asked for; why it cannot serve, if so. */
    synchronized void ask(String heap, Optional<String> refusal) {
        asked.add(new Asked(heap, refusal));
    }

    /** What became of what was asked. */
    synchronized List<Wish> wishes() {
        return asked.stream().map(ask -> ask.outcome(name)).toList();
    }

    /** A heap that was asked for, and in whose memory frames were from then on. */
    private static final class Asked {
        private final String heap;
        private final Optional<String> refusal;
        private @Nullable String servedBy;

        Asked(String heap, Optional<String> refusal) {
            this.heap = heap;
            this.refusal = refusal;
        }

        Wish outcome(String stage) {
            boolean missed = refusal.isEmpty() && servedBy != null && !servedBy.equals(heap);
            return new Wish(
                    heap,
                    stage,
                    Optional.ofNullable(servedBy),
                    missed ? Optional.of("room: stage wants buffers, offered none (full, or gone since)") : refusal);
        }
    }

    /** A device mapped a buffer. */
    synchronized void mapped(Attachment attachment, DeviceMapping mapping) {
        Route known = routes.get(attachment.device());
        int segments = mapping.segments().size();
        if (known == null || known.segments() != segments || !known.mapper().equals(attachment.mapper())) {
            routes.put(
                    attachment.device(),
                    new Route(attachment.device(), attachment.mappingType(), attachment.mapper(), segments));
        }
    }

    /** Whose memory the stage uses now; empty before the first frame. */
    synchronized String exporter() {
        return exporter == null ? "" : exporter;
    }

    synchronized List<Swap> swaps() {
        return exchanges.stream().map(exchange -> exchange.told(name)).toList();
    }

    synchronized PipelineReport.Stage report() {
        List<ExporterShare> shares = exporters.entrySet().stream()
                .map(entry -> new ExporterShare(entry.getKey(), entry.getValue()))
                .toList();
        return new PipelineReport.Stage(name, layout, capacity, shares, List.copyOf(routes.values()));
    }
}
