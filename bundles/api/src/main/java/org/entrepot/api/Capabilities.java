package org.entrepot.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an exporter's memory can do. Immutable. A snapshot: an exporter may have others after its configuration changed. */
public final class Capabilities {
    private final long lowestAddress;
    private final long highestAddress;
    private final long alignment;
    private final long largestSize;
    private final Contiguity contiguity;
    private final CoherencyDomain coherencyDomain;
    private final List<MappingType> mappingTypes;
    private final Supply supply;
    private final int cost;
    private final long rowPitch;
    private final Set<Orientation> orientations;
    private final long alignableTo;
    private final Cacheability cacheability;
    private final Protection protection;
    private final Direction deviceAccess;
    private final Optional<ByDescriptor> byDescriptor;

    private Capabilities(Builder builder) {
        this.lowestAddress = builder.lowestAddress;
        this.highestAddress = builder.highestAddress;
        this.alignment = builder.alignment;
        this.largestSize = builder.largestSize;
        this.contiguity = builder.contiguity;
        this.coherencyDomain = builder.coherencyDomain;
        this.mappingTypes = builder.mappingTypes;
        this.supply = builder.supply;
        this.cost = builder.cost;
        this.rowPitch = builder.rowPitch;
        this.orientations = Set.copyOf(builder.orientations);
        this.alignableTo = builder.alignableTo;
        this.cacheability = builder.cacheability;
        this.protection = builder.protection;
        this.deviceAccess = builder.deviceAccess;
        this.byDescriptor = builder.byDescriptor;
    }

    /**
     * Begins the capabilities of memory at these physical addresses: scattered, page aligned, coherent with the CPU, mapped by
     * pages, in plenty, at no cost.
     *
     * @param lowestAddress the lowest physical address, unsigned
     * @param highestAddress the highest physical address, unsigned, inclusive
     */
    public static Builder between(long lowestAddress, long highestAddress) {
        return new Builder(lowestAddress, highestAddress);
    }

    /** The lowest physical address, unsigned. */
    public long lowestAddress() {
        return lowestAddress;
    }

    /** The highest physical address, unsigned, inclusive. */
    public long highestAddress() {
        return highestAddress;
    }

    /** Every run starts at a multiple of this, in bytes: a power of two of at least a page. */
    public long alignment() {
        return alignment;
    }

    /** The largest buffer it could ever serve, in bytes. */
    public long largestSize() {
        return largestSize;
    }

    /** Whether a buffer comes as one run. */
    public Contiguity contiguity() {
        return contiguity;
    }

    /** Where the CPU and devices agree on the contents. */
    public CoherencyDomain coherencyDomain() {
        return coherencyDomain;
    }

    /** How the memory can be mapped, the preferred first; not empty. */
    public List<MappingType> mappingTypes() {
        return mappingTypes;
    }

    /** How willingly the memory is given. */
    public Supply supply() {
        return supply;
    }

    /** What using it costs compared with other memory of the same supply: 0 or more, less is better. */
    public int cost() {
        return cost;
    }

    /** With {@link Contiguity#ROWS}, the longest distance in bytes from one row of an image to the next; 0 otherwise. */
    public long rowPitch() {
        return rowPitch;
    }

    /** The orientations in which devices can see an image in this memory; {@link Orientation#ROTATE_0} always. */
    public Set<Orientation> orientations() {
        return orientations;
    }

    /**
     * The heap keeps each alignment up to this that a request's constraints ask for, powers of two or not, besides
     * {@link #alignment()} which it always keeps. 0 for a heap that cannot be asked.
     */
    public long alignableTo() {
        return alignableTo;
    }

    /** How the CPU's caches treat the memory. */
    public Cacheability cacheability() {
        return cacheability;
    }

    /** Whether the CPU and every device may see the contents. */
    public Protection protection() {
        return protection;
    }

    /** What devices may do: {@link Direction#TO_DEVICE} for memory that can only be read. */
    public Direction deviceAccess() {
        return deviceAccess;
    }

    /** What a driver finds that imports the descriptor, where that is not what {@link MappingType#PAGES} shows; empty elsewhere. */
    public Optional<ByDescriptor> byDescriptor() {
        return byDescriptor;
    }

    /**
     * The plain form, which is what JSON holds, in a stable order and by the names of the accessors; of a largest size without a
     * limit, and of what is not said, there is no entry.
     */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    /** Whether a buffer comes as one run of addresses. */
    public enum Contiguity {
        /** Always one run. */
        ONE_RUN,
        /** Plain bytes as one run; an image as one run for each row, the rows of a plane at a constant distance. */
        ROWS,
        /** As many runs as it takes. */
        SCATTERED
    }

