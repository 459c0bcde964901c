package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.entrepot.api.Cacheability;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.FormatModifiers.Pair;
import org.entrepot.api.KernelMapping;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.OneOf;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Protection;
import org.entrepot.api.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static final Constraints EVERYTHING = Constraints.builder()
            .addressMask(0x8fff_ffff_ffff_ffffL)
            .maxSegments(7)
            .maxSegmentSize(1 << 20)
            .segmentBoundary(1L << 32)
            .addressAlignment(12288)
            .offsetAlignment(24)
            .strideAlignment(12)
            .heightAlignment(3)
            .paddingRows(16)
            .paddingBytes(640)
            .minSize(4096)
            .maxSize((1L << 53) + 1)
            .width(new Range(64, 4096))
            .height(new Range(48, Long.MAX_VALUE))
            .rowPitch(32768)
            .formats(FormatModifiers.of(List.of(
                    Pair.of(PixelFormat.NV12, Modifier.LINEAR),
                    Pair.of(PixelFormat.R8, Modifier.INVALID),
                    Pair.parse("P010/0x0100000000000001"),
                    Pair.parse("XR24/any"))))
            .coherencyDomains(CoherencyDomain.RAM)
            .cacheabilities(Cacheability.CACHED, Cacheability.WRITE_COMBINED)
            .protections(Protection.OPEN)
            .mappingTypes(MappingType.FD, MappingType.PAGES)
            .kernelMappings(KernelMapping.WHOLE)
            .build();

    /** As a vendor writes it: other spacing, another order, short forms, one value where a list may be. */
    private static final String VENDOR = """
            { "formats": ["NV12/0x0100000000000001", "yu12"],
              "addressBits": 28, "maxSegments": 1,
              "strideAlignment": 256, "width": "..1920",
              "cacheabilities": "cached" }
            """;

    @Test
    void shouldBeTheSameWhenEveryFieldIsWrittenAndReadBack() {
        assertThat(ConstraintField.all())
                .as("the example constrains every field")
                .allMatch(EVERYTHING::isConstrained);

        assertThat(Constraints.ofPlain(JsonText.read(JsonText.of(EVERYTHING.plain()))))
                .isEqualTo(EVERYTHING);
    }

    /** What nothing keeps must survive as well: it is how two participants contradict each other. */
    @Test
    void shouldBeTheSameWhenAContradictionIsWrittenAndReadBack() {
        Constraints nothing = EVERYTHING.toBuilder()
                .set(ConstraintField.CACHEABILITIES, OneOf.of(List.of()))
                .formats(FormatModifiers.of(List.of()))
                .width(new Range(9, 3))
                .build();

        assertThat(Constraints.ofPlain(JsonText.read(JsonText.of(nothing.plain()))))
                .isEqualTo(nothing);
    }

    @Test
    void shouldReadWhatAVendorWroteByHand() {
        assertThat(Constraints.ofPlain(JsonText.read(VENDOR)))
                .isEqualTo(Constraints.builder()
                        .addressBits(28)
                        .maxSegments(1)
                        .strideAlignment(256)
                        .width(new Range(0, 1920))
                        .formats(FormatModifiers.of(List.of(Pair.parse("NV12/0x0100000000000001"), Pair.parse("I420"))))
                        .cacheabilities(Cacheability.CACHED)
                        .build());
    }

    @Test
    void shouldKeepTheOrderOfWhatItWrites() {
        assertThat(JsonText.of(EVERYTHING.plain()).lines().filter(line -> line.startsWith("    \"")))
                .extracting(line -> line.strip().split("\"", 3)[1])
                .containsExactlyElementsOf(ConstraintField.all().stream()
                        .map(ConstraintField::name)
                        .toList());
    }

    @Test
    void shouldKeepANumberExactWhenItHasMoreBitsThanADouble() {
        assertThat(JsonText.read(JsonText.of(Map.of("maxSize", (1L << 53) + 1))))
                .containsEntry("maxSize", (1L << 53) + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[1]", "{", "{\"a\": 1.5}", "{\"a\": 9223372036854775808}", "{\"a\": null}", "{\"a\": true}"
            })
    void shouldRefuseWhatIsNoPlainForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.read(text))
                .withMessageContaining(": ");
    }
}
