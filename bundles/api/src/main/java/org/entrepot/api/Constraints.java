package org.entrepot.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a device cannot do: the limits that memory must respect to be usable by it. Corresponds to the kernel's DMA mask and
 * {@code struct device_dma_parameters} ({@code include/linux/device.h}), and to the constraints of Fuchsia's sysmem. Immutable,
 * with value equality. {@link #NONE} constrains nothing. How two merge is the business of each {@link ConstraintField}.
 */
public final class Constraints {
    /** Constrains nothing. */
    public static final Constraints NONE = new ConstraintsBuilder().build();

    private final Object[] values;
    private final int hash;

    Constraints(Object[] values) {
        this.values = values;
        this.hash = List.of(values).hashCode();
    }

    /** Begins constraints that constrain nothing yet. */
    public static ConstraintsBuilder builder() {
        return new ConstraintsBuilder();
    }

    /** Begins constraints that equal these. */
    public ConstraintsBuilder toBuilder() {
        return new ConstraintsBuilder(values);
    }

    /**
     * Reads constraints from their plain form, as {@link #plain()} writes it; {@code addressBits} may stand for
     * {@code addressMask}.
     *
     * @param plain values by the names of fields; what is not there constrains nothing
     * @throws IllegalArgumentException if a field is not known or a value breaks its rule
     */
    public static Constraints ofPlain(Map<String, ?> plain) {
        ConstraintsBuilder builder = new ConstraintsBuilder();
        plain.forEach(builder::setPlain);
        return builder.build();
    }

    /** The plain form, which is what JSON holds: the fields that constrain something, by name. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (ConstraintField<?> field : ConstraintField.all()) {
            if (isConstrained(field)) {
                plain.put(field.name(), plainOf(field));
            }
        }
        return plain;
    }

    private <T> Object plainOf(ConstraintField<T> field) {
        return field.plain(get(field));
    }

    /** Whether a field constrains anything. */
    public boolean isConstrained(ConstraintField<?> field) {
        return !get(field).equals(field.unconstrained());
    }

    /** The value of a field. */
    @SuppressWarnings("unchecked") // A builder puts a field's own values there.
    public <T> T get(ConstraintField<T> field) {
        return (T) values[field.index()];
    }

    /** What suits both: each field merged by its rule. */
    public Constraints merge(Constraints other) {
        if (equals(NONE) || equals(other)) {
            return other;
        }
        Object[] merged = new Object[values.length];
        for (ConstraintField<?> field : ConstraintField.all()) {
            merged[field.index()] = merged(field, other);
        }
        return new Constraints(merged);
    }

    private <T> Object merged(ConstraintField<T> field, Constraints other) {
        return field.merge(get(field), other.get(field));
    }

    /** The address bits the device drives: an address that needs another is out of its reach. All bits constrain nothing. */
    public long addressMask() {
        return get(ConstraintField.ADDRESS_MASK);
    }

    /** How many low address bits the device drives without a gap, 12 to 64: its DMA mask. 64 constrains nothing. */
    public int addressBits() {
        return Long.numberOfTrailingZeros(~addressMask());
    }

    /** The highest address up to which the device reaches every one, unsigned, inclusive. */
    public long highestAddress() {
        return addressBits() == Long.SIZE ? -1L : (1L << addressBits()) - 1;
    }

    /** Which addresses the device drives, for people: {@code 32 bits}, or {@code addresses within 0x7ffff7fff}. */
    public String reach() {
        return reachesUpToALimit() ? addressBits() + " bits" : "addresses within 0x" + Long.toHexString(addressMask());
    }

    /** Whether the device reaches every address of a run; both ends are included, unsigned. */
    public boolean reaches(long first, long last) {
        // Below the highest bit in which the ends differ, every bit is set in some address between them.
        long between = first == last ? 0 : -1L >>> Long.numberOfLeadingZeros(first ^ last);
        return ((last | between) & ~addressMask()) == 0;
    }

    /** Whether the device reaches every address up to a limit, and none above: its mask has no gap. */
    public boolean reachesUpToALimit() {
        return (addressMask() & (addressMask() + 1)) == 0;
    }

    /** The most bytes in a row that the device reaches between two addresses, both included, unsigned; 0 if it reaches none. */
    public long longestReach(long first, long last) {
        return AddressBits.longest(addressMask(), first, last);
    }

    /**
     * The length of the first segment that a run is cut into: whole pages of at most {@link #maxSegmentSize()}, across no {@link
     * #segmentBoundary()}, and if there is more, such that the next segment begins at a multiple of {@link #addressAlignment()}. Where
     * no cut does all that the alignment is not kept.
     *
     * @param address of the first byte, unsigned
     * @param bytes of the run from there on, positive
     */
    public long segment(long address, long bytes) {
        return SegmentRule.of(this).first(address, bytes);
    }

    /**
     * In how many segments the device takes a run that begins at a multiple of its {@link #addressAlignment()}, cut as {@link #segment}
     * says. {@link Long#MAX_VALUE} if a cut would have to be where no segment begins.
     *
     * @param address of the first byte, unsigned
     * @param bytes positive
     */
    public long segments(long address, long bytes) {
        return SegmentRule.of(this).count(address, bytes);
    }

    /** How many segments the device takes, at least 1. {@link Integer#MAX_VALUE} constrains nothing. */
    public int maxSegments() {
        return Math.toIntExact(get(ConstraintField.MAX_SEGMENTS));
    }

    /** The longest segment in bytes, at least a page. {@link Long#MAX_VALUE} constrains nothing. */
    public long maxSegmentSize() {
        return get(ConstraintField.MAX_SEGMENT_SIZE);
    }

    /** No segment crosses a multiple of this power of two, in bytes. 0 constrains nothing. */
    public long segmentBoundary() {
        return get(ConstraintField.SEGMENT_BOUNDARY);
    }

    /** Each segment starts at a multiple of this, in bytes; not necessarily a power of two. 1 constrains nothing. */
    public long addressAlignment() {
        return get(ConstraintField.ADDRESS_ALIGNMENT);
    }

    /** Each plane of an image starts at a multiple of this in the buffer, in bytes. 1 constrains nothing. */
    public long offsetAlignment() {
        return get(ConstraintField.OFFSET_ALIGNMENT);
    }

    /** Strides of an image, and so its planes' offsets, are multiples of this, in bytes. 1 constrains nothing. */
    public int strideAlignment() {
        return Math.toIntExact(get(ConstraintField.STRIDE_ALIGNMENT));
    }

    /** The rows of an image are padded to a multiple of this. 1 constrains nothing. */
    public int heightAlignment() {
        return Math.toIntExact(get(ConstraintField.HEIGHT_ALIGNMENT));
    }

    /** So many rows of memory follow the visible rows of an image, at least. 0 constrains nothing. */
    public int paddingRows() {
        return Math.toIntExact(get(ConstraintField.PADDING_ROWS));
    }

    /** So many bytes follow the last plane of an image, at least. 0 constrains nothing. */
    public long paddingBytes() {
        return get(ConstraintField.PADDING_BYTES);
    }

    /** The smallest buffer in bytes: a smaller one is made larger. 0 constrains nothing. */
    public long minSize() {
        return get(ConstraintField.MIN_SIZE);
    }

    /** The largest buffer in bytes. {@link Long#MAX_VALUE} constrains nothing. */
    public long maxSize() {
        return get(ConstraintField.MAX_SIZE);
    }

    /** How wide an image may be, in pixels. {@link Range#ANY} constrains nothing. */
    public Range width() {
        return get(ConstraintField.WIDTH);
    }

    /** How high an image may be, in rows. {@link Range#ANY} constrains nothing. */
    public Range height() {
        return get(ConstraintField.HEIGHT);
    }

    /**
     * The longest distance in bytes from one row to the next that the device's address generator spans. For such a device the
     * rows of a plane at a constant distance count as one segment, and each plane has segments of its own. 0 for a device
     * that takes rows only as they lie in a segment.
     */
    public long rowPitch() {
        return get(ConstraintField.ROW_PITCH);
    }

    /** The pixel formats the device takes, with their modifiers. {@link FormatModifiers#ANY} constrains nothing. */
    public FormatModifiers formats() {
        return get(ConstraintField.FORMATS);
    }

    /** Where the CPU and the device may agree on contents. A wildcard constrains nothing. */
    public OneOf<CoherencyDomain> coherencyDomains() {
        return get(ConstraintField.COHERENCY_DOMAINS);
    }

    /** How the CPU's caches may treat the memory. A wildcard constrains nothing. */
    public OneOf<Cacheability> cacheabilities() {
        return get(ConstraintField.CACHEABILITIES);
    }

    /** Whether the memory may be open, or must be secure. A wildcard constrains nothing. */
    public OneOf<Protection> protections() {
        return get(ConstraintField.PROTECTIONS);
    }

    /** The mapping types that may be agreed on, of those that a device lists. A wildcard constrains nothing. */
    public OneOf<MappingType> mappingTypes() {
        return get(ConstraintField.MAPPING_TYPES);
    }

    /** What the device's driver may see of memory that it maps for the CPU. A wildcard constrains nothing: it does not map it so. */
    public OneOf<KernelMapping> kernelMappings() {
        return get(ConstraintField.KERNEL_MAPPINGS);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Constraints that
                        && hash == that.hash
                        && List.of(values).equals(List.of(that.values)));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return plain().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", ", "Constraints[", "]"));
    }
}
