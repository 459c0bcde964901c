package org.entrepot.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.entrepot.api.FormatModifiers.Pair;

/** Values of every field of {@link Constraints}, and whole constraints: everything that a builder takes. */
final class AnyConstraints {
    static final Modifier TILED = new Modifier(0x0100_0000_0000_0001L);
    static final Modifier COMPRESSED = new Modifier(0x0800_0000_0000_0061L);

    private static final long PAGE = 4096;

    private AnyConstraints() {}

    /**
     * Values of one field, for a law of merging.
     *
     * @param field whose values they are
     * @param <T> type of the values
     */
    record Three<T>(ConstraintField<T> field, T one, T two, T three) {}

    /** Three values of any field. */
    static Arbitrary<Three<?>> threeOfAField() {
        return Arbitraries.of(ConstraintField.all())
                .flatMap(field -> three(field).map(Three.class::cast));
    }

    private static <T> Arbitrary<Three<T>> three(ConstraintField<T> field) {
        Arbitrary<T> values = of(field);
        return Combinators.combine(values, values, values).as((one, two, three) -> new Three<>(field, one, two, three));
    }

    /** Whole constraints: of about half of their fields something is said. */
    static Arbitrary<Constraints> whole() {
        return Combinators.combine(ConstraintField.all().stream()
                        .map(field -> of(field).map(value -> (Object) value).optional(0.5))
                        .toList())
                .as(AnyConstraints::assembled);
    }

    private static Constraints assembled(List<Optional<Object>> values) {
        ConstraintsBuilder builder = Constraints.builder();
        for (int i = 0; i < values.size(); i++) {
            Optional<Object> value = values.get(i);
            if (value.isPresent()) {
                set(builder, ConstraintField.all().get(i), value.get());
            }
        }
        return builder.build();
    }

    @SuppressWarnings("unchecked") // The values of a field are of its type.
    private static <T> void set(ConstraintsBuilder builder, ConstraintField<T> field, Object value) {
        builder.set(field, (T) value);
    }

    /** Values that a field takes. A field without any here fails the tests. */
    @SuppressWarnings("unchecked") // Each name stands for a field of the type that its values have.
    static <T> Arbitrary<T> of(ConstraintField<T> field) {
        return (Arbitrary<T>) values(field.name());
    }

    private static Arbitrary<?> values(String field) {
        return switch (field) {
            case "addressMask" -> masks();
            case "maxSegments" -> numbers(1, Integer.MAX_VALUE);
            case "maxSegmentSize" -> numbers(PAGE, Long.MAX_VALUE);
            case "segmentBoundary" -> boundaries();
            case "addressAlignment", "offsetAlignment" -> alignments(Long.MAX_VALUE);
            case "strideAlignment", "heightAlignment" -> alignments(Integer.MAX_VALUE);
            case "paddingRows" -> numbers(0, Integer.MAX_VALUE);
            case "paddingBytes", "minSize", "rowPitch" -> numbers(0, Long.MAX_VALUE);
            case "maxSize" -> numbers(1, Long.MAX_VALUE);
            case "width", "height" -> ranges();
            case "formats" -> formats();
            case "coherencyDomains" -> choices(CoherencyDomain.class);
            case "cacheabilities" -> choices(Cacheability.class);
            case "protections" -> choices(Protection.class);
            case "mappingTypes" -> choices(MappingType.class);
            case "kernelMappings" -> choices(KernelMapping.class);
            default -> throw new IllegalArgumentException("a field has values here: field=" + field + "; add some");
        };
    }

    private static Arbitrary<Long> masks() {
        Arbitrary<Long> gapless = Arbitraries.integers().between(12, 64).map(AddressBits::mask);
        Arbitrary<Long> withGaps = Arbitraries.longs().map(mask -> mask | (PAGE - 1));
        return Arbitraries.oneOf(gapless, withGaps);
    }

    private static Arbitrary<Long> boundaries() {
        Arbitrary<Long> powers = Arbitraries.integers().between(12, 62).map(bit -> 1L << bit);
        return Arbitraries.oneOf(Arbitraries.just(0L), powers, powers, powers);
    }

    /** Small ones have a common multiple, large ones often none. */
    private static Arbitrary<Long> alignments(long most) {
        Arbitrary<Long> powers = Arbitraries.integers().between(0, 30).map(bit -> 1L << bit);
        return Arbitraries.oneOf(Arbitraries.longs().between(1, 1000), powers, numbers(1, most));
    }

    private static Arbitrary<Long> numbers(long least, long most) {
        return Arbitraries.oneOf(
                Arbitraries.of(least, most),
                Arbitraries.longs().between(least, least + 10_000),
                Arbitraries.longs().between(least, most));
    }

    private static Arbitrary<Range> ranges() {
        return Combinators.combine(numbers(0, Long.MAX_VALUE), numbers(0, Long.MAX_VALUE))
                .as(Range::new);
    }

    /** Few modifiers, so that two often share one. */
    static Arbitrary<FormatModifiers> formats() {
        Arbitrary<Optional<PixelFormat>> formats =
                Arbitraries.of(PixelFormat.class).optional(0.8);
        Arbitrary<Optional<Modifier>> modifiers = modifiers().optional(0.8);
        Arbitrary<Pair> pairs = Combinators.combine(formats, modifiers).as(Pair::new);
        return pairs.list().ofMaxSize(6).map(FormatModifiers::of);
    }

    static Arbitrary<Modifier> modifiers() {
        return Arbitraries.of(Modifier.LINEAR, Modifier.INVALID, TILED, COMPRESSED);
    }

    private static <E extends Enum<E>> Arbitrary<OneOf<E>> choices(Class<E> type) {
        Arbitrary<Set<E>> some = Arbitraries.subsetOf(Arrays.asList(type.getEnumConstants()));
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(OneOf.<E>any())), Tuple.of(4, some.map(OneOf::<E>of)));
    }
}
