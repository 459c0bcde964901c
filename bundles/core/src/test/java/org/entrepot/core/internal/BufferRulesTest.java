package org.entrepot.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Allocator;
import org.entrepot.api.Constraints;
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

/** The engine with a heap, a mapper and two devices of the model machine. */
class BufferRulesTest extends BufferContract {
    private final ModelMachine machine = new ModelMachine();
    private final Engine engine = Framework.engine();
    private final ServiceReference<Exporter> heap = Framework.reference(1);
    private final Allocator allocator = new BundleAllocator(
            engine,
            Framework.answering(
                    ComponentContext.class,
                    Map.of("getUsingBundle", Framework.answering(Bundle.class, Map.of("getBundleId", 7L)))));

    /** A device of the model machine, as the engine sees it. */
    private record ModelDevice(DeviceDescription description) implements Importer {
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
        engine.bindImporter(new ModelDevice(first), Framework.reference(3));
        engine.bindImporter(
                new ModelDevice(new DeviceDescription("other0", first.bus(), first.words(), first.provenance())),
                Framework.reference(4));
        engine.bindExporter(new ModelHeap("model", machine.frames()), heap);
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
    protected Optional<Runnable> departure() {
        return Optional.of(() -> engine.unbindExporter(heap));
    }

    @Override
    protected Optional<Fences> fences() {
        return Optional.of(new BundleFences(engine.fences(), "rules"));
    }
}
