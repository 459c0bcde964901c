package org.entrepot.device.vfio.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.entrepot.api.Constraints;
import org.entrepot.api.Provenance;
import org.entrepot.linux.VfioDevices.Bound;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceDescription;

/**
 * What is configured, each value checked.
 *
 * @param name of the device
 * @param function a PCI address, or vendor and device
 * @param way to the I/O MMU
 * @param addressBits as configured, 0 for what is known
 * @param limits what else the device cannot do
 */
record Settings(String name, String function, Way way, int addressBits, Constraints limits) {
    private static final Pattern MODEL = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{4}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final int LEAST_BITS = 12;
    /** What every device drives that says nothing else: the kernel's own default for PCI. */
    private static final int USUAL_BITS = 32;
    /** Devices that drive fewer bits than is usual. */
    private static final Map<String, Integer> KNOWN_BITS = Map.of("1234:11e8", 28);

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static Settings of(VfioConfig config) {
        String function = config.function().strip().toLowerCase(Locale.ROOT);
        if (!MODEL.matcher(function).matches() && !ADDRESS.matcher(function).matches()) {
            throw broken("function", config.function(), "a PCI address such as 0000:00:03.0, or 1234:11e8");
        }
        int bits = ConfiguredNumber.between(VfioConfig.PID, "address.bits", 0, Long.SIZE)
                .readInt(config::address_bits);
        if (bits > 0 && bits < LEAST_BITS) {
            throw broken("address.bits", bits, "0, or 12 to 64");
        }
        return new Settings(name(config), function, way(config), bits, limits(config));
    }

    /** The name, checked before anything is opened. */
    private static String name(VfioConfig config) {
        return new DeviceDescription(config.entrepot_device(), "pci", "", Provenance.real("not open yet")).name();
    }

    private static Way way(VfioConfig config) {
        return switch (config.iommu()) {
            case "auto" -> Way.AUTO;
            case "type1" -> Way.TYPE1;
            case "iommufd" -> Way.IOMMUFD;
            default -> throw broken("iommu", config.iommu(), "auto, type1 or iommufd");
        };
    }

    private static Constraints limits(VfioConfig config) {
        long segment = number("max.segmentSize", 0).read(config::max_segmentSize);
        if (segment > 0 && segment < 4096) {
            throw broken("max.segmentSize", segment, "0, or 4096 at least");
        }
        return Constraints.builder()
                .maxSegments(ConfiguredNumber.between(VfioConfig.PID, "max.segments", 1, Integer.MAX_VALUE)
                        .readInt(config::max_segments))
                .maxSegmentSize(segment == 0 ? Long.MAX_VALUE : segment)
                .addressAlignment(ConfiguredNumber.between(VfioConfig.PID, "address.alignment", 1, 1L << 40)
                        .read(config::address_alignment))
                .build();
    }

    private static ConfiguredNumber number(String key, long least) {
        return ConfiguredNumber.between(VfioConfig.PID, key, least, Long.MAX_VALUE);
    }

    private static IllegalArgumentException broken(String key, Object value, String advice) {
        return new IllegalArgumentException(
                "a value of " + VfioConfig.PID + " keeps its rule: " + key + "=" + value + "; set " + advice);
    }

    /** The functions that are meant, of those that are bound, in order; the one that is named, bound or not. */
    List<String> meant(List<Bound> bound) {
        return MODEL.matcher(function).matches()
                ? bound.stream()
                        .filter(each -> each.model().equals(function))
                        .map(Bound::address)
                        .toList()
                : List.of(function);
    }

    /** What a device of a model cannot do. */
    Constraints constraints(String model) {
        int bits = addressBits > 0 ? addressBits : KNOWN_BITS.getOrDefault(model, USUAL_BITS);
        return limits.toBuilder().addressBits(bits).build();
    }
}
