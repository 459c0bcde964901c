package org.entrepot.emulation.internal.device;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice;
import org.entrepot.emulation.internal.device.WorkQueue.Use;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.fence.Fences;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** A display that scans frames out into its own screen, of which pictures can be taken. */
@Component(
        service = {Importer.class, DisplayDevice.class},
        configurationPid = Display.PID,
        property = {
            "entrepot.device=display0",
            "bus=emulated",
            "address.bits:Integer=40",
            "max.segments:Integer=16",
            "stride.alignment:Integer=64",
            "height.alignment:Integer=1"
        })
@Designate(ocd = DeviceConfig.class)
public final class Display implements EmulatedDevice, DisplayDevice {
    static final String PID = "org.entrepot.emulation.display";

    private static final List<PixelFormat> FORMATS =
            List.of(PixelFormat.XRGB8888, PixelFormat.NV12, PixelFormat.I420, PixelFormat.RGB888, PixelFormat.BGR888);

    private final Identity identity;
    private final WorkQueue queue;
    private final FrontBuffer front = new FrontBuffer();
    private final StreamSlot<Output> slot;

    /**
     * Plugs the display in.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public Display(DeviceConfig config, @Reference EmulatedBus bus, @Reference ComponentServiceObjects<Fences> fences) {
        String reason = Files.exists(Path.of("/dev/dri/card0"))
                ? "for the emulated machine; dma:devices has those of /dev/dri/card0 beside it"
                : "no /dev/dri/card0 here";
        this.identity = Identity.of(
                config, bus, "display: pictures of what is shown", reason, FORMATS.toArray(PixelFormat[]::new));
        this.queue = new WorkQueue(identity, fences);
        this.slot = new StreamSlot<>(identity);
    }

    @Deactivate
    void deactivate() {
        queue.leave();
        Output open = slot.leave();
        if (open != null) {
            open.close();
        }
        queue.close();
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** It holds what it shows, and can do without: what was scanned out is on the screen. */
    @Override
    public ImporterKind kind() {
        return ImporterKind.REVOCABLE;
    }

    @Override
    public void revoke(long buffer) {
        front.revoke(buffer);
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
    public DisplayOutput open(Optional<Path> screenshots) {
        screenshots.ifPresent(this::checkWritable);
        return slot.open(() -> new Output(screenshots));
    }

    private void checkWritable(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new EntrepotException(
                    Reason.ACCESS_DENIED,
                    "a folder for pictures exists and may be written: device=" + name() + " folder=" + folder
                            + "; make it, or choose another");
        }
    }

    private final class Output implements DisplayOutput {
        private final Optional<Path> folder;
        private @Nullable BufferedImage screen;

        Output(Optional<Path> folder) {
            this.folder = folder;
        }

        @Override
        public OptionalLong scanOut(DeviceMapping source, ImageLayout layout) {
            return slot.during(this, () -> {
                Dma.check(name(), layout, FORMATS);
                return OptionalLong.of(front.flip(source, () -> scan(source, layout)));
            });
        }

        private long scan(DeviceMapping source, ImageLayout layout) {
            return queue.run(
                    List.of(Use.reads(source)), () -> show(new ImageWindow(identity.port(), source, layout), layout));
        }

        /** Converts what is not RGB on the way, as an overlay does. */
        private long show(ImageWindow window, ImageLayout layout) {
            int width = layout.width();
            int[] pixels = Dma.readRgb(window, layout);
            screenOf(layout).setRGB(0, 0, width, layout.height(), pixels, 0, width);
            CRC32C checksum = new CRC32C();
            byte[] row = new byte[4 * width];
            for (int y = 0; y < layout.height(); y++) {
                for (int x = 0; x < width; x++) {
                    int pixel = pixels[y * width + x];
                    row[4 * x] = (byte) pixel;
                    row[4 * x + 1] = (byte) (pixel >> 8);
                    row[4 * x + 2] = (byte) (pixel >> 16);
                }
                checksum.update(row, 0, row.length);
            }
            return checksum.getValue();
        }

        private BufferedImage screenOf(ImageLayout layout) {
            BufferedImage known = screen;
            if (known == null || known.getWidth() != layout.width() || known.getHeight() != layout.height()) {
                known = new BufferedImage(layout.width(), layout.height(), BufferedImage.TYPE_INT_RGB);
                screen = known;
            }
            return known;
        }

        @Override
        public Optional<Path> screenshot(String name) {
            return slot.during(this, () -> {
                BufferedImage shown = screen;
                return shown == null ? Optional.empty() : folder.map(to -> save(shown, to, name + ".png"));
            });
        }

        private Path save(BufferedImage shown, Path to, String file) {
            return WholeFile.write(to.resolve(file), partial -> {
                if (!ImageIO.write(shown, "png", partial.toFile())) {
                    throw new IOException("this JVM writes no PNG files");
                }
            });
        }

        @Override
        public void close() {
            if (slot.end(this)) {
                front.clear();
            }
        }
    }
}
