package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraint;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.CapturedFrame;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.internal.GuestHeaps;
import org.entrepot.linux.internal.Vivid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's virtual camera as a device of the engine: it comes, says what memory it takes, captures, and leaves. */
@Shows(Feature.CAPTURE)
class CameraInGuest {
    private static final String NAME = "camera-test";
    private static final int FRAMES = 300;
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final CaptureSettings SMALL = new CaptureSettings(Optional.empty(), 320, 180);
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");

    private final VideoScene scene = new VideoScene(Map.of("platform:vivid-000", NAME));

    @AfterEach
    void closeAll() {
        scene.close();
    }

    private Camera camera() {
        return (Camera) scene.device(NAME);
    }

    private static AllocationRequest frame(CaptureStream stream) {
        return AllocationRequest.image(stream.width(), stream.height(), PixelFormat.NV12)
                .devices(NAME)
                .cpuUse(CpuUse.READ)
                .name("vivid frame")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", VideoScene.UDMABUF})
    void shouldCaptureWithoutACopyIntoScatteredMemory(String heap) {
        captureMany(Vivid.VMALLOC, heap);
    }

    @Test
    void shouldCaptureWithoutACopyIntoContiguousMemoryWhenItTakesOneRun() {
        captureMany(Vivid.DMA_CONTIGUOUS, GuestHeaps.contiguous());
    }

    /** The lower quarter of vivid's colour bars stands still: each frame there is the first again; above it a counter runs. */
    private void captureMany(int allocator, String heap) {
        VideoScene.opened(heap).close();
        try (Vivid vivid = new Vivid(allocator)) {
            setPace(vivid);
            scene.arrive(heap);
            V4l2Devices devices = scene.devices(Map.of());
            try (CaptureStream stream = camera().open(SMALL)) {
                captureMany(stream);
            } finally {
                devices.deactivate();
            }
        }
    }

    private static void setPace(Vivid vivid) {
        try (VideoDevice device = vivid.open()) {
            device.set(Queue.CAPTURE, new Format("NV12", 320, 180, 0, 0));
            assertThat(device.pace(Queue.CAPTURE, QUICK)).isEqualTo(QUICK);
        }
    }

    private void captureMany(CaptureStream stream) {
        AllocationRequest request = frame(stream);
        try (DmaBuf first = scene.engine().allocator().allocate(request);
                DmaBuf second = scene.engine().allocator().allocate(request);
                Attachment toFirst = first.attach(NAME);
                Attachment toSecond = second.attach(NAME);
                DeviceMapping one = toFirst.map(Direction.FROM_DEVICE);
                DeviceMapping other = toSecond.map(Direction.FROM_DEVICE)) {
            Set<Long> still = new HashSet<>();
            Set<Long> moving = new HashSet<>();
            long last = -1;
            for (int frame = 0; frame < FRAMES; frame++) {
                boolean even = frame % 2 == 0;
                stream.prepare(even ? one : other, layout(first));
                stream.prepare(even ? other : one, layout(first));
                CapturedFrame shot = stream.capture(even ? one : other, layout(first));
                assertThat(shot.sequence()).isGreaterThan(last);
                last = shot.sequence();
                still.add(checksum(even ? first : second, 3));
                moving.add(checksum(even ? first : second, 0));
            }
            assertThat(still).as("what stands still").hasSize(1);
            assertThat(moving).as("frames that differ").hasSizeGreaterThan(FRAMES / 2);
            assertThat(first.cpuWrittenBytes() + second.cpuWrittenBytes())
                    .as("bytes that the CPU wrote")
                    .isZero();
        }
    }

    private static ImageLayout layout(DmaBuf buffer) {
        return (ImageLayout) buffer.layout();
    }

    /** Of a quarter of the luma, as the CPU reads it. */
    private static long checksum(DmaBuf buffer, int quarter) {
        Plane luma = layout(buffer).planes().get(0);
        int bytes = luma.stride() * luma.rows() / 4;
        CRC32C checksum = new CRC32C();
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            checksum.update(access.view().slice(bytes * quarter, bytes));
        }
        return checksum.getValue();
    }

