package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.entrepot.api.Capabilities;
import org.entrepot.api.MappingType;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.HeapStatus.Fill;
import org.entrepot.control.HeapStatus.Traffic;

/** What is said about a heap, whether as text or in a picture. */
final class HeapWords {
    private HeapWords() {}

    /**
     * One thing to say.
     *
     * @param name what it is about
     * @param value what is said
     */
    record Fact(String name, String value) {}

    /** All of it, but how full the heap is. */
    static List<Fact> about(HeapStatus heap) {
        Capabilities can = heap.capabilities();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("technology", heap.technology() + ", by bundle " + heap.bundle()));
        facts.add(new Fact(
                StatusDrawing.kind(heap.provenance()), heap.provenance().reason()));
        facts.add(new Fact("state", state(heap)));
        facts.add(new Fact("addresses", StatusDrawing.range(can) + ", " + runs(can)));
        facts.add(new Fact("mapping types", mappingTypes(can.mappingTypes())));
        facts.add(new Fact("supply", lower(can.supply()) + ", cost " + can.cost()));
        facts.add(new Fact("CPU view", cpuView(can) + ", " + lower(can.cacheability())));
        if (can.orientations().size() > 1) {
            facts.add(new Fact(
                    "orientations",
                    can.orientations().stream().sorted().map(Enum::name).collect(Collectors.joining(" "))));
        }
        return facts;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String state(HeapStatus heap) {
        return switch (heap.state()) {
            case SERVING -> "serving";
            case DISABLED -> "disabled by an operator; dma:enable " + heap.name() + " puts it back";
            case ISOLATED ->
                "isolated, because " + heap.isolated().orElse("nobody knows why") + "; dma:enable " + heap.name()
                        + " puts it back";
            case DRAINING ->
                "draining: nothing new goes to it, and its buffers move to other heaps; see dma:migrations";
            case GONE -> "gone: what is out of it works until it is released";
        };
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String runs(Capabilities can) {
        return switch (can.contiguity()) {
            case ONE_RUN -> "each buffer in one run";
            case ROWS -> "an image in rows " + Sizes.words(can.rowPitch()) + " apart at most";
            case SCATTERED -> "a buffer in as many runs as it takes";
        };
    }

    /** Who maps: the two answers of the debate on who may know what memory is. */
    private static String cpuView(Capabilities can) {
        return switch (can.coherencyDomain()) {
            case CPU -> "coherent at any time";
            case RAM -> "coherent between brackets";
            case INACCESSIBLE -> "none";
        };
    }

    private static String mappingTypes(List<MappingType> types) {
        return types.stream()
                .map(type ->
                        type + (type == MappingType.PRIVATE ? " (the heap maps by itself)" : " (a mapper, by cookie)"))
                .collect(Collectors.joining(", "));
    }

    /** How much is handed out. */
    static String used(Fill fill) {
        String buffers = count(fill.buffers(), "buffer");
        if (fill.capacity() == 0) {
            return Sizes.words(fill.used()) + " still out in " + buffers;
        }
        return Sizes.words(fill.used()) + " of " + Sizes.words(fill.capacity()) + " ("
                + Mark.share(fill.used(), fill.capacity()) + ") in " + buffers + ", at most "
                + Sizes.words(fill.highWater());
    }

    /** The largest free run. */
    static String largestRun(Fill fill) {
        return fill.capacity() == 0 ? "unknown" : Sizes.words(fill.largestRun()) + " free in one run";
    }

    /** The allocations that found no room. */
    static String refused(Fill fill) {
        if (fill.failures() == 0) {
            return "nothing for lack of room";
        }
        return fill.failures() + " for lack of room, " + fill.fragmented()
                + " of them though enough was free, only not in one run";
    }

    /** What went through it. */
    static String traffic(Traffic traffic) {
        return count(traffic.allocations(), "allocation") + ", " + count(traffic.movedIn(), "buffer") + " moved in, "
                + traffic.movedOut() + " moved out, " + count(traffic.faults(), "fault");
    }
}
