package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.DeviceStatus.OverriddenField;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

/** What devices cannot do: as their bundles learn, as an operator knows better, as the kernel tells. */
@ExamReactorStrategy(PerMethod.class)
public class DeviceStory extends Storyteller {
    private static final AllocationRequest FOR_CAMERA =
            AllocationRequest.bytes(1 << 20).devices("camera0").build();

    /** A device of a vendor that learns more about itself. */
    private static final class Sensor implements Importer {
        private volatile Constraints constraints = Constraints.NONE;

        @Override
        public DeviceDescription description() {
            return new DeviceDescription("sensor0", "emulated", "of the story", Provenance.emulated("a story"));
        }

        @Override
        public Constraints constraints() {
            return constraints;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }
    }

    @Test
    public void shouldChooseAnotherHeapAsLongAsTheOperatorKnowsBetter() throws IOException {
        awaitChosen(FOR_CAMERA, "cma");

        Configuration operator =
                override(Map.of("device.camera0.addressBits", "64", "device.camera0.maxSegments", 9999));
        awaitChosen(FOR_CAMERA, "system");
        assertThat(device("camera0").overrides())
                .extracting(OverriddenField::declared)
                .containsExactly("32", "1");

        operator.delete();
        awaitChosen(FOR_CAMERA, "cma");
    }

    @Test
    public void shouldStayOverriddenWhenTheDeviceIsPluggedInAnewAndTheEngineRestarts() throws IOException {
        override(Map.of("device.camera0.maxSize", "65536"));
        awaitDevice("camera0", DeviceStory::isLimited);
        String before = device("camera0").constraints().toString();

        configure("org.entrepot.emulation.camera", Map.of("stride.alignment", 128));
        awaitDevice(
                "camera0", device -> isLimited(device) && device.constraints().strideAlignment() == 128);
        configure("org.entrepot.core", Map.of("sites.exact", 1));
        awaitDevice("camera0", DeviceStory::isLimited);

        assertThat(before).contains("strideAlignment=64");
        await().atMost(Heaps.PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(unwilling(FOR_CAMERA))
                .containsExactly("camera0 (operator)"));
    }

    @Test
    public void shouldPlanByWhatADeviceLearnsWhenItsPropertiesAreModified() {
        AllocationRequest forSensor =
                AllocationRequest.bytes(1 << 20).devices("sensor0").build();
        Sensor sensor = new Sensor();
        ServiceRegistration<Importer> registration = context.registerService(
                Importer.class, sensor, FrameworkUtil.asDictionary(Map.of(Importer.NAME_PROPERTY, "sensor0")));
        try {
            awaitChosen(forSensor, "system");

            sensor.constraints =
                    Constraints.builder().addressBits(32).maxSegments(1).build();
            registration.setProperties(
                    FrameworkUtil.asDictionary(Map.of(Importer.NAME_PROPERTY, "sensor0", "firmware", 2)));

            assertThat(chosen(forSensor)).isEqualTo("cma");
        } finally {
            registration.unregister();
        }
    }

    @Test
    public void shouldTellOfTheMachinesOwnDevicesWhenItIsLinux() {
        assertThat(control.found())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> a.kind().compareTo(b.kind()))
                .allSatisfy(found -> assertThat(found.name()).isNotEmpty());
        assertThat(control.found()).extracting(FoundDevice::name).doesNotContain("camera0", "display0");
    }

    private Configuration override(Map<String, Object> values) throws IOException {
        return configure("org.entrepot.devices", values);
    }

    private Configuration configure(String pid, Map<String, Object> values) throws IOException {
        Configuration configuration = configurations.getConfiguration(pid, "?");
        configuration.update(FrameworkUtil.asDictionary(values));
        return configuration;
    }

    private DeviceStatus device(String name) {
        return visit(ControlPlane.class, ControlPlane::devices).stream()
                .filter(device -> device.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Waits: devices, allocator and control plane all go and come back when the machine or the engine is configured. */
    private void awaitDevice(String name, Predicate<DeviceStatus> condition) {
        await().atMost(Heaps.PATIENCE).ignoreExceptions().until(() -> condition.test(device(name)));
    }

    private static boolean isLimited(DeviceStatus device) {
        return device.constraints().maxSize() == 65536;
    }

    private void awaitChosen(AllocationRequest request, String heap) {
        await().atMost(Heaps.PATIENCE).ignoreExceptions().until(() -> chosen(request), heap::equals);
    }

    private String chosen(AllocationRequest request) {
        return visit(Allocator.class, allocator -> allocator.explain(request))
                .chosen()
                .map(Verdict::exporter)
                .orElse("none");
    }

    private List<String> unwilling(AllocationRequest request) {
        return visit(Allocator.class, allocator -> allocator.explain(request)).verdicts().stream()
                .flatMap(verdict -> verdict.refusals().stream())
                .filter(refusal -> refusal.constraint() == Constraint.SIZE)
                .map(Refusal::participant)
                .distinct()
                .toList();
    }
}
