package org.entrepot.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A device or heap that the kernel of this machine knows, whether or not a bundle drives it. What the kernel does not tell, or
 * tells in a form that makes no sense, is empty.
 *
 * @param kind where the kernel lists it
 * @param name the kernel's, unique among its kind: {@code 0000:00:02.0}, {@code video0}, {@code card0}, {@code system}
 * @param words what it is, one line for people; may be empty
 * @param bus where it sits, as in a device's description: {@code pci-0000:00:02.0}, {@code platform-fe800000.csi}; a PCI or platform
 *     device sits there itself
 * @param driver the kernel's driver that serves it
 * @param dma its way to memory
 * @param node by which it is opened, if it is opened at all
 */
public record FoundDevice(
        Kind kind,
        String name,
        String words,
        Optional<String> bus,
        Optional<String> driver,
        Dma dma,
        Optional<Node> node) {
    /** Checks that it has a name. */
    public FoundDevice {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a found device has the kernel's name: name=" + name);
        }
    }

    /** What the kernel tells of the device's limits, before an I/O MMU lifts any. It tells little: a device's own bundle knows more. */
    public Constraints constraints() {
        return dma.addressBits().isPresent()
                ? Constraints.builder()
                        .addressBits(dma.addressBits().getAsInt())
                        .build()
                : Constraints.NONE;
    }

    /** Where the kernel lists a device. */
    public enum Kind {
        /** {@code /sys/bus/pci/devices}. */
        PCI("pci"),
        /** {@code /sys/bus/platform/devices}: those with a driver or an I/O MMU. */
        PLATFORM("platform"),
        /** {@code /sys/class/video4linux}: cameras, codecs, scalers. */
        VIDEO4LINUX("video4linux"),
        /** {@code /sys/class/drm}: displays and renderers. */
        DRM("drm"),
        /** {@code /dev/dma_heap}: memory that the kernel itself hands out as DMA-BUFs. */
        DMA_HEAP("dma_heap");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The kernel's name of the subsystem. */
        public String words() {
            return words;
        }
    }

    /**
     * A device's way to memory: its own, or of the nearest device above it of which the kernel tells one, such as the host controller of a
     * USB camera.
     *
     * @param addressBits of the mask for streaming mappings ({@code dma_mask_bits}), 12 to 64: what limits shared buffers
     * @param coherentAddressBits of the mask for memory that the driver allocates for itself ({@code consistent_dma_mask_bits})
     * @param iommuGroup devices that share an I/O MMU's translation with it; empty if none stands before it
     */
    public record Dma(OptionalInt addressBits, OptionalInt coherentAddressBits, Optional<IommuGroup> iommuGroup) {
        /** Of which the kernel tells nothing. */
        public static final Dma UNKNOWN = new Dma(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

        /** Whether an I/O MMU stands before the device and translates, so that scattered and high memory suits it. */
        public boolean isTranslated() {
            return iommuGroup.filter(IommuGroup::translates).isPresent();
        }
    }

    /**
     * An I/O MMU's group ({@code /sys/kernel/iommu_groups}).
     *
     * @param number the kernel's
     * @param domain its type: {@code DMA} and {@code DMA-FQ} translate, {@code identity} lets addresses through as they are
     */
    public record IommuGroup(int number, Optional<String> domain) {
        /** Whether the kernel says that addresses are translated. */
        public boolean translates() {
            return domain.filter(type -> type.equals("DMA") || type.equals("DMA-FQ"))
                    .isPresent();
        }
    }

    /**
     * A file by which a device is opened.
     *
     * @param path where it is, or would be
     * @param access what this user may do, by its permissions
     * @param advice what lets this user open it, for people; empty if nothing is needed
     */
    public record Node(Path path, Access access, String advice) {}

    /** What this user may do with a node. */
    public enum Access {
        /** Read and write. */
        OPEN,
        /** Read only. */
        READ_ONLY,
        /** It is there, and not for this user. */
        DENIED,
        /** It is not there. */
        ABSENT,
        /** The system does not say. */
        UNKNOWN
    }
}
