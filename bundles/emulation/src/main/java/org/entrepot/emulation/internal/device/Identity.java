package org.entrepot.emulation.internal.device;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.spi.ConfiguredNumber;
import org.entrepot.spi.DeviceDescription;
import org.jspecify.annotations.Nullable;

/**
 * What every emulated device is as an importer, and its way to memory.
 *
 * @param description which device it is
 * @param constraints what it cannot do
 * @param mappingTypes what it takes, the preferred first
 * @param port its way to memory
 */
record Identity(DeviceDescription description, Constraints constraints, List<MappingType> mappingTypes, DmaPort port) {

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    static Identity of(DeviceConfig config, EmulatedBus bus, String words, String reason, PixelFormat... formats) {
        if (!config.bus().equals(EmulatedBus.DIRECT) && !config.bus().equals(EmulatedBus.BEHIND_IOMMU)) {
            throw new IllegalArgumentException("an emulated device sits on an emulated bus: device="
                    + config.entrepot_device() + " bus=" + config.bus() + "; set " + EmulatedBus.DIRECT + " or "
                    + EmulatedBus.BEHIND_IOMMU);
        }
        Constraints constraints = Constraints.builder()
                .addressBits(number(config, "address.bits", 12, 64, config::address_bits))
                .maxSegments(number(config, "max.segments", 1, Integer.MAX_VALUE, config::max_segments))
                .strideAlignment(number(config, "stride.alignment", 1, 4096, config::stride_alignment))
                .heightAlignment(number(config, "height.alignment", 1, 4096, config::height_alignment))
                .rowPitch(number(config, "row.pitch", 0, 1 << 20, config::row_pitch))
                .formats(formats)
                .build();
        DeviceDescription description =
                new DeviceDescription(config.entrepot_device(), config.bus(), words, Provenance.emulated(reason));
        return new Identity(
                description, constraints, mappingTypes(config), bus.port(config.entrepot_device(), config.bus()));
    }

    private static List<MappingType> mappingTypes(DeviceConfig config) {
        List<String> named = Arrays.stream(config.mapping_types())
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        try {
            List<MappingType> types = named.stream().map(MappingType::valueOf).toList();
            if (!types.isEmpty()) {
                return types;
            }
        } catch (IllegalArgumentException e) {
            throw unknownType(config, named, e);
        }
        throw unknownType(config, named, null);
    }

    private static IllegalArgumentException unknownType(
            DeviceConfig config, List<String> named, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "a device takes known mapping types: device=" + config.entrepot_device() + " mapping.types=" + named
                        + "; set some of " + Arrays.toString(MappingType.values()),
                cause);
    }

    private static int number(DeviceConfig config, String key, long least, long most, LongSupplier value) {
        return ConfiguredNumber.between("device " + config.entrepot_device(), key, least, most)
                .readInt(value);
    }

    String name() {
        return description.name();
    }

    /** A device that streams already. */
    EntrepotException busy() {
        return new EntrepotException(
                Reason.BUSY, "a device does one thing at a time: device=" + name() + "; stop the other stream first");
    }

    /** A device that has left. */
    EntrepotException gone() {
        return new EntrepotException(
                Reason.GONE, "a device streams while it is here: device=" + name() + "; open it again when it is back");
    }
}
