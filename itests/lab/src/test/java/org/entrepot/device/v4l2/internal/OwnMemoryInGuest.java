package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraint;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice.Frame;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.internal.Vivid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory of video drivers as heaps of the engine: asked last, known for what it is, and used by other devices. */
@Shows(Feature.EXPORTED_BY_VIDEO)
class OwnMemoryInGuest {
    private static final String PLAIN = "camera-plain";
    private static final String CONTIGUOUS = "camera-contiguous";
    /** By its name before the cameras: of heaps that are equal otherwise, names decide. */
    private static final String CONVERTER = "a-converter";

    private static final Map<String, Object> WITH_HEAPS = Map.of("heap_bytes", 8L << 20);
    /** What vivid is set to when it is loaded, in YUYV. */
    private static final CaptureSettings USUAL = new CaptureSettings(Optional.empty(), 640, 360);

    private final VideoScene scene = new VideoScene(
            Map.of("platform:vivid-000", PLAIN, "platform:vivid-001", CONTIGUOUS, "platform:vim2m", CONVERTER));

    @AfterEach
    void closeAll() {
        scene.close();
    }

    private static AllocationRequest picture(PixelFormat format, String... devices) {
        return AllocationRequest.image(640, 360, format)
                .devices(devices)
                .cpuUse(CpuUse.READ_WRITE)
                .name("own memory")
                .build();
    }

    private DmaBuf allocated(AllocationRequest request) {
        return scene.engine().allocator().allocate(request);
    }

    @Test
    void shouldBeNoHeapUnlessAnOperatorSaysSo() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            assertThat(vivid.node()).exists();
            V4l2Devices devices = scene.devices(Map.of());
            assertThat(scene.engine()
                            .allocator()
                            .explain(picture(PixelFormat.YUYV, PLAIN))
                            .verdicts())
                    .isEmpty();
            devices.deactivate();
        }
    }

    /** One camera's driver makes scattered memory, the other's one run: that suits both, and both write it. */
    @Test
    void shouldBeCapturedIntoByAnotherDevice() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS)) {
            assertThat(vivid.node()).exists();
            V4l2Devices devices = scene.devices(WITH_HEAPS);
            Explanation forBoth = scene.engine().allocator().explain(picture(PixelFormat.YUYV, PLAIN, CONTIGUOUS));
            assertThat(forBoth.chosen().orElseThrow().exporter()).isEqualTo(CONTIGUOUS);
            Verdict scattered = verdict(forBoth, PLAIN);
            assertThat(scattered.refusals().get(0).constraint()).isEqualTo(Constraint.MAX_SEGMENTS);

            try (DmaBuf picture = allocated(picture(PixelFormat.YUYV, PLAIN, CONTIGUOUS))) {
                assertThat(picture.exporter()).isEqualTo(CONTIGUOUS);
                assertThat(captured(picture, PLAIN)).as("its first pixel").isNotZero();
                blacken(picture);
                assertThat(captured(picture, CONTIGUOUS)).as("its first pixel").isNotZero();
                assertThat(picture.moves()).isZero();
            }
            devices.deactivate();
        }
    }

    private static Verdict verdict(Explanation explanation, String heap) {
        return explanation.verdicts().stream()
                .filter(each -> each.exporter().equals(heap))
                .findFirst()
                .orElseThrow();
    }

    private byte captured(DmaBuf picture, String camera) {
        try (CaptureStream stream = ((Camera) scene.device(camera)).open(USUAL);
                Attachment attachment = picture.attach(camera);
                DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
            stream.capture(mapping, (ImageLayout) picture.layout());
        }
        try (CpuAccess access = picture.beginCpuAccess(CpuUse.READ)) {
            return access.view().get(0);
        }
    }

    private static void blacken(DmaBuf picture) {
        try (CpuAccess access = picture.beginCpuAccess(CpuUse.WRITE)) {
            access.view().put(0, (byte) 0);
        }
    }

    @Test
    void shouldBeAskedLastAndSayWhenTheDeviceIsAtWork() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            assertThat(vivid.node()).exists();
            V4l2Devices devices = scene.devices(WITH_HEAPS);
            AllocationRequest request = picture(PixelFormat.YUYV, PLAIN);
            try (CaptureStream stream = ((Camera) scene.device(PLAIN)).open(USUAL);
                    DmaBuf own = allocated(request);
                    Attachment attachment = own.attach(PLAIN);
                    DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE)) {
                assertThat(own.exporter()).isEqualTo(PLAIN);
                stream.capture(mapping, (ImageLayout) own.layout());
                assertThatExceptionOfType(AllocationRefusedException.class)
                        .isThrownBy(() -> allocated(request))
                        .withMessageContainingAll(PLAIN, "EBUSY");

                scene.arrive("system");
                try (DmaBuf other = allocated(request)) {
                    assertThat(other.exporter()).isEqualTo("system");
                }
                Explanation told = scene.engine().allocator().explain(request);
                assertThat(verdict(told, PLAIN).outcome()).isEqualTo(Outcome.COULD_SERVE);
            }
            devices.deactivate();
        }
    }

    /** A camera writes into the converter's memory, which the converter reads; its queue is free all the while. */
    @Test
    @Shows(Feature.MEMORY_TO_MEMORY)
    void shouldBeSharedByACameraAndAConverter() throws Exception {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC);
                AutoCloseable module = PassingOnInGuest.loaded("vim2m")) {
            assertThat(vivid.node()).exists();
            assertThat(module).isNotNull();
            V4l2Devices devices = scene.devices(WITH_HEAPS);
            try {
                capturedAndConverted();
            } finally {
                devices.deactivate();
            }
        }
    }

    private void capturedAndConverted() {
        Converter converter = (Converter) scene.device(CONVERTER);
        try (CaptureStream stream = ((Camera) scene.device(PLAIN)).open(USUAL)) {
            PixelFormat format = stream.formats().stream()
                    .filter(each -> converter.inputFormats().contains(each)
                            && converter.outputFormats().contains(each))
                    .findFirst()
                    .orElseThrow();
            AllocationRequest request = picture(format, PLAIN, CONVERTER);
            try (DmaBuf source = allocated(request);
                    DmaBuf target = allocated(request);
                    Attachment filming = source.attach(PLAIN);
                    DeviceMapping filmed = filming.map(Direction.FROM_DEVICE)) {
                assertThat(source.exporter()).isEqualTo(CONVERTER);
                stream.capture(filmed, (ImageLayout) source.layout());
                convert(converter, source, target);
                allocated(request).close();
                assertThat(bytes(target)).isEqualTo(bytes(source)).isNotEqualTo(new byte[bytes(target).length]);
            }
        }
    }

    private static void convert(Converter converter, DmaBuf source, DmaBuf target) {
        try (Attachment from = source.attach(CONVERTER);
                Attachment to = target.attach(CONVERTER);
                DeviceMapping read = from.map(Direction.TO_DEVICE);
                DeviceMapping written = to.map(Direction.FROM_DEVICE)) {
            converter.transform(
                    new Frame(read, (ImageLayout) source.layout()),
                    new Frame(written, (ImageLayout) target.layout()),
                    Rotation.R0);
        }
    }

    private static byte[] bytes(DmaBuf buffer) {
        byte[] bytes = new byte[Math.toIntExact(buffer.layout().bytes())];
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            access.view().get(0, bytes);
        }
        return bytes;
    }
}
