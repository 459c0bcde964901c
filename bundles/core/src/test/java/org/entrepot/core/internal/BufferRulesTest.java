package org.entrepot.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Allocator;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.conformance.BufferContract;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ModelHeap;
import org.entrepot.conformance.ModelMachine;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.fence.Fences;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentContext;

/** The engine with two heaps, a mapper and a device of each kind of the model machine. */
class BufferRulesTest extends BufferContract {
    private final ModelMachine machine = new ModelMachine();
    private final Engine engine = Framework.engine();
    private final ServiceReference<Exporter> heap = Framework.reference(1);
    private final ServiceReference<Exporter> spare = Framework.reference(6);
    private final Allocator allocator = new BundleAllocator(
            engine,
            Framework.answering(
                    ComponentContext.class,
                    Map.of("getUsingBundle", Framework.answering(Bundle.class, Map.of("getBundleId", 7L)))));

    /** A device of the model machine, as the engine sees it. */
    private record ModelDevice(DeviceDescription description, ImporterKind kind) implements Importer {
        @Override
        public Constraints constraints() {
            return Constraints.NONE;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }
    }

    BufferRulesTest() {
        DeviceProbe probe = machine.probe();
        DeviceDescription first = probe.device();
        engine.bindMapper(probe.mapper(), Framework.reference(2));
        engine.bindImporter(new ModelDevice(first, ImporterKind.STATIC), Framework.reference(3));
        bindDevice("other0", ImporterKind.DYNAMIC, 4);
        bindDevice("third0", ImporterKind.REVOCABLE, 5);
        engine.bindExporter(new ModelHeap("model", machine.frames()), heap);
        engine.bindExporter(new ModelHeap("spare", machine.frames()), spare);
    }

    private void bindDevice(String name, ImporterKind kind, long id) {
        DeviceDescription like = machine.probe().device();
        DeviceDescription description = new DeviceDescription(name, like.bus(), like.words(), like.provenance());
        engine.bindImporter(new ModelDevice(description, kind), Framework.reference(id));
    }

    @Override
    protected Allocator allocator() {
        return allocator;
    }

    @Override
    protected List<String> devices() {
        return List.of("probe0", "other0");
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(machine.probe());
    }

    @Override
    protected Map<ImporterKind, String> kinds() {
        return Map.of(ImporterKind.STATIC, "probe0", ImporterKind.DYNAMIC, "other0", ImporterKind.REVOCABLE, "third0");
    }

    @Override
    protected Optional<DeviceProbe> probe(ImporterKind kind) {
        // The machine has one probe, which reaches what is mapped for any of its devices.
        return probe();
    }

    @Override
    protected Optional<Mover> mover() {
        return Optional.of((buffer, to) -> engine.migrations().migrate(List.of(buffer), to));
    }

    @Override
    protected Optional<Runnable> departure() {
        return Optional.of(() -> {
            engine.unbindExporter(heap);
            engine.unbindExporter(spare);
        });
    }

    @Override
    protected Optional<Fences> fences() {
        return Optional.of(new BundleFences(engine.fences(), "rules"));
    }
}
