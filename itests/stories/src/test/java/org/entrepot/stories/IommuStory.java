package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.TransformDevice.Frame;
import org.entrepot.pipeline.Pipeline;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/** The driver of the I/O MMU comes and goes while devices have memory mapped through it. */
@ExamReactorStrategy(PerMethod.class)
public class IommuStory extends Storyteller {
    private static final String IOMMU = "org.entrepot.exporter.iommu";
    private static final int SIDE = 64;
    private static final AllocationRequest SQUARE = AllocationRequest.image(SIDE, SIDE, PixelFormat.NV12)
            .devices("rotator0")
            .build();

    @Inject
    private Allocator allocator;

    @Inject
    private TransformDevice rotator;

    @Inject
    private Pipeline pipeline;

    @Before
    public void startTheDriver() throws IOException {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        assertThat(mapper()).isEqualTo("iommu0");
        heaps.configure(IOMMU, "default", Map.of("entrepot.exporter", "iommu", "invalidation", "deferred"));
        awaitMapper("iommu1");
        heaps.awaitServing("iommu");
    }

    @After
    public void leaveNothing() {
        pipeline.stop();
        assertThat(control.buffers()).isEmpty();
    }

    @Test
    public void shouldTranslateWhatIsMappedWhenTheDriverIsStoppedAndTakeTheBusBackAfterwards() throws Exception {
        try (DmaBuf source = allocator.allocate(SQUARE);
                DmaBuf target = allocator.allocate(SQUARE);
                Attachment in = source.attach("rotator0");
                Attachment out = target.attach("rotator0")) {
            try (DeviceMapping from = in.map(Direction.TO_DEVICE);
                    DeviceMapping to = out.map(Direction.FROM_DEVICE)) {
                assertThat(in.mapper()).isEqualTo("iommu1");
                bundle(IOMMU).stop();

                assertThat(mapper()).isEqualTo("iommu0");
                assertTransforms(source, target, from, to, 1);
                bundle(IOMMU).start();
                heaps.awaitServing("iommu");
                assertThat(mapper()).isEqualTo("iommu0");
                assertTransforms(source, target, from, to, 2);
            }
            awaitMapper("iommu1");
        }
    }

    @Test
    public void shouldKeepMemoryAndMappingWhenTheDriverIsUpdatedAndRefreshed() throws Exception {
        AllocationRequest scattered = AllocationRequest.bytes(1 << 20).build();
        control.disable("system");
        control.disable("cma");
        try (DmaBuf buffer = allocator.allocate(scattered)) {
            assertThat(buffer.exporter()).isEqualTo("iommu");
            Attachment attachment = buffer.attach("rotator0");
            DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL);
            updateAndRefresh(bundle(IOMMU));
            heaps.awaitServing("iommu");

            assertThat(mapper()).isEqualTo("iommu0");
            try (Attachment other = buffer.attach("encoder0");
                    DeviceMapping through = other.map(Direction.TO_DEVICE)) {
                assertThat(other.mapper()).isEqualTo("iommu0");
                assertThat(through.segments()).isNotEmpty();
            }
            mapping.close();
            attachment.close();
        }
        awaitMapper("iommu1");
    }

    @Test
    public void shouldLoseNoFrameWhenTheDriverComesAndGoes() throws BundleException {
        pipeline.start(PipelineSettings.builder()
                .capture(new CaptureSettings(Optional.empty(), 320, 240))
                .build());
        for (int round = 0; round < 5; round++) {
            awaitMoreFrames();
            bundle(IOMMU).stop();
            awaitMoreFrames();
            bundle(IOMMU).start();
            heaps.awaitServing("iommu");
        }
        awaitMoreFrames();

        PipelineReport report = pipeline.stop();
        assertThat(report.isFlawless()).as("%s", report).isTrue();
        assertThat(control.faults()).isEmpty();
    }

    private void assertTransforms(DmaBuf source, DmaBuf target, DeviceMapping from, DeviceMapping to, int value) {
        try (CpuAccess access = source.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(0, (byte) value);
        }
        rotator.transform(
                new Frame(from, (ImageLayout) source.layout()),
                new Frame(to, (ImageLayout) target.layout()),
                Rotation.R0);
        try (CpuAccess access = target.beginCpuAccess(CpuUse.READ)) {
            assertThat(access.view().get(0)).isEqualTo((byte) value);
        }
    }

    private void updateAndRefresh(Bundle bundle) throws BundleException, IOException {
        try (InputStream fresh = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(fresh);
        }
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(Arrays.asList(bundle));
        await().atMost(Heaps.PATIENCE).until(() -> bundle.getState() == Bundle.ACTIVE);
    }

    private void awaitMoreFrames() {
        long before = pipeline.report().counts().shown();
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> {
            PipelineReport report = pipeline.report();
            assertThat(report.counts().shown()).as("shown: %s", report).isGreaterThan(before + 20);
        });
    }

    private void awaitMapper(String name) {
        await().atMost(Heaps.PATIENCE).until(this::mapper, name::equals);
    }

    private String mapper() {
        return control.devices().stream()
                .filter(device -> device.name().equals("rotator0"))
                .findFirst()
                .orElseThrow()
                .mapper();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
