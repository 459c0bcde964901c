package org.entrepot.api;

import java.util.Set;

/** Collects constraints. Each method checks its own rule. Not for use by several threads. */
public final class ConstraintsBuilder {
    private final Object[] values =
            ConstraintField.all().stream().map(ConstraintField::unconstrained).toArray();

    ConstraintsBuilder() {}

    ConstraintsBuilder(Object[] values) {
        System.arraycopy(values, 0, this.values, 0, values.length);
    }

    /**
     * Sets a field.
     *
     * @throws IllegalArgumentException if the value breaks the field's rule
     */
    public <T> ConstraintsBuilder set(ConstraintField<T> field, T value) {
        values[field.index()] = field.checked(value);
        return this;
    }

    /**
     * Sets a field by its name and the plain form of its value; {@code addressBits} is a short form of {@code addressMask}.
     *
     * @throws IllegalArgumentException if there is no such field, with the known ones, or the value breaks its rule
     */
    public ConstraintsBuilder setPlain(String name, Object plain) {
        if (name.equals(AddressBits.NAME)) {
            return addressBits(AddressBits.read(plain));
        }
        ConstraintField<?> field = ConstraintField.of(name)
                .orElseThrow(() -> new IllegalArgumentException("a constraint must be known: name=" + name
                        + "; known are " + AddressBits.NAME + ", " + ConstraintField.all()));
        values[field.index()] = field.read(plain);
        return this;
    }

    /** Sets {@link Constraints#addressMask()} to so many low bits: 12 to 64. */
    public ConstraintsBuilder addressBits(int bits) {
        return set(ConstraintField.ADDRESS_MASK, AddressBits.mask(bits));
    }

    /** Sets {@link Constraints#addressMask()}: the low 12 bits at least. */
    public ConstraintsBuilder addressMask(long mask) {
        return set(ConstraintField.ADDRESS_MASK, mask);
    }

    /** Sets {@link Constraints#maxSegments()}: at least 1; 1 means one contiguous run. */
    public ConstraintsBuilder maxSegments(int count) {
        return set(ConstraintField.MAX_SEGMENTS, (long) count);
    }

    /** Sets {@link Constraints#maxSegmentSize()}: at least a page. */
    public ConstraintsBuilder maxSegmentSize(long bytes) {
        return set(ConstraintField.MAX_SEGMENT_SIZE, bytes);
    }

    /** Sets {@link Constraints#segmentBoundary()}: 0, or a power of two of at least a page. */
    public ConstraintsBuilder segmentBoundary(long bytes) {
        return set(ConstraintField.SEGMENT_BOUNDARY, bytes);
    }

    /** Sets {@link Constraints#addressAlignment()}: at least 1. */
    public ConstraintsBuilder addressAlignment(long bytes) {
        return set(ConstraintField.ADDRESS_ALIGNMENT, bytes);
    }

    /** Sets {@link Constraints#offsetAlignment()}: at least 1. */
    public ConstraintsBuilder offsetAlignment(long bytes) {
        return set(ConstraintField.OFFSET_ALIGNMENT, bytes);
    }

    /** Sets {@link Constraints#strideAlignment()}: at least 1. */
    public ConstraintsBuilder strideAlignment(int bytes) {
        return set(ConstraintField.STRIDE_ALIGNMENT, (long) bytes);
    }

    /** Sets {@link Constraints#heightAlignment()}: at least 1. */
    public ConstraintsBuilder heightAlignment(int rows) {
        return set(ConstraintField.HEIGHT_ALIGNMENT, (long) rows);
    }

    /** Sets {@link Constraints#paddingRows()}: not negative. */
    public ConstraintsBuilder paddingRows(int rows) {
        return set(ConstraintField.PADDING_ROWS, (long) rows);
    }

    /** Sets {@link Constraints#paddingBytes()}: not negative. */
    public ConstraintsBuilder paddingBytes(long bytes) {
        return set(ConstraintField.PADDING_BYTES, bytes);
    }

    /** Sets {@link Constraints#minSize()}: not negative. */
    public ConstraintsBuilder minSize(long bytes) {
        return set(ConstraintField.MIN_SIZE, bytes);
    }

    /** Sets {@link Constraints#maxSize()}: at least 1. */
    public ConstraintsBuilder maxSize(long bytes) {
        return set(ConstraintField.MAX_SIZE, bytes);
    }

    /** Sets {@link Constraints#width()}. */
    public ConstraintsBuilder width(Range pixels) {
        return set(ConstraintField.WIDTH, pixels);
    }

    /** Sets {@link Constraints#height()}. */
    public ConstraintsBuilder height(Range rows) {
        return set(ConstraintField.HEIGHT, rows);
    }

    /** Sets {@link Constraints#rowPitch()}: not negative. */
    public ConstraintsBuilder rowPitch(long bytes) {
        return set(ConstraintField.ROW_PITCH, bytes);
    }

    /** Sets {@link Constraints#formats()} to these formats, linear; none means any. */
    public ConstraintsBuilder formats(PixelFormat... accepted) {
        return formats(accepted.length == 0 ? FormatModifiers.ANY : FormatModifiers.linear(accepted));
    }

    /** Sets {@link Constraints#formats()}. */
    public ConstraintsBuilder formats(FormatModifiers accepted) {
        return set(ConstraintField.FORMATS, accepted);
    }

    /** Sets {@link Constraints#coherencyDomains()}. */
    public ConstraintsBuilder coherencyDomains(CoherencyDomain... accepted) {
        return set(ConstraintField.COHERENCY_DOMAINS, OneOf.of(Set.of(accepted)));
    }

    /** Sets {@link Constraints#cacheabilities()}. */
    public ConstraintsBuilder cacheabilities(Cacheability... accepted) {
        return set(ConstraintField.CACHEABILITIES, OneOf.of(Set.of(accepted)));
    }

    /** Sets {@link Constraints#protections()}. */
    public ConstraintsBuilder protections(Protection... accepted) {
        return set(ConstraintField.PROTECTIONS, OneOf.of(Set.of(accepted)));
    }

    /** Sets {@link Constraints#mappingTypes()}. */
    public ConstraintsBuilder mappingTypes(MappingType... accepted) {
        return set(ConstraintField.MAPPING_TYPES, OneOf.of(Set.of(accepted)));
    }

    /** Sets {@link Constraints#kernelMappings()}. */
    public ConstraintsBuilder kernelMappings(KernelMapping... accepted) {
        return set(ConstraintField.KERNEL_MAPPINGS, OneOf.of(Set.of(accepted)));
    }

    /** The constraints. */
    public Constraints build() {
        return new Constraints(values.clone());
    }
}
