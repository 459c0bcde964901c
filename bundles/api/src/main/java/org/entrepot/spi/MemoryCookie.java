package org.entrepot.spi;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.entrepot.api.MappingType;

/**
 * What identifies memory to whoever maps it. Three forms are the three answers of the 2012 debate on {@code
 * dma_get_pages}; the fourth is for drivers in user space. A cookie passes between exporter and mapper only.
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
     * A DMA-BUF of the kernel that stands for the memory. The descriptor belongs to the exported memory and is valid until that is
     * closed; who needs it for longer than a call duplicates it, and drops the duplicate, and whatever a driver imported by it, before
     * the mapping that needed it is closed: an exporter may use the same memory for its next buffer, which would show.
     *
     * @param source gives the descriptor, the same each time; memory that is not one by nature becomes one when it is first asked for
     */
    record Descriptor(IntSupplier source) implements MemoryCookie {
        /**
         * A descriptor that is there already.
         *
         * @param descriptor of this process, 0 or more
         */
        public Descriptor(int descriptor) {
            this(new Known(descriptor));
        }

        /**
         * The descriptor of this process, 0 or more.
         *
         * @throws org.entrepot.api.EntrepotException if it cannot be made
         */
        public int descriptor() {
            return source.getAsInt();
        }

        @Override
        public MappingType type() {
            return MappingType.FD;
        }

        private record Known(int descriptor) implements IntSupplier {
            Known {
                if (descriptor < 0) {
                    throw new IllegalArgumentException("a descriptor is not negative: descriptor=" + descriptor);
                }
            }

            @Override
            public int getAsInt() {
                return descriptor;
            }
        }
    }

    /**
     * Addresses of this process behind which the memory is, for a driver in user space ({@code VFIO_IOMMU_MAP_DMA}). They lead to
     * the memory until that is closed: whoever had the kernel map what is behind them has it unmapped before. Nobody reads or
     * writes through them.
     *
     * @param type {@link MappingType#USER_PAGES} or {@link MappingType#USER_RANGE}
     * @param source gives the first address, the same each time; memory without a view gets one when it is first asked for
     * @param bytes positive, whole pages
     */
    record ProcessAddresses(MappingType type, LongSupplier source, long bytes) implements MemoryCookie {
        /** Checks that there is memory, and of which kind. */
        public ProcessAddresses {
            if (type != MappingType.USER_PAGES && type != MappingType.USER_RANGE) {
                throw new IllegalArgumentException(
                        "memory by address of a process is USER_PAGES or USER_RANGE: type=" + type);
            }
            if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0) {
                throw new IllegalArgumentException("memory is whole pages: bytes=" + bytes);
            }
        }

        /**
         * The first address, a multiple of the page size.
         *
         * @throws IllegalStateException if the memory is closed
         * @throws org.entrepot.api.EntrepotException if there is no address space left for it
         */
        public long address() {
            return source.getAsLong();
        }
    }
}
