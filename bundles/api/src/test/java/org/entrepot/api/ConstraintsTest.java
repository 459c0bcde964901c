package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.FormatModifiers.Pair;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    private static final Modifier TILED = Modifier.parse("0x0100000000000001");

    private static final Constraints STRICT = Constraints.builder()
            .addressBits(32)
            .maxSegments(1)
            .strideAlignment(3)
            .paddingRows(16)
            .width(new Range(64, 4096))
            .formats(FormatModifiers.of(List.of(Pair.of(PixelFormat.NV12, TILED), Pair.parse("XR24/any"))))
            .coherencyDomains(CoherencyDomain.CPU, CoherencyDomain.RAM)
            .mappingTypes(MappingType.PAGES)
            .build();

    @Test
    void shouldConstrainNothingWhenNothingWasSaid() {
        assertThat(Constraints.NONE.plain()).isEmpty();
        assertThat(Constraints.NONE)
                .returns(64, Constraints::addressBits)
                .returns(-1L, Constraints::highestAddress)
                .returns(true, all -> all.formats().isAny());
    }

    @Test
    void shouldBeTheSameWhenWrittenAndReadInPlainForm() {
        assertThat(Constraints.ofPlain(STRICT.plain())).isEqualTo(STRICT).hasSameHashCodeAs(STRICT);
        assertThat(STRICT.plain())
                .containsEntry("addressMask", "0xffffffff")
                .containsEntry("strideAlignment", 3L)
                .containsEntry("width", "64..4096")
                .containsEntry("formats", List.of("NV12/0x0100000000000001", "XRGB8888/any"))
                .containsEntry("coherencyDomains", List.of("CPU", "RAM"))
                .doesNotContainKey("maxSize");
    }

    @Test
    void shouldReadTextAsAConfigurationHasItWhenValuesAreWords() {
        Constraints read = Constraints.ofPlain(
                Map.of("addressBits", "32", "cacheabilities", "cached, write_combined", "formats", "nv12,any/LINEAR"));

        assertThat(read.addressMask()).isEqualTo(0xffff_ffffL);
        assertThat(read.cacheabilities().values()).containsExactly(Cacheability.CACHED, Cacheability.WRITE_COMBINED);
        assertThat(read.formats().pairs())
                .as("what a wildcard covers is left out")
                .containsExactly(new Pair(Optional.empty(), Optional.of(Modifier.LINEAR)));
    }

    @Test
    void shouldNameTheRuleAndTheValueWhenOneIsBroken() {
        assertThatThrownBy(() -> Constraints.ofPlain(Map.of("maxSegments", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one segment: maxSegments=0");
        assertThatThrownBy(() -> Constraints.ofPlain(Map.of("adressBits", 32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=adressBits; known are addressBits, [addressMask");
        assertThatThrownBy(() -> Constraints.ofPlain(Map.of("formats", "NV13")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format=NV13");
    }

    @Test
    void shouldTakeTheStricterOfEachFieldWhenTwoMerge() {
        Constraints other = Constraints.builder()
                .addressMask(0xff_ffff_ffffL)
                .maxSegments(7)
                .strideAlignment(4)
                .paddingRows(2)
                .width(new Range(1, 1920))
                .formats(PixelFormat.NV12, PixelFormat.XRGB8888)
                .coherencyDomains(CoherencyDomain.RAM, CoherencyDomain.INACCESSIBLE)
                .build();

        assertThat(STRICT.merge(other))
                .isEqualTo(other.merge(STRICT))
                .returns(32, Constraints::addressBits)
                .returns(1, Constraints::maxSegments)
                .returns(12, Constraints::strideAlignment)
                .returns(16, Constraints::paddingRows)
                .returns(new Range(64, 1920), Constraints::width)
                .returns(FormatModifiers.linear(PixelFormat.XRGB8888), Constraints::formats)
                .returns(OneOf.of(CoherencyDomain.RAM), Constraints::coherencyDomains);
    }

    @Test
    void shouldReachNoFurtherThanTheFirstGapWhenAMaskHasOne() {
        Constraints gap = Constraints.builder().addressMask(0xf0ff_ffffL).build();

        assertThat(gap).returns(24, Constraints::addressBits).returns(0xff_ffffL, Constraints::highestAddress);
    }

    @Test
    void shouldBeKeptByNothingWhenAlignmentsHaveNoCommonMultipleThatFits() {
        Constraints odd = Constraints.builder().addressAlignment((1L << 62) - 1).build();
        Constraints even = Constraints.builder().addressAlignment(1L << 61).build();

        assertThat(odd.merge(even).addressAlignment()).isEqualTo(Long.MAX_VALUE);
        assertThat(odd.merge(even).merge(odd)).isEqualTo(odd.merge(even));
    }
}
