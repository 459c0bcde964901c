package org.entrepot.emulation.internal.device;

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

/**
 * What every emulated device is as an importer, and its way to memory.
 *
 * @param description which device it is
 * @param constraints what it cannot do
 * @param port its way to memory
 */
record Identity(DeviceDescription description, Constraints constraints, DmaPort port) {
    static final List<MappingType> MAPPING_TYPES = List.of(MappingType.PAGES);

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
                .formats(formats)
                .build();
        DeviceDescription description =
                new DeviceDescription(config.entrepot_device(), config.bus(), words, Provenance.emulated(reason));
        return new Identity(description, constraints, bus.port(config.entrepot_device()));
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
