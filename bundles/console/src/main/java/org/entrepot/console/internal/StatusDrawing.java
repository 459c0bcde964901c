package org.entrepot.console.internal;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Direction;
import org.entrepot.api.Provenance;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.TimelineStatus;

/** Draws lists of what is there, as tables. */
final class StatusDrawing {
    private StatusDrawing() {}

    static String heaps(List<HeapStatus> heaps) {
        Table table = new Table(
                "HEAP",
                "STATE",
                "KIND",
                "USED>",
                "OF>",
                "HIGH>",
                "LARGEST RUN>",
                "BUFFERS>",
                "FAILED>",
                "ADDRESSES",
                "RUNS",
                "");
        for (HeapStatus heap : heaps) {
            Capabilities can = heap.capabilities();
            HeapStatus.Fill fill = heap.fill();
            table.row(
                    heap.name(),
                    heap.state(),
                    heap.technology(),
                    Sizes.words(fill.used()),
                    Sizes.words(fill.capacity()),
                    Sizes.words(fill.highWater()),
                    Sizes.words(fill.largestRun()),
                    fill.buffers(),
                    fill.failures(),
                    range(can),
                    can.contiguity() == Capabilities.Contiguity.ONE_RUN ? "one" : "many",
                    kind(heap.provenance()));
        }
        return table.orElse("no heap is here; start a backend's bundle, or put a .cfg for one into conf/");
    }

    static String range(Capabilities can) {
        return "0x" + Long.toHexString(can.lowestAddress()) + "-0x" + Long.toHexString(can.highestAddress());
    }

    static String kind(Provenance provenance) {
        return provenance.isEmulated() ? "emulated" : "real";
    }

