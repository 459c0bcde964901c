package org.entrepot.api;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One thing about memory, against which a value of a field is judged by what its Javadoc says: independently of how values merge.
 *
 * @param number an address, a size, a count, whatever the field is about; unsigned where it is an address
 * @param length of a segment that begins at {@code number}, positive
 */
record Fact(
        long number,
        long length,
        PixelFormat format,
        Modifier modifier,
        CoherencyDomain domain,
        Cacheability cacheability,
        Protection protection,
        MappingType mappingType) {
    private static final long PAGE = 4096;

    /** Facts of all kinds. */
    static Arbitrary<Fact> any() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(1, 1 << 20),
                                Arbitraries.longs().greaterOrEqual(1)),
                        Arbitraries.of(PixelFormat.class),
                        AnyConstraints.modifiers(),
                        Arbitraries.of(CoherencyDomain.class),
                        Arbitraries.of(Cacheability.class),
                        Arbitraries.of(Protection.class),
                        Arbitraries.of(MappingType.class))
                .as(Fact::new);
    }

    /** The same about another number. */
    Fact with(long other) {
        return new Fact(other, length, format, modifier, domain, cacheability, protection, mappingType);
    }

    /** Whether a device that says this value of this field can use such memory. */
    boolean isFineFor(ConstraintField<?> field, Object value) {
        return switch (field.name()) {
            case "addressMask" -> (number & ~(long) value) == 0;
            case "maxSegments", "maxSegmentSize", "maxSize" -> number <= (long) value;
            case "paddingRows", "paddingBytes", "minSize" -> number >= (long) value;
            case "segmentBoundary" -> (long) value == 0 || startOf((long) value) == endOf((long) value);
            case "addressAlignment" -> Long.remainderUnsigned(number & -PAGE, (long) value) == 0;
            case "offsetAlignment", "strideAlignment", "heightAlignment" -> number % (long) value == 0;
            case "rowPitch" -> number <= (long) value;
            case "width", "height" -> number >= ((Range) value).least() && number <= ((Range) value).most();
            case "formats" -> isTakenBy((FormatModifiers) value);
            case "coherencyDomains" -> isOneOf((OneOf<?>) value, domain);
            case "cacheabilities" -> isOneOf((OneOf<?>) value, cacheability);
            case "protections" -> isOneOf((OneOf<?>) value, protection);
            case "mappingTypes" -> isOneOf((OneOf<?>) value, mappingType);
            case "kernelMappings" ->
                isOneOf((OneOf<?>) value, number % 2 == 0 ? KernelMapping.WHOLE : KernelMapping.FIRST_PAGE);
            default -> throw new IllegalArgumentException("a field is judged here: field=" + field + "; say how");
        };
    }

    private long startOf(long boundary) {
        return Long.divideUnsigned(number, boundary);
    }

    private long endOf(long boundary) {
        return Long.divideUnsigned(number + (length - 1), boundary);
    }

    private boolean isTakenBy(FormatModifiers taken) {
        return taken.pairs().stream()
                .anyMatch(pair -> pair.format().map(format::equals).orElse(true)
                        && pair.modifier().map(modifier::equals).orElse(true));
    }

    private static boolean isOneOf(OneOf<?> accepted, Object value) {
        return accepted.isAny() || accepted.values().contains(value);
    }
}
