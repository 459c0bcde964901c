package org.entrepot.console.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.IommuGroup;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;

/** Draws what the kernel of this machine knows. */
final class FoundDrawing {
    private static final String UNKNOWN = "unknown";

    private FoundDrawing() {}

    static String table(List<FoundDevice> found) {
        Table table = new Table("FOUND", "KIND", "BUS", "DRIVER", "REACH>", "I/O MMU", "NODE", "ACCESS", "WHAT");
        for (FoundDevice device : found) {
            table.row(
                    device.name(),
                    device.kind().words(),
                    device.bus().orElse("-"),
                    device.driver().orElse("-"),
                    reach(device.dma()),
                    device.dma().iommuGroup().map(FoundDrawing::group).orElse("none"),
                    device.node().map(node -> node.path().toString()).orElse("-"),
                    device.node().map(FoundDrawing::access).orElse("-"),
                    device.words());
        }
        String closed = closed(found);
        return table.orElse("the kernel of this machine tells of no device: there is no sysfs here, or nothing in it")
                + (closed.isEmpty() ? "" : "\n\n" + closed);
    }

    /** What would open the nodes that this user may not use, said once for all that it would open; empty if all may be used. */
    private static String closed(List<FoundDevice> found) {
        Map<String, List<String>> nodes = found.stream()
                .flatMap(device -> device.node().stream())
                .filter(node -> !node.advice().isEmpty())
                .collect(Collectors.groupingBy(
                        Node::advice,
                        LinkedHashMap::new,
                        Collectors.mapping(node -> node.path().toString(), Collectors.toList())));
        Facts facts = new Facts("to use what is closed");
        nodes.forEach((advice, paths) -> facts.fact(paths.get(0) + others(paths.size() - 1), advice));
        return nodes.isEmpty() ? "" : facts.toString();
    }

    private static String others(int count) {
        return count == 0 ? "" : " and " + count + " more";
    }

    /** How many, of which kind. */
    static String summary(List<FoundDevice> found) {
        Map<Kind, Long> counts =
                found.stream().collect(Collectors.groupingBy(FoundDevice::kind, TreeMap::new, Collectors.counting()));
        String kinds = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().words())
                .collect(Collectors.joining(", "));
        return "the kernel knows " + found.size() + " devices here" + (kinds.isEmpty() ? "" : " (" + kinds + ")")
                + "; see dma:devices --machine";
    }

    /** The width of the mask, and that for coherent memory where it is another. */
    private static String reach(Dma dma) {
        OptionalInt coherent = dma.coherentAddressBits();
        String own = bits(dma.addressBits());
        return coherent.equals(dma.addressBits()) ? own : own + ", coherent " + bits(coherent);
    }

    private static String bits(OptionalInt bits) {
        return bits.isPresent() ? bits.getAsInt() + " bits" : UNKNOWN;
    }

    private static String group(IommuGroup group) {
        return "group " + group.number() + ", " + group.domain().orElse(UNKNOWN);
    }

    private static String access(Node node) {
        return node.access().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
