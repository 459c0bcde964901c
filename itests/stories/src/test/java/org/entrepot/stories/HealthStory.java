package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import javax.inject.Inject;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.PolicyRule;
import org.entrepot.control.HeldRules;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** Whoever executes health checks finds the platform's: it turns red when something is wrong, says what, and turns green again. */
@ExamReactorStrategy(PerMethod.class)
public class HealthStory extends Storyteller {
    @Inject
    private Allocator allocator;

    @Inject
    private CaptureDevice camera;

    @Test
    public void shouldTurnRedWhileABufferIsStrandedAndGreenWhenItIsAdopted() throws BundleException {
        Bundle backend = bundle("org.entrepot.exporter.cma");
        try (HeldRules only = control.hold(List.of(PolicyRule.parse("pin any cma")));
                DmaBuf buffer = allocator.allocate(AllocationRequest.bytes(4096).build())) {
            assertThat(only.rules()).hasSize(1);
            assertThat(buffer.exporter()).isEqualTo("cma");
            awaitGreen();

            backend.stop();
            awaitRed("stranded in cma");

            backend.start();
            awaitGreen();
        }
    }

    @Test
    public void shouldTurnRedOnAFaultAndGreenWhenThatWasLongAgo() throws IOException {
        configurations
                .getConfiguration("org.entrepot.health", "?")
                .update(FrameworkUtil.asDictionary(Map.of("recent.seconds", 2)));
        awaitGreen();

        provokeAFault();

        awaitRed("camera0");
        awaitGreen();
    }

    /** The camera is told to write where it may only read. */
    private void provokeAFault() {
        AllocationRequest frame = AllocationRequest.image(320, 240, PixelFormat.NV12)
                .devices("camera0")
                .build();
        try (CaptureStream stream = camera.open(new CaptureSettings(Optional.empty(), 320, 240));
                DmaBuf buffer = allocator.allocate(frame);
                Attachment attachment = buffer.attach("camera0");
                DeviceMapping forReading = attachment.map(Direction.TO_DEVICE)) {
            assertThatThrownBy(() -> stream.capture(forReading, (ImageLayout) buffer.layout()))
                    .isInstanceOf(EntrepotException.class);
        }
    }

    @Test
    public void shouldBeFoundByItsTagsAndComeBackWithTheEngine() throws BundleException {
        assertThat(reference()).hasValueSatisfying(check -> {
            assertThat(check.getProperty(HealthCheck.NAME)).isEqualTo("Entrepot");
            assertThat((String[]) check.getProperty(HealthCheck.TAGS)).contains("entrepot", "memory");
        });

        bundle("org.entrepot.core").stop();
        assertThat(reference()).isEmpty();

        bundle("org.entrepot.core").start();
        awaitGreen();
    }

    private void awaitGreen() {
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            Result result = executed();
            assertThat(result.getStatus()).as("%s", result).isEqualTo(Result.Status.OK);
            assertThat(result).as("what was looked at").hasSizeGreaterThanOrEqualTo(4);
        });
    }

    private void awaitRed(String why) {
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            Result result = executed();
            assertThat(result.getStatus()).as("%s", result).isEqualTo(Result.Status.CRITICAL);
            assertThat(StreamSupport.stream(result.spliterator(), false))
                    .filteredOn(entry -> entry.getStatus() == Result.Status.CRITICAL)
                    .extracting(ResultLog.Entry::getMessage)
                    .singleElement()
                    .satisfies(words -> assertThat(words).contains(why));
        });
    }

    private Result executed() {
        return visit(HealthCheck.class, HealthCheck::execute);
    }

    private Optional<ServiceReference<HealthCheck>> reference() {
        return Optional.ofNullable(context.getServiceReference(HealthCheck.class));
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
