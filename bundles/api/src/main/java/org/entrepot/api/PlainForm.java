package org.entrepot.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of the contract as what JSON holds: maps with a stable order, lists, texts, numbers. A size is a number; an address or
 * a mask is a text in hexadecimal, since a JSON number is exact only up to 53 bits. What is not there has no entry.
 */
final class PlainForm {
    private PlainForm() {}

    static Map<String, Object> of(Explanation explanation) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("request", of(explanation.request()));
        explanation.chosen().ifPresent(chosen -> plain.put("chosen", chosen.exporter()));
        explanation.layout().ifPresent(layout -> plain.put("layout", of(layout)));
        plain.put("verdicts", explanation.verdicts().stream().map(PlainForm::of).toList());
        plain.put("choices", explanation.choices().stream().map(PlainForm::of).toList());
        plain.put("combinations", explanation.combinations());
        plain.put(
                "policy",
                explanation.policy().stream().map(PolicyRule::toString).toList());
        return plain;
    }

    private static Map<String, Object> of(Explanation.Verdict verdict) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("exporter", verdict.exporter());
        plain.put("outcome", verdict.outcome().name());
        plain.put("expectedSegments", verdict.expectedSegments());
        plain.put("weight", verdict.weight());
        plain.put("routes", verdict.routes().stream().map(PlainForm::of).toList());
        plain.put("refusals", verdict.refusals().stream().map(PlainForm::of).toList());
        return plain;
    }

    private static Map<String, Object> of(Explanation.Route route) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("device", route.device());
        plain.put("mappingType", route.mappingType().name());
        plain.put("mapper", route.mapper());
        plain.put("expectedSegments", route.expectedSegments());
        return plain;
    }

    private static Map<String, Object> of(Explanation.Refusal refusal) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("constraint", refusal.constraint().name());
        plain.put("wanted", refusal.wanted());
        plain.put("offered", refusal.offered());
        plain.put("participant", refusal.participant());
        return plain;
    }

    private static Map<String, Object> of(Explanation.Choice choice) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("participant", choice.participant());
        plain.put("group", choice.group());
        plain.put("taken", choice.taken());
        plain.put("of", choice.of());
        plain.put("instead", choice.instead());
        return plain;
    }

    static Map<String, Object> of(AllocationRequest request) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", request.name());
        plain.put("shape", of(request.shape()));
        plain.put(
                "devices",
                request.devices().stream().map(name -> device(request, name)).toList());
        plain.put("needs", request.needs().stream().map(PlainForm::of).toList());
        plain.put("tags", List.copyOf(request.tags()));
        plain.put("cpuUse", request.cpuUse().name());
        plain.put("backing", request.backing().name());
        return plain;
    }

    private static Map<String, Object> of(Shape shape) {
        Map<String, Object> plain = new LinkedHashMap<>();
        if (shape instanceof Shape.Image image) {
            plain.put("width", image.width());
            plain.put("height", image.height());
            plain.put("formats", image.formats().stream().map(Enum::name).toList());
            plain.put(
                    "modifiers",
                    image.modifiers().stream().map(Modifier::toString).toList());
        } else if (shape instanceof Shape.Bytes bytes) {
            plain.put("bytes", bytes.bytes());
        }
        return plain;
    }

    private static Map<String, Object> device(AllocationRequest request, String name) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", name);
        plain.put("orientation", request.orientation(name).name());
        plain.put("use", request.use(name).name());
        return plain;
    }

    static Map<String, Object> of(Needs needs) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("participant", needs.participant());
        plain.put("constraints", needs.constraints().plain());
        plain.put(
                "alternatives", needs.alternatives().stream().map(PlainForm::of).toList());
        return plain;
    }

    static Map<String, Object> of(AlternativeGroup group) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", group.name());
        plain.put("choices", group.choices().stream().map(Constraints::plain).toList());
        return plain;
    }

    static Map<String, Object> of(BufferCounts counts) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("camping", counts.camping());
        plain.put("dedicatedSlack", counts.dedicatedSlack());
        plain.put("sharedSlack", counts.sharedSlack());
        return plain;
    }

    static Map<String, Object> of(Layout layout) {
        Map<String, Object> plain = new LinkedHashMap<>();
        if (layout instanceof ImageLayout image) {
            plain.put("format", image.format().name());
            plain.put("fourcc", image.format().fourcc());
            plain.put("modifier", image.modifier().toString());
            plain.put("width", image.width());
            plain.put("height", image.height());
            plain.put("planes", image.planes().stream().map(PlainForm::of).toList());
        }
        plain.put("bytes", layout.bytes());
        return plain;
    }

    private static Map<String, Object> of(Plane plane) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("offset", plane.offset());
        plain.put("stride", plane.stride());
        plain.put("rows", plane.rows());
        return plain;
    }

    static Map<String, Object> of(Capabilities can) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("lowestAddress", address(can.lowestAddress()));
        plain.put("highestAddress", address(can.highestAddress()));
        plain.put("contiguity", can.contiguity().name());
        plain.put("alignment", can.alignment());
        plain.put("alignableTo", can.alignableTo());
        if (can.largestSize() != Long.MAX_VALUE) {
            plain.put("largestSize", can.largestSize());
        }
        plain.put("rowPitch", can.rowPitch());
        plain.put("mappingTypes", can.mappingTypes().stream().map(Enum::name).toList());
        can.byDescriptor().ifPresent(found -> plain.put("byDescriptor", of(found)));
        plain.put(
                "orientations",
                can.orientations().stream().sorted().map(Enum::name).toList());
        plain.put("coherencyDomain", can.coherencyDomain().name());
        plain.put("cacheability", can.cacheability().name());
        plain.put("protection", can.protection().name());
        plain.put("deviceAccess", can.deviceAccess().name());
        plain.put("supply", can.supply().name());
        plain.put("cost", can.cost());
        return plain;
    }

    private static Map<String, Object> of(ByDescriptor found) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("contiguity", found.contiguity().name());
        plain.put("largestSize", found.largestSize());
        plain.put("kernelMapping", found.kernelMapping().name());
        return plain;
    }

    private static String address(long address) {
        return "0x" + Long.toHexString(address);
    }
}
