package org.entrepot.emulation.internal.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.CapturedFrame;
import org.entrepot.device.FrameRate;
import org.entrepot.emulation.internal.device.WorkQueue.Use;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.picture.Picture;
import org.entrepot.emulation.internal.picture.PictureSource;
import org.entrepot.emulation.internal.picture.Sources;
import org.entrepot.fence.Fences;
import org.entrepot.spi.Importer;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** A camera that plays a video, pictures or a test pattern into memory. */
@Component(
        service = {Importer.class, CaptureDevice.class},
        configurationPid = Camera.PID,
        property = {
            "entrepot.device=camera0",
            "bus=emulated",
            "address.bits:Integer=32",
            "max.segments:Integer=1",
            "stride.alignment:Integer=64",
            "height.alignment:Integer=1"
        })
@Designate(ocd = DeviceConfig.class)
public final class Camera implements EmulatedDevice, CaptureDevice {
    static final String PID = "org.entrepot.emulation.camera";

    private static final List<PixelFormat> FORMATS = List.of(PixelFormat.NV12, PixelFormat.I420);

    private final Identity identity;
    private final WorkQueue queue;
    private final StreamSlot<Stream> slot;

    /**
     * Plugs the camera in.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public Camera(DeviceConfig config, @Reference EmulatedBus bus, @Reference ComponentServiceObjects<Fences> fences) {
        String reason = Files.exists(Path.of("/dev/video0"))
                ? "the emulated camera; /dev/video0 is a device of its own"
                : "no /dev/video0 here";
        this.identity = Identity.of(
                config,
                bus,
                "camera: video file, pictures or test pattern",
                reason,
                FORMATS.toArray(PixelFormat[]::new));
        this.queue = new WorkQueue(identity, fences);
        this.slot = new StreamSlot<>(identity);
    }

    @Deactivate
    void deactivate() {
        queue.leave();
        Stream open = slot.leave();
        if (open != null) {
            open.close();
        }
        queue.close();
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public CaptureStream open(CaptureSettings settings) {
        return slot.open(() -> new Stream(Sources.open(settings)));
    }

    private final class Stream implements CaptureStream {
        private final PictureSource source;
        private final Picture picture;
        private long sequence;

        Stream(PictureSource source) {
            this.source = source;
            this.picture = new Picture(source.width(), source.height());
        }

        @Override
        public int width() {
            return source.width();
        }

        @Override
        public int height() {
            return source.height();
        }

        @Override
        public List<PixelFormat> formats() {
            return FORMATS;
        }

        @Override
        public FrameRate rate() {
            return source.rate();
        }

        @Override
        public String source() {
            return source.name();
        }

        @Override
        public CapturedFrame capture(DeviceMapping target, ImageLayout layout) {
            return slot.during(this, () -> {
                check(layout);
                source.next(picture);
                long now = System.nanoTime();
                long checksum = queue.run(List.of(Use.writes(target)), () -> {
                    ImageWindow window = new ImageWindow(identity.port(), target, layout);
                    return Dma.write(picture, window, layout.format());
                });
                return new CapturedFrame(sequence++, now, OptionalLong.of(checksum));
            });
        }

        private void check(ImageLayout layout) {
            Dma.check(name(), layout, FORMATS);
            if (layout.width() != width() || layout.height() != height()) {
                throw new IllegalArgumentException(
                        "a camera writes pictures of its stream: device=" + name() + " layout="
                                + layout + " stream=" + width() + "x" + height()
                                + "; allocate for the stream's size");
            }
        }

        @Override
        public void skip() {
            slot.during(this, () -> {
                source.next(picture);
                return sequence++;
            });
        }

        @Override
        public void close() {
            if (slot.end(this)) {
                source.close();
            }
        }
    }
}
