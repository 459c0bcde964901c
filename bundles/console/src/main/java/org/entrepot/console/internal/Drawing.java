package org.entrepot.console.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Converter;
import org.entrepot.api.Attachment;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Provenance;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.pipeline.PipelineReport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Draws what the commands return. */
@Component(
        property = {
            "osgi.converter.classes=org.entrepot.console.internal.Views$Heaps",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Devices",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Buffers",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Accounts",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Machine",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Allocated",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Mapped",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Dump",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Notice",
            "osgi.converter.classes=org.entrepot.api.Explanation",
            "osgi.converter.classes=org.entrepot.api.Attachment",
            "osgi.converter.classes=org.entrepot.pipeline.PipelineReport"
        })
public final class Drawing implements Converter {
    private static final int DUMP_WIDTH = 16;

    @Override
    public @Nullable Object convert(Class<?> desiredType, Object in) {
        return null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        return text(target);
    }

    /** The value as text; nothing for a type that is drawn elsewhere. */
    static @Nullable String text(Object target) {
        if (target instanceof Views.Notice notice) {
            return notice.text();
        }
        if (target instanceof Explanation explanation) {
            return explained(explanation);
        }
        if (target instanceof PipelineReport report) {
            return ReportDrawing.text(report);
        }
        return target instanceof Attachment attachment ? attachment.toString() : listed(target);
    }

    private static @Nullable String listed(Object target) {
        if (target instanceof Views.Heaps heaps) {
            return heaps(heaps.all());
        }
        if (target instanceof Views.Devices devices) {
            return devices(devices.all());
        }
        if (target instanceof Views.Buffers buffers) {
            return buffers(buffers.all());
        }
        if (target instanceof Views.Accounts accounts) {
            return accounts(accounts.all());
        }
        return target instanceof Views.Machine machine ? machine(machine) : ofOneBuffer(target);
    }

    private static @Nullable String ofOneBuffer(Object target) {
        if (target instanceof Views.Allocated allocated) {
            DmaBuf buffer = allocated.buffer();
            return "buffer " + buffer.id() + ": " + buffer.layout() + ", " + Sizes.words(buffer.size()) + " in "
                    + buffer.exporter();
        }
        if (target instanceof Views.Mapped mapped) {
            return mapped(mapped);
        }
        return target instanceof Views.Dump dump ? dump(dump) : null;
    }

    private static String heaps(List<HeapStatus> heaps) {
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

    private static String range(Capabilities can) {
        return "0x" + Long.toHexString(can.lowestAddress()) + "-0x" + Long.toHexString(can.highestAddress());
    }

    private static String kind(Provenance provenance) {
        return provenance.isEmulated() ? "emulated" : "real";
    }

    private static String devices(List<DeviceStatus> devices) {
        Table table = new Table(
                "DEVICE",
                "MAPPER",
                "REACH>",
                "SEGMENTS>",
                "STRIDE>",
                "ROWS>",
                "FORMATS",
                "TYPES",
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
                    cannot.formats().isEmpty()
                            ? "any"
                            : cannot.formats().stream().sorted().map(Enum::name).collect(Collectors.joining(" ")),
                    words(device.mappingTypes()),
                    device.attachments(),
                    device.faults(),
                    kind(device.provenance()));
        }
        return table.orElse("no device is here; start a device's bundle");
    }

    private static String words(List<? extends Enum<?>> names) {
        return names.stream().map(Enum::name).collect(Collectors.joining(" "));
    }

    private static String buffers(List<BufferStatus> buffers) {
        Table table = new Table(
                "BUFFER>", "NAME", "SIZE>", "LAYOUT", "HEAP", "PLACE", "REFS>", "ATTACHED", "OWNER", "ALLOCATED BY");
        for (BufferStatus buffer : buffers) {
            String attached = buffer.attachments().stream()
                    .map(a -> a.device() + ":" + a.mappingType() + "/" + a.mapper() + (a.mappings() > 0 ? "*" : ""))
                    .collect(Collectors.joining(" "));
            table.row(
                    buffer.id(),
                    buffer.name(),
                    Sizes.words(buffer.size()),
                    buffer.layout(),
                    buffer.exporter(),
                    buffer.placement() == BufferStatus.Placement.STRANDED ? "stranded" : "at home",
                    buffer.references(),
                    attached.isEmpty() ? "-" : attached,
                    buffer.owner(),
                    buffer.allocatedBy());
        }
        return table.orElse("no buffer is open");
    }

    private static String accounts(List<AccountStatus> accounts) {
        Table table = new Table("BUNDLE", "BUFFERS>", "BYTES>", "HIGH>", "ALLOCATIONS>", "LIMIT>");
        accounts.forEach(account -> table.row(
                account.bundle(),
                account.buffers(),
                Sizes.words(account.bytes()),
                Sizes.words(account.highWater()),
                account.allocations(),
                Sizes.words(account.limit())));
        return table.orElse("no bundle has used memory yet");
    }

    private static String machine(Views.Machine machine) {
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
        return table.orElse("no heap and no device is here");
    }

    private static String mapped(Views.Mapped mapped) {
        Table table = new Table("SEGMENT>", "DEVICE ADDRESS>", "LENGTH>");
        for (int i = 0; i < mapped.segments().size(); i++) {
            table.row(
                    i,
                    "0x" + Long.toHexString(mapped.segments().get(i).address()),
                    Sizes.words(mapped.segments().get(i).length()));
        }
        return "buffer " + mapped.buffer() + " for " + mapped.device() + ", " + mapped.direction() + "\n" + table;
    }

    private static String explained(Explanation explanation) {
        Table table = new Table("HEAP", "VERDICT", "RUNS>", "WHY", "WANTED", "OFFERED", "BY");
        for (Explanation.Verdict verdict : explanation.verdicts()) {
            String runs = verdict.expectedSegments() == 0 ? "?" : String.valueOf(verdict.expectedSegments());
            if (verdict.outcome() == Explanation.Outcome.REFUSED) {
                verdict.refusals()
                        .forEach(why -> table.row(
                                verdict.exporter(),
                                "refused",
                                runs,
                                why.constraint().words(),
                                why.wanted(),
                                why.offered(),
                                why.participant()));
            } else {
                String routes = verdict.routes().stream()
                        .map(route -> route.device() + " by " + route.mappingType() + " through " + route.mapper())
                        .collect(Collectors.joining(", "));
                boolean chosen = verdict.outcome() == Explanation.Outcome.CHOSEN;
                table.row(verdict.exporter(), chosen ? "chosen" : "could serve", runs, routes, "", "", "");
            }
        }
        return explanation.request() + "\n" + table.orElse("no heap is here");
    }

    private static String dump(Views.Dump dump) {
        StringBuilder text = new StringBuilder();
        ByteBuffer bytes = dump.bytes();
        for (int line = 0; line < bytes.limit(); line += DUMP_WIDTH) {
            StringBuilder hex = new StringBuilder();
            StringBuilder plain = new StringBuilder();
            for (int i = line; i < Math.min(line + DUMP_WIDTH, bytes.limit()); i++) {
                int value = bytes.get(i) & 0xff;
                hex.append(String.format(i - line == DUMP_WIDTH / 2 ? "  %02x" : " %02x", value));
                plain.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
            }
            text.append(line == 0 ? "" : "\n");
            text.append(String.format("%08x %-50s |%s|", dump.offset() + line, hex, plain));
        }
        return text.toString();
    }
}
