package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.api.Modifier;

/**
 * One thing that a device cannot do.
 *
 * @param field by its name
 * @param value in plain form
 */
record Limit(String field, String value) {
    static final Modifier TILED = Modifier.parse("0x0100000000000001");

    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry(
                    "addressMask",
                    List.of("0xffffffffff", "0xffffffff", "0x1fffff", "0xfffff", "0xffffffffffff7fff", "0xffdfffff")),
            Map.entry("maxSegments", List.of("1", "2", "3", "8")),
            Map.entry("maxSegmentSize", List.of("4096", "8192", "10000", "16384", "32768")),
            Map.entry("segmentBoundary", List.of("8192", "16384", "65536")),
            Map.entry("addressAlignment", List.of("64", "4096", "8192", "12288", "16384")),
            Map.entry("offsetAlignment", List.of("16", "48", "256", "4096")),
            Map.entry("strideAlignment", List.of("3", "4", "16", "64", "256")),
            Map.entry("heightAlignment", List.of("2", "3", "16")),
            Map.entry("paddingRows", List.of("1", "8", "16")),
            Map.entry("paddingBytes", List.of("1", "64", "5000")),
            Map.entry("minSize", List.of("1", "10000", "40960")),
            Map.entry("maxSize", List.of("4096", "8192", "20000", "65536")),
            Map.entry("width", List.of("0..32", "16..", "24..48")),
            Map.entry("height", List.of("0..24", "8..", "16..32")),
            Map.entry("rowPitch", List.of("4096", "8192", "16384")),
            Map.entry(
                    "formats",
                    List.of(
                            "NV12",
                            "XR24/any, NV12/any",
                            "R8/any, YUYV",
                            "any/LINEAR",
                            "any/INVALID",
                            "NV12/" + TILED + ", XR24/" + TILED + ", any/LINEAR",
                            "any/" + TILED,
                            "NV21")),
            Map.entry("coherencyDomains", List.of("CPU", "CPU, RAM", "RAM", "INACCESSIBLE, RAM")),
            Map.entry("cacheabilities", List.of("CACHED", "CACHED, UNCACHED", "WRITE_COMBINED, UNCACHED")),
            Map.entry("protections", List.of("OPEN", "SECURE")),
            Map.entry("mappingTypes", List.of("PAGES", "PRIVATE", "PAGES, FD", "DEVICE_ADDRESS")),
            Map.entry("kernelMappings", List.of("WHOLE", "WHOLE, FIRST_PAGE")));

    /** A limit of any field, all as often. A field without values here fails. */
    static Arbitrary<Limit> any() {
        return Arbitraries.of(ConstraintField.all().stream()
                        .map(ConstraintField::name)
                        .toList())
                .flatMap(Limit::of);
    }

    /** A limit of what addresses, runs or sizes memory has. */
    static Arbitrary<Limit> ofPlaces() {
        return Arbitraries.of(
                        "addressMask",
                        "maxSegments",
                        "maxSegmentSize",
                        "segmentBoundary",
                        "addressAlignment",
                        "minSize")
                .flatMap(Limit::of);
    }

    private static Arbitrary<Limit> of(String field) {
        List<String> values = VALUES.get(field);
        if (values == null) {
            throw new IllegalStateException("a field has values here: field=" + field + "; add some");
        }
        return Arbitraries.of(values).map(value -> new Limit(field, value));
    }

    /** These limits together; of two of a field the last counts. */
    static Constraints all(List<Limit> limits) {
        ConstraintsBuilder builder = Constraints.builder();
        limits.forEach(limit -> builder.setPlain(limit.field, limit.value));
        return builder.build();
    }

    /** What keeps the limit besides constraints. */
    Constraints besides(Constraints others) {
        return others.merge(all(List.of(this)));
    }
}
