package org.entrepot.torture.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** A device of the load's own behind the I/O MMU, which keeps account of what the engine tells it. */
final class Guest implements Importer {
    private final DeviceDescription description;
    private final ImporterKind kind;
    private final Map<Long, AtomicLong> moves = new ConcurrentHashMap<>();
    private final Map<Long, DeviceMapping> lent = new ConcurrentHashMap<>();

    Guest(String name, ImporterKind kind) {
        this.description =
                new DeviceDescription(name, DeviceBus.BEHIND_IOMMU, "a guest", Provenance.emulated("it is a test"));
        this.kind = kind;
    }

    @Override
    public DeviceDescription description() {
        return description;
    }

    String name() {
        return description.name();
    }

    @Override
    public Constraints constraints() {
        return Constraints.builder().addressBits(32).maxSegments(1).build();
    }

    @Override
    public List<MappingType> mappingTypes() {
        return List.of(MappingType.PAGES);
    }

    @Override
    public ImporterKind kind() {
        return kind;
    }

    /** Keeps account of a buffer from now on. */
    void expect(long buffer) {
        moves.put(buffer, new AtomicLong());
    }

    /** How many moves it was told of. */
    long told(long buffer) {
        return moves.get(buffer).get();
    }

    /** Lets go of this mapping when asked. */
    void lend(DeviceMapping mapping) {
        lent.put(mapping.buffer(), mapping);
    }

    void forget(long buffer) {
        moves.remove(buffer);
        lent.remove(buffer);
    }

    @Override
    public void moveNotify(long buffer) {
        AtomicLong count = moves.get(buffer);
        if (count != null) {
            count.incrementAndGet();
        }
    }

    @Override
    public void revoke(long buffer) {
        DeviceMapping mapping = lent.remove(buffer);
        if (mapping != null) {
            mapping.close();
        }
    }
}
