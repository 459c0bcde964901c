package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus;
import org.entrepot.control.CollectionStatus.ParticipantStatus;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** Two bundles negotiate the frames between a camera and an encoder, and one of them stops. */
@ExamReactorStrategy(PerMethod.class)
public class CollectionStory extends Storyteller {
    private static final String ENCODER = "org.example.encoder";
    private static final AllocationRequest FRAMES = AllocationRequest.image(320, 240, PixelFormat.NV12)
            .name("frames")
            .cpuUse(CpuUse.NONE)
            .build();
    private static final Statement WRITES_ONE = Statement.builder()
            .device("camera0", Direction.FROM_DEVICE)
            .counts(new BufferCounts(1, 0, 1))
            .build();
    private static final Statement READS_TWO = Statement.builder()
            .device("encoder0", Direction.TO_DEVICE)
            .counts(new BufferCounts(1, 1, 0))
            .build();

    @Inject
    private Allocator allocator;

    private Bundle visitor;

    @Before
    public void installTheOther() throws Exception {
        await().atMost(Heaps.PATIENCE).until(() -> control.devices().size() == 4);
        visitor = context.installBundle("memory:encoder", new ByteArrayInputStream(bundle()));
        visitor.start();
    }

    @After
    public void leaveNothing() throws BundleException {
        visitor.uninstall();
        assertThat(control.collections()).isEmpty();
        assertThat(control.buffers()).isEmpty();
    }

    /** A bundle without code, which takes services as any other does. */
    private static byte[] bundle() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, ENCODER);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }

    /** The allocator that charges the other bundle. */
    private Allocator others() {
        return visitor.getBundleContext().getService(visitor.getBundleContext().getServiceReference(Allocator.class));
    }

    @Test
    public void shouldShareTheFramesWhenTheOtherBundleAnswersAfterAll() {
        try (BufferCollection frames = allocator.collection(FRAMES);
                Seat camera = frames.join("camera");
                Seat encoder = others().join(frames.id(), "encoder")) {
            camera.state(WRITES_ONE);
            assertThatThrownBy(() -> frames.allocate(Duration.ofMillis(20)))
                    .isInstanceOfSatisfying(
                            EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                    .hasMessageContainingAll("silent=[encoder for", ENCODER);
            assertThat(control.collections()).singleElement().satisfies(status -> assertThat(status.silent())
                    .extracting(ParticipantStatus::bundle)
                    .containsExactly(ENCODER));

            encoder.state(READS_TWO);
            assertThat(frames.allocate(Duration.ZERO)).isEqualTo(4);
            handOver(camera.buffers(Duration.ZERO), encoder.buffers(Duration.ZERO));
        }
    }

    /** Frame by frame: the camera's mapping of one reference, and the encoder's of the other, are the same memory. */
    private static void handOver(List<DmaBuf> cameras, List<DmaBuf> encoders) {
        for (int i = 0; i < cameras.size(); i++) {
            try (Attachment from = cameras.get(i).attach("camera0");
                    Attachment to = encoders.get(i).attach("encoder0");
                    DeviceMapping written = from.map(Direction.FROM_DEVICE);
                    DeviceMapping read = to.map(Direction.TO_DEVICE)) {
                assertThat(from.buffer()).isEqualTo(to.buffer());
                assertThat(written.segments()).hasSize(1);
                assertThat(read.segments()).isNotEmpty();
            }
        }
    }

    @Test
    public void shouldNotWaitForABundleThatHasStopped() throws Exception {
        try (BufferCollection frames = allocator.collection(FRAMES);
                Seat camera = frames.join("camera")) {
            Seat encoder = others().join(frames.id(), "encoder");
            camera.state(WRITES_ONE);
            visitor.stop();

            assertThat(encoder.isOpen()).isFalse();
            assertThat(frames.allocate(Duration.ZERO)).isEqualTo(2);
            assertThat(camera.buffers(Duration.ZERO)).hasSize(2);
        }
    }

    @Test
    public void shouldReleaseEverythingWhenTheOpenersBundleStops() throws Exception {
        BufferCollection frames = others().collection(FRAMES);
        try (Seat camera = allocator.join(frames.id(), "camera")) {
            camera.state(WRITES_ONE);
            frames.allocate(Duration.ZERO);
            assertThat(control.collections())
                    .singleElement()
                    .returns(CollectionStatus.State.ALLOCATED, CollectionStatus::state)
                    .returns(ENCODER, CollectionStatus::bundle);
            assertThat(control.buffers()).hasSize(2).allMatch(buffer -> buffer.owner()
                    .equals(ENCODER));

            visitor.stop();

            assertThat(camera.isOpen()).isFalse();
            assertThat(control.buffers()).isEmpty();
        }
    }
}