    /** How willingly memory is given: scarce memory is kept for those that can use no other. */
    public enum Supply {
        /** There is plenty. */
        PLENTY,
        /** There is little. */
        SCARCE
    }

    /** Collects capabilities. Each method checks its own rule. Not for use by several threads. */
    public static final class Builder {
        private static final long PAGE_SIZE = 4096;

        private final long lowestAddress;
        private final long highestAddress;
        private long alignment = PAGE_SIZE;
        private long largestSize = Long.MAX_VALUE;
        private Contiguity contiguity = Contiguity.SCATTERED;
        private CoherencyDomain coherencyDomain = CoherencyDomain.CPU;
        private List<MappingType> mappingTypes = List.of(MappingType.PAGES);
        private Supply supply = Supply.PLENTY;
        private int cost;
        private long rowPitch;
        private Set<Orientation> orientations = Set.of(Orientation.ROTATE_0);
        private long alignableTo;
        private Cacheability cacheability = Cacheability.CACHED;
        private Protection protection = Protection.OPEN;
        private Direction deviceAccess = Direction.BIDIRECTIONAL;
        private Optional<ByDescriptor> byDescriptor = Optional.empty();

        private Builder(long lowestAddress, long highestAddress) {
            if (Long.compareUnsigned(lowestAddress, highestAddress) > 0) {
                throw new IllegalArgumentException("addresses are in order: lowestAddress=0x"
                        + Long.toHexString(lowestAddress) + " highestAddress=0x" + Long.toHexString(highestAddress));
            }
            this.lowestAddress = lowestAddress;
            this.highestAddress = highestAddress;
        }

        /** Sets {@link Capabilities#alignment()}: a power of two of at least a page. */
        public Builder alignment(long bytes) {
            check(bytes >= PAGE_SIZE && Long.bitCount(bytes) == 1, "an alignment is a power of two of pages", bytes);
            this.alignment = bytes;
            return this;
        }

        /** Sets {@link Capabilities#largestSize()}: at least a page. */
        public Builder largestSize(long bytes) {
            check(bytes >= PAGE_SIZE, "a largest size is at least a page", bytes);
            this.largestSize = bytes;
            return this;
        }

        /** Sets {@link Capabilities#contiguity()}. */
        public Builder contiguity(Contiguity value) {
            this.contiguity = value;
            return this;
        }

        /** Sets {@link Capabilities#coherencyDomain()}. */
        public Builder coherencyDomain(CoherencyDomain value) {
            this.coherencyDomain = value;
            return this;
        }

        /** Sets {@link Capabilities#mappingTypes()}: at least one, the preferred first. */
        public Builder mappingTypes(MappingType... types) {
            check(types.length > 0, "memory can be mapped in some way", types.length);
            this.mappingTypes = List.of(types);
            return this;
        }

        /** Sets {@link Capabilities#supply()}. */
        public Builder supply(Supply value) {
            this.supply = value;
            return this;
        }

        /** Sets {@link Capabilities#cost()}: not negative. */
        public Builder cost(int value) {
            check(value >= 0, "a cost is not negative", value);
            this.cost = value;
            return this;
        }

        /** Sets {@link Capabilities#rowPitch()}: not negative. */
        public Builder rowPitch(long bytes) {
            check(bytes >= 0, "a row pitch is not negative", bytes);
            this.rowPitch = bytes;
            return this;
        }

        /** Adds to {@link Capabilities#orientations()}, of which {@link Orientation#ROTATE_0} is one already. */
        public Builder orientations(Orientation... more) {
            Set<Orientation> all = EnumSet.copyOf(orientations);
            all.addAll(List.of(more));
            this.orientations = all;
            return this;
        }

        /** Sets {@link Capabilities#alignableTo()}: not negative. */
        public Builder alignableTo(long bytes) {
            check(bytes >= 0, "an alignment is not negative", bytes);
            this.alignableTo = bytes;
            return this;
        }

        /** Sets {@link Capabilities#cacheability()}. */
        public Builder cacheability(Cacheability value) {
            this.cacheability = value;
            return this;
        }

        /** Sets {@link Capabilities#protection()}. */
        public Builder protection(Protection value) {
            this.protection = value;
            return this;
        }

        /** Sets {@link Capabilities#deviceAccess()}. */
        public Builder deviceAccess(Direction value) {
            this.deviceAccess = value;
            return this;
        }

        /** Sets {@link Capabilities#byDescriptor()}. */
        public Builder byDescriptor(ByDescriptor value) {
            this.byDescriptor = Optional.of(value);
            return this;
        }

        /** The capabilities. */
        public Capabilities build() {
            return new Capabilities(this);
        }

        private static void check(boolean holds, String rule, long value) {
            if (!holds) {
                throw new IllegalArgumentException(rule + ": value=" + value);
            }
        }
    }
}