    static String devices(List<DeviceStatus> devices) {
        Table table = new Table(
                "DEVICE",
                "MAPPER",
                "REACH>",
                "SEGMENTS>",
                "STRIDE>",
                "ROWS>",
                "FORMATS",
                "TYPES",
                "KIND",
                "ATTACHED>",
                "FAULTS>",
                "");
        for (DeviceStatus device : devices) {
            Constraints cannot = device.constraints();
            table.row(
                    device.name(),
                    device.mapper(),
                    cannot.addressBits() + " bits",
                    cannot.maxSegments() == Integer.MAX_VALUE ? "any" : cannot.maxSegments(),
                    "×" + cannot.strideAlignment(),
                    "×" + cannot.heightAlignment(),
                    cannot.formats().isAny()
                            ? "any"
                            : cannot.formats().pairs().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(" ")),
                    words(device.mappingTypes()),
                    device.kind().name().toLowerCase(Locale.ROOT),
                    device.attachments(),
                    device.faults(),
                    kind(device.provenance()));
        }
        String overridden = overridden(devices);
        return table.orElse("no device is here; start a device's bundle")
                + (overridden.isEmpty() ? "" : "\n\n" + overridden);
    }

    /** What an operator overrode; empty if that is nothing. */
    private static String overridden(List<DeviceStatus> devices) {
        Table table = new Table("DEVICE", "SET BY THE OPERATOR", "TO", "DECLARED");
        devices.forEach(device -> device.overrides()
                .forEach(field -> table.row(device.name(), field.field(), field.value(), field.declared())));
        return table.orElse("");
    }

    private static String words(List<? extends Enum<?>> names) {
        return names.stream().map(Enum::name).collect(Collectors.joining(" "));
    }

    static String buffers(Views.Buffers buffers) {
        return table(buffers.all()).orElse("no buffer is open") + counted(buffers.counters());
    }

    static String stranded(List<BufferStatus> buffers) {
        return table(buffers).orElse("no buffer is stranded");
    }

    private static Table table(List<BufferStatus> buffers) {
        Table table = new Table(
                "BUFFER>",
                "NAME",
                "SIZE>",
                "LAYOUT",
                "HEAP",
                "PLACE",
                "MOVES>",
                "REFS>",
                "ATTACHED",
                "MAPPED BY",
                "OWNER",
                "ALLOCATED BY");
        for (BufferStatus buffer : buffers) {
            table.row(
                    buffer.id(),
                    buffer.name(),
                    Sizes.words(buffer.size()),
                    buffer.layout(),
                    buffer.exporter(),
                    place(buffer),
                    buffer.moves(),
                    buffer.references(),
                    joined(buffer, StatusDrawing::attached),
                    joined(buffer, StatusDrawing::mappedBy),
                    buffer.owner(),
                    buffer.allocatedBy());
        }
        return table;
    }

    /** What the engine counted, once there is something to tell. */
    private static String counted(List<Counter> counters) {
        return counters.stream().allMatch(counter -> counter.value() == 0)
                ? ""
                : "\n\nsince the engine started: "
                        + counters.stream().map(StatusDrawing::counted).collect(Collectors.joining(", "));
    }

    private static String counted(Counter counter) {
        boolean size = counter.unit().equals("bytes");
        return counter.name() + " " + (size ? Sizes.words(counter.value()) : counter.value());
    }

    static String place(BufferStatus buffer) {
        return switch (buffer.placement()) {
            case AT_HOME -> "at home";
            case STRANDED -> "stranded";
            case NOWHERE -> "not used yet";
        };
    }

    private static String joined(BufferStatus buffer, Function<AttachmentStatus, String> words) {
        String joined = buffer.attachments().stream().map(words).collect(Collectors.joining(", "));
        return joined.isEmpty() ? "-" : joined;
    }

    private static String attached(AttachmentStatus attachment) {
        return attachment.device() + (attachment.mappings() > 0 ? "*" : "");
    }

    private static String mappedBy(AttachmentStatus attachment) {
        return (attachment.negotiation().isEmpty() ? "perhaps " : "") + attachment.mapper() + " by "
                + attachment.mappingType();
    }

    static String machine(Views.Machine machine) {
        Table table = new Table("PART", "IS", "BECAUSE", "WHAT");
        machine.heaps()
                .forEach(heap -> table.row(
                        "heap " + heap.name(),
                        kind(heap.provenance()),
                        heap.provenance().reason(),
                        heap.technology()));
        machine.devices()
                .forEach(device -> table.row(
                        "device " + device.name(),
                        kind(device.provenance()),
                        device.provenance().reason(),
                        device.words()));
        return table.orElse("no heap and no device is here") + "\n\n" + FoundDrawing.summary(machine.found());
    }

    static String timelines(List<TimelineStatus> timelines) {
        Table table =
                new Table("CONTEXT>", "TIMELINE", "OWNER", "ISSUED>", "SIGNALLED>", "PENDING>", "OLDEST>", "BOUND>");
        timelines.forEach(timeline -> table.row(
                timeline.context(),
                timeline.name(),
                timeline.owner(),
                timeline.issued(),
                timeline.signalled(),
                timeline.pending(),
                timeline.pending() == 0 ? "-" : timeline.oldest().toMillis() + " ms",
                timeline.bound().toMillis() + " ms"));
        return table.orElse("no timeline is open: nobody waits for a fence");
    }

    static String faults(Views.Faults faults) {
        Table last = new Table("WHEN", "DEVICE", "ACCESS", "ADDRESS>");
        faults.last()
                .forEach(fault -> last.row(
                        fault.at().truncatedTo(ChronoUnit.MILLIS),
                        fault.device(),
                        fault.access() == Direction.TO_DEVICE ? "read" : "write",
                        "0x" + Long.toHexString(fault.address())));
        Table counts = new Table("DEVICE", "FAULTS>", "MAPPER");
        faults.devices().stream()
                .filter(device -> device.faults() > 0)
                .forEach(device -> counts.row(device.name(), device.faults(), device.mapper()));
        if (last.isEmpty() && counts.isEmpty()) {
            return "no device took a DMA fault";
        }
        return last.orElse("no mapper remembers one") + "\n\n" + counts.orElse("no device that is here took one");
    }
}
