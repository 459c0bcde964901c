package org.entrepot.emulation.internal.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.FrameRate;
import org.entrepot.emulation.internal.device.WorkQueue.Use;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.video.JpegWriter;
import org.entrepot.emulation.internal.video.MotionJpegFile;
import org.entrepot.fence.Fences;
import org.entrepot.spi.Importer;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** An encoder that writes Motion JPEG. */
@Component(
        service = {Importer.class, EncodeDevice.class},
        configurationPid = Encoder.PID,
        property = {
            "entrepot.device=encoder0",
            "bus=emulated-iommu",
            "address.bits:Integer=40",
            "max.segments:Integer=1",
            "stride.alignment:Integer=16",
            "height.alignment:Integer=16"
        })
@Designate(ocd = DeviceConfig.class)
public final class Encoder implements EmulatedDevice, EncodeDevice {
    static final String PID = "org.entrepot.emulation.encoder";

    private static final List<PixelFormat> FORMATS =
            List.of(PixelFormat.NV12, PixelFormat.I420, PixelFormat.RGB888, PixelFormat.BGR888);
    private static final float QUALITY = 0.85f;

    private final Identity identity;
    private final WorkQueue queue;
    private final StreamSlot<Stream> slot;

    /**
     * Plugs the encoder in.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public Encoder(DeviceConfig config, @Reference EmulatedBus bus, @Reference ComponentServiceObjects<Fences> fences) {
        this.identity = Identity.of(
                config,
                bus,
                "encoder: Motion JPEG in an AVI file",
                "for the emulated machine; encoders of the kernel (V4L2) are beside it in dma:devices",
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

    /** It takes the addresses of a picture anew for each, and says before that it reads it. */
    @Override
    public ImporterKind kind() {
        return ImporterKind.DYNAMIC;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public List<PixelFormat> formats() {
        return FORMATS;
    }

    @Override
    public String fileExtension() {
        return "avi";
    }

    @Override
    public EncodeStream open(Path file, int width, int height, FrameRate rate) {
        return slot.open(() -> begin(file, width, height, rate));
    }

    private Stream begin(Path file, int width, int height, FrameRate rate) {
        if (Files.isDirectory(file)) {
            throw new EntrepotException(
                    Reason.IO, "a video is a file: device=" + name() + " file=" + file + "; choose another name");
        }
        Path partial = WholeFile.partial(file);
        try {
            return new Stream(
                    file,
                    partial,
                    new MotionJpegFile(partial, width, height, rate),
                    new JpegWriter(width, height, QUALITY));
        } catch (IOException e) {
            throw WholeFile.failure(file, e);
        }
    }

    private final class Stream implements EncodeStream {
        private final Path file;
        private final Path partial;
        private final MotionJpegFile video;
        private final JpegWriter jpeg;

        Stream(Path file, Path partial, MotionJpegFile video, JpegWriter jpeg) {
            this.file = file;
            this.partial = partial;
            this.video = video;
            this.jpeg = jpeg;
        }

        @Override
        public void encode(DeviceMapping source, ImageLayout layout) {
            slot.during(this, () -> {
                Dma.check(name(), layout, FORMATS);
                int[] pixels = queue.run(
                        List.of(Use.reads(source)),
                        () -> Dma.readRgb(new ImageWindow(identity.port(), source, layout), layout));
                try {
                    video.add(jpeg.compress(pixels));
                } catch (IOException e) {
                    throw WholeFile.failure(file, e);
                }
                return video.frames();
            });
        }

        @Override
        public void close() {
            if (slot.end(this)) {
                jpeg.close();
                try (video) {
                    if (video.frames() > 0) {
                        video.complete();
                    }
                } catch (IOException e) {
                    WholeFile.discard(partial, e);
                    throw WholeFile.failure(file, e);
                }
                giveItsName();
            }
        }

        private void giveItsName() {
            try {
                if (video.frames() > 0) {
                    WholeFile.complete(partial, file);
                } else {
                    Files.deleteIfExists(partial);
                }
            } catch (IOException e) {
                throw WholeFile.failure(file, e);
            }
        }
    }
}
