package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.MappingType;

/**
 * What identifies memory to whoever maps it. The three forms are the three answers of the 2012 debate on {@code
 * dma_get_pages}; each belongs to one mapping type. A cookie passes between exporter and mapper only.
 */
public sealed interface MemoryCookie {
    /** The mapping type that this cookie serves. */
    MappingType type();

    /**
     * Page frames, in the order of the memory's bytes.
     *
     * @param runs not empty; neighbours that touch are merged by the mapper, not here
     */
    record Pages(List<PageRun> runs) implements MemoryCookie {
        /** Copies the runs and checks that there are some. */
        public Pages {
            runs = List.copyOf(runs);
            if (runs.isEmpty()) {
                throw new IllegalArgumentException("memory has page frames: runs=[]");
            }
        }

        @Override
        public MappingType type() {
            return MappingType.PAGES;
        }

        /** The bytes that the runs hold together. */
        public long bytes() {
            return runs.stream().mapToLong(PageRun::bytes).reduce(0, Math::addExact);
        }
    }

    /**
     * An address of the exporter's own device, for memory that has no page frames.
     *
     * @param device whose address it is
     * @param bus where that device sits; devices of one bus share addresses
     * @param address first address, unsigned, in that device's address space
     * @param bytes positive
     */
    record DeviceAddress(String device, String bus, long address, long bytes) implements MemoryCookie {
        /** Checks that there is memory. */
        public DeviceAddress {
            if (bytes <= 0) {
                throw new IllegalArgumentException("memory has a size: bytes=" + bytes);
            }
        }

        @Override
        public MappingType type() {
            return MappingType.DEVICE_ADDRESS;
        }
    }

    /**
     * A descriptor that stands for the memory. It belongs to the exported memory and is valid until that is closed; who needs it for
     * longer than a call duplicates it, and drops the duplicate before the mapping that needed it is closed: an exporter may use
     * the same memory for its next buffer, which a duplicate kept longer would show.
     *
     * @param descriptor of this process, 0 or more
     */
    record Descriptor(int descriptor) implements MemoryCookie {
        /** Checks that it can be a descriptor. */
        public Descriptor {
            if (descriptor < 0) {
                throw new IllegalArgumentException("a descriptor is not negative: descriptor=" + descriptor);
            }
        }

        @Override
        public MappingType type() {
            return MappingType.FD;
        }
    }
}
