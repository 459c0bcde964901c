package org.entrepot.device.v4l2.internal;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.DeviceDescription;

/** A video device of the kernel, played by a model. */
final class Scene {
    static final ImageLayout LAYOUT = ImageLayout.of(PixelFormat.NV12, 640, 360, 64, 1);
    static final DeviceDescription DESCRIPTION =
            new DeviceDescription("video7", "platform-model", "a model", Provenance.real("a test"));

    private Scene() {}

    /** The identity of a model. */
    static VideoIdentity identity(ModelVideo video) {
        return identity(video, Duration.ofMillis(300));
    }

    /** The identity of a model that may take so long for a picture. */
    static VideoIdentity identity(ModelVideo video, Duration longest) {
        return new VideoIdentity(
                DESCRIPTION,
                Constraints.builder().formats(PixelFormat.NV12).build(),
                Path.of("/dev/video7"),
                new Nodes(video, new ModelMemory()),
                4,
                longest);
    }

    /** Has a thread begin something, and waits until it waits. */
    static void startAndAwait(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((ended, why) -> {});
        thread.start();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING);
    }

    /** A model's node, and the memory that its driver makes. */
    record Nodes(ModelVideo video, ModelMemory memory) implements VideoDevices {
        @Override
        public VideoDevice open(Path node) {
            video.closed = false;
            return video;
        }

        @Override
        public KernelHeap memory(Path node, Queue queue) {
            return memory;
        }
    }
}
