package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.linux.DeviceImports;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** What every video device answers as an importer, out of its identity; and how it leaves. */
interface VideoImporter extends Importer {
    /** Its driver imports descriptors, and nothing else. */
    List<MappingType> TYPES = List.of(MappingType.FD);

    /** Which device it is, and what it takes. */
    VideoIdentity identity();

    /** What is mapped for it. */
    DeviceImports imports();

    /** The device is gone: what is open of it is closed, and every call says so. Called once it is no service any more. */
    void leave();

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
        return TYPES;
    }

    @Override
    default long faults() {
        return imports().faults();
    }
}
