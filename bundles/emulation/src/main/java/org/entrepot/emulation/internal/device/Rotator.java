package org.entrepot.emulation.internal.device;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.RgbBytes;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.emulation.internal.device.WorkQueue.Use;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.emulation.internal.picture.Picture;
import org.entrepot.fence.Fences;
import org.entrepot.spi.Importer;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** A device that turns pictures by quarters and converts their colours. */
@Component(
        service = {Importer.class, TransformDevice.class},
        configurationPid = Rotator.PID,
        property = {
            "entrepot.device=rotator0",
            "bus=emulated-iommu",
            "address.bits:Integer=32",
            "max.segments:Integer=1",
            "stride.alignment:Integer=16",
            "height.alignment:Integer=1"
        })
@Designate(ocd = DeviceConfig.class)
public final class Rotator implements EmulatedDevice, TransformDevice {
    static final String PID = "org.entrepot.emulation.rotator";

    private static final List<PixelFormat> FORMATS =
            List.of(PixelFormat.NV12, PixelFormat.I420, PixelFormat.XRGB8888, PixelFormat.RGB888, PixelFormat.BGR888);

    private final Identity identity;
    private final WorkQueue queue;
    private final ReentrantLock engine = new ReentrantLock();
    private volatile boolean gone;

    /**
     * Plugs the rotator in.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public Rotator(DeviceConfig config, @Reference EmulatedBus bus, @Reference ComponentServiceObjects<Fences> fences) {
        this.identity = Identity.of(
                config,
                bus,
                "rotator: quarter turns and colour conversion",
                "for the emulated machine; converters of the kernel (V4L2) are beside it in dma:devices",
                FORMATS.toArray(PixelFormat[]::new));
        this.queue = new WorkQueue(identity, fences);
    }

    @Deactivate
    void deactivate() {
        gone = true;
        queue.leave();
        engine.lock();
        try {
            queue.close();
        } finally {
            engine.unlock();
        }
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** It takes the addresses of both pictures anew for each turn, and says before what it does with them. */
    @Override
    public ImporterKind kind() {
        return ImporterKind.DYNAMIC;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public List<PixelFormat> inputFormats() {
        return FORMATS;
    }

    @Override
    public List<PixelFormat> outputFormats() {
        return FORMATS;
    }

    @Override
    public void transform(Frame source, Frame target, Rotation rotation) {
        check(source.layout(), target.layout(), rotation);
        engine.lock();
        try {
            if (gone) {
                throw identity.gone();
            }
            queue.run(List.of(Use.reads(source.mapping()), Use.writes(target.mapping())), () -> {
                turn(source, target, rotation);
                return target;
            });
        } finally {
            engine.unlock();
        }
    }

    private void turn(Frame source, Frame target, Rotation rotation) {
        ImageWindow from = new ImageWindow(identity.port(), source.mapping(), source.layout());
        ImageWindow to = new ImageWindow(identity.port(), target.mapping(), target.layout());
        if (isRgb(source.layout())) {
            turnRgb(from, source.layout(), to, target.layout(), rotation);
        } else {
            turnYuv(from, source.layout(), to, target.layout(), rotation);
        }
    }

    private static boolean isRgb(ImageLayout layout) {
        return RgbBytes.of(layout.format()).isPresent();
    }

    private static void turnRgb(
            ImageWindow from, ImageLayout read, ImageWindow to, ImageLayout written, Rotation rotation) {
        Dma.writeRgb(Turning.turn(Dma.readRgb(from, read), read.width(), read.height(), rotation), to, written);
    }

    /** With the same chroma layout on both sides planes are turned as they are; into RGB each pixel is converted first. */
    private static void turnYuv(
            ImageWindow from, ImageLayout read, ImageWindow to, ImageLayout written, Rotation rotation) {
        Picture picture = Dma.read(from, read);
        if (isRgb(written)) {
            int[] pixels = Dma.toRgb(picture);
            Dma.writeRgb(Turning.turn(pixels, read.width(), read.height(), rotation), to, written);
        } else {
            Dma.write(Turning.turn(picture, rotation), to, written.format());
        }
    }

    private void check(ImageLayout read, ImageLayout written, Rotation rotation) {
        Dma.check(name(), read, FORMATS);
        Dma.check(name(), written, FORMATS);
        int width = rotation.swapsExtents() ? read.height() : read.width();
        int height = rotation.swapsExtents() ? read.width() : read.height();
        if (written.width() != width || written.height() != height) {
            throw new IllegalArgumentException(
                    "a turned picture has the turned size: device=" + name() + " source=" + read + " target=" + written
                            + " rotation=" + rotation.degrees() + "; allocate " + width + "x" + height);
        }
    }
}
