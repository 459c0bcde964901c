package org.entrepot.core.internal.buffer;

import java.util.List;
import java.util.Queue;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** A device of a kind, which says what it hears. */
record Listener(String name, ImporterKind kind, Queue<String> heard) implements Importer {
    @Override
    public DeviceDescription description() {
        return new DeviceDescription(name, TestMachine.IOMMU_BUS, "a device", Provenance.emulated("test"));
    }

    @Override
    public Constraints constraints() {
        return Constraints.NONE;
    }

    @Override
    public List<MappingType> mappingTypes() {
        return List.of(MappingType.PAGES);
    }

    @Override
    public void moveNotify(long buffer) {
        heard.add("moved");
    }

    @Override
    public void revoke(long buffer) {
        heard.add("revoked");
    }
}
