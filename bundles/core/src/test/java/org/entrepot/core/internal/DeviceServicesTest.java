package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.DeviceDiscovery;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

/** What device services say of themselves later on, and what discoveries find. */
class DeviceServicesTest {
    private static final AllocationRequest FOR_CAMERA =
            AllocationRequest.bytes(1 << 20).devices("camera0").build();

    private final Engine engine = Framework.engine();
    private final OperatorView operator = new OperatorView(
            engine, Framework.policy(), Framework.health(engine), Framework.answering(Logger.class, Map.of()));
    private final ServiceReference<Importer> reference = Framework.reference(3);
    private final Camera camera = new Camera();

    /** A camera whose bundle learns more about it. */
    private static final class Camera implements Importer {
        private Constraints constraints = Constraints.NONE;
        private List<MappingType> mappingTypes = List.of(MappingType.PAGES);
        private boolean failing;

        @Override
        public DeviceDescription description() {
            return new DeviceDescription(
                    "camera0", TestMachine.DIRECT_BUS, "a camera of the test", Provenance.emulated("test"));
        }

        @Override
        public Constraints constraints() {
            if (failing) {
                throw new IllegalStateException("test bug");
            }
            return constraints;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return mappingTypes;
        }
    }

    DeviceServicesTest() {
        engine.bindMapper(new TestMapper("direct0", TestMachine.DIRECT_BUS, false), Framework.reference(1));
        engine.bindExporter(TestHeap.system("system"), Framework.reference(2));
        engine.bindImporter(camera, reference);
    }

    @Test
    void shouldPlanByTheNewConstraintsWhenTheServicePropertiesOfADeviceAreModified() {
        Plan before = engine.selection().plan(FOR_CAMERA);
        camera.constraints = Constraints.builder().maxSize(4096).build();
        assertThat(engine.selection().plan(FOR_CAMERA)).isSameAs(before);

        engine.updatedImporter(reference);

        assertThat(before.candidates()).isNotEmpty();
        assertThat(engine.selection().plan(FOR_CAMERA).candidates()).isEmpty();
        assertThat(operator.devices()).singleElement().satisfies(device -> assertThat(device.constraints())
                .isEqualTo(camera.constraints));
    }

    @Test
    void shouldLeaveADeviceAsItWasWhenItFailsToAnswer() {
        camera.failing = true;

        engine.updatedImporter(reference);

        assertThat(operator.devices()).singleElement().satisfies(device -> assertThat(device.constraints())
                .isEqualTo(Constraints.NONE));
    }

    @Test
    void shouldLeaveADeviceAsItWasWhenAMappingTypeIsMissingFromItsList() {
        camera.mappingTypes = Collections.singletonList(null);

        engine.updatedImporter(reference);

        assertThat(operator.devices()).singleElement().satisfies(device -> assertThat(device.mappingTypes())
                .containsExactly(MappingType.PAGES));
    }

    @Test
    void shouldShowTheRestWhenWhatADiscoveryFindsIsMissingFromItsList() {
        engine.bindDiscovery(() -> Collections.singletonList(null), Framework.reference(4));
        engine.bindDiscovery(() -> List.of(found(Kind.PCI, "0000:00:03.0")), Framework.reference(5));

        assertThat(operator.found()).extracting(FoundDevice::name).containsExactly("0000:00:03.0");
    }

    @Test
    void shouldNotAskADeviceThatHasLeft() {
        engine.unbindImporter(reference);
        camera.failing = true;

        engine.updatedImporter(reference);

        assertThat(operator.devices()).isEmpty();
    }

    @Test
    void shouldShowWhatEachDiscoveryFindsByKindWhileItIsHere() {
        ServiceReference<DeviceDiscovery> other = Framework.reference(5);
        engine.bindDiscovery(() -> List.of(found(Kind.DRM, "card0")), Framework.reference(4));
        engine.bindDiscovery(() -> List.of(found(Kind.PCI, "0000:00:03.0")), other);
        assertThat(operator.found()).extracting(FoundDevice::name).containsExactly("0000:00:03.0", "card0");

        engine.unbindDiscovery(other);

        assertThat(operator.found()).extracting(FoundDevice::name).containsExactly("card0");
    }

    @Test
    void shouldShowTheRestWhenADiscoveryFails() {
        engine.bindDiscovery(
                () -> {
                    throw new IllegalStateException("test bug");
                },
                Framework.reference(4));
        engine.bindDiscovery(() -> List.of(found(Kind.PCI, "0000:00:03.0")), Framework.reference(5));

        assertThat(operator.found()).extracting(FoundDevice::name).containsExactly("0000:00:03.0");
    }

    private static FoundDevice found(Kind kind, String name) {
        return new FoundDevice(kind, name, "", Optional.empty(), Optional.empty(), Dma.UNKNOWN, Optional.empty());
    }
}
