package org.entrepot.emulation.internal.device;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** What every emulated device answers as an importer, out of its identity. */
interface EmulatedDevice extends Importer {
    /** Which device it is, what it cannot do, and its way to memory. */
    Identity identity();

    @Override
    default DeviceDescription description() {
        return identity().description();
    }

    @Override
    default Constraints constraints() {
        return identity().constraints();
    }

    @Override
    default List<MappingType> mappingTypes() {
        return identity().mappingTypes();
    }

    @Override
    default long faults() {
        return identity().port().faults();
    }
}