    /** What the solver says of each heap before anything is queued, and what the driver says when it is. */
    @ParameterizedTest
    @ValueSource(ints = {Vivid.VMALLOC, Vivid.DMA_CONTIGUOUS})
    void shouldKnowBeforehandWhatTheDriverRefuses(int allocator) {
        List<String> names = new ArrayList<>(List.of("system", VideoScene.UDMABUF));
        GuestHeaps.CMA.stream()
                .filter(name -> Files.exists(Path.of("/dev/dma_heap", name)))
                .findFirst()
                .ifPresent(names::add);
        try (Vivid vivid = new Vivid(allocator)) {
            names.forEach(scene::arrive);
            V4l2Devices devices = scene.devices(Map.of());
            AllocationRequest request = AllocationRequest.image(1920, 1080, PixelFormat.NV12)
                    .devices(NAME)
                    .build();
            Explanation told = scene.engine().allocator().explain(request);
            for (String name : names) {
                Explanation.Verdict verdict = told.verdicts().stream()
                        .filter(each -> each.exporter().equals(name))
                        .findFirst()
                        .orElseThrow();
                boolean taken = isTaken(vivid, name);
                System.out.println("vivid allocators=" + allocator + " " + name + ": explain says " + verdict.outcome()
                        + " " + verdict.refusals() + ", the driver takes it: " + taken);
                assertThat(verdict.outcome() != Outcome.REFUSED).as("%s", told).isEqualTo(taken);
                if (!taken) {
                    assertThat(verdict.refusals().get(0).constraint()).isEqualTo(Constraint.MAX_SEGMENTS);
                }
            }
            devices.deactivate();
        }
    }

    private static boolean isTaken(Vivid vivid, String heap) {
        try (VideoDevice device = vivid.open();
                KernelHeap opened = VideoScene.opened(heap)) {
            Format format = device.set(Queue.CAPTURE, new Format("NV12", 1920, 1080, 0, 0));
            long bytes = (format.bytes() + 4095) & -4096;
            try (DmaBufFile buffer = opened.allocate("tried", bytes)) {
                device.request(Queue.CAPTURE, 1);
                touch(buffer.view());
                device.queue(Queue.CAPTURE, 0, buffer.descriptor().orElseThrow(), bytes, 0);
                return true;
            } catch (EntrepotException e) {
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.REFUSED);
                return false;
            }
        }
    }

    private static void touch(ByteBuffer view) {
        view.put(0, (byte) 1);
    }

    @Test
    void shouldGetOneRunOnlyWhenNobodyKnowsWhatItsDriverTakes() {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            V4l2Devices careful = scene.devices(Map.of("probe", false));
            assertThat(camera().constraints().maxSegments()).isEqualTo(1);
            assertThat(camera().description().provenance().kind()).isEqualTo(Provenance.Kind.REAL);
            assertThat(camera().description().words()).contains("probe=false");
            careful.deactivate();

            V4l2Devices told = scene.devices(Map.of("probe", false, "memory", new String[] {NAME + "=scattered"}));
            assertThat(camera().constraints().maxSegments()).isGreaterThan(1);
            assertThat(vivid.node()).isEqualTo(camera().identity().node());
            told.deactivate();
        }
    }

    @Test
    @Shows(Feature.HOTPLUG)
    void shouldComeWhenItIsPluggedInAndLeaveWhenItIsUnpluggedInMidStream() throws IOException {
        scene.arrive("system");
        V4l2Devices devices = scene.devices(Map.of());
        assertThat(scene.here()).isEmpty();
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> !scene.here().isEmpty());
            CaptureStream stream = camera().open(SMALL);
            DmaBuf buffer = scene.engine().allocator().allocate(frame(stream));
            Attachment attachment = buffer.attach(NAME);
            DeviceMapping mapping = attachment.map(Direction.FROM_DEVICE);
            stream.capture(mapping, layout(buffer));
            stream.prepare(mapping, layout(buffer));
            assertThat(descriptors()).as("open DMA-BUFs").isNotEmpty();
            vivid.unplug();

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            stream.capture(mapping, layout(buffer));
                        }
                    })
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.GONE);
            await().atMost(Duration.ofSeconds(30)).until(() -> scene.here().isEmpty());
            stream.close();
            mapping.close();
            attachment.close();
            buffer.close();
            if (Files.exists(BUFFERS)) {
                assertThat(Files.readString(BUFFERS)).doesNotContain("vivid frame");
            }
            assertThat(descriptors()).as("open DMA-BUFs").isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/maps")))
                    .as("mapped")
                    .doesNotContain("/dmabuf:");
        } finally {
            devices.deactivate();
        }
    }

    /** The DMA-BUFs that this process holds by descriptor. */
    private static List<String> descriptors() throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                // One is the listing's own, and gone.
                String target = Files.isSymbolicLink(link)
                        ? Files.readSymbolicLink(link).toString()
                        : "";
                if (target.startsWith("/dmabuf:")) {
                    open.add(target);
                }
            }
        }
        return open;
    }
}
