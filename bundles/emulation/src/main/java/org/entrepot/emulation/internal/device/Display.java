package org.entrepot.emulation.internal.device;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice;
import org.entrepot.emulation.internal.machine.EmulatedBus;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;
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

    private static final List<PixelFormat> FORMATS = List.of(PixelFormat.XRGB8888);

    private final Identity identity;
    private final StreamSlot<Output> slot;

    /**
     * Plugs the display in.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public Display(DeviceConfig config, @Reference EmulatedBus bus) {
        String reason = Files.exists(Path.of("/dev/dri/card0"))
                ? "/dev/dri/card0 is here, and this release does not use it yet"
                : "no /dev/dri/card0 here";
        this.identity = Identity.of(config, bus, "display: pictures of what is shown", reason, PixelFormat.XRGB8888);
        this.slot = new StreamSlot<>(identity);
    }

    @Deactivate
    void deactivate() {
        Output open = slot.leave();
        if (open != null) {
            open.close();
        }
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
        public long scanOut(DeviceMapping source, ImageLayout layout) {
            return slot.during(this, () -> {
                if (layout.format() != PixelFormat.XRGB8888) {
                    throw new IllegalArgumentException("a display scans out its formats: device=" + name() + " layout="
                            + layout + " formats=" + FORMATS + "; convert the frame");
                }
                return show(new ImageWindow(identity.port(), source, layout), layout);
            });
        }

        private long show(ImageWindow window, ImageLayout layout) {
            BufferedImage shown = screenOf(layout);
            CRC32C checksum = new CRC32C();
            byte[] row = new byte[window.rowBytes(0)];
            int[] pixels = new int[layout.width()];
            for (int y = 0; y < layout.height(); y++) {
                window.readRow(0, y, row, 0);
                for (int x = 0; x < pixels.length; x++) {
                    row[4 * x + 3] = 0;
                    pixels[x] = (row[4 * x + 2] & 0xff) << 16 | (row[4 * x + 1] & 0xff) << 8 | (row[4 * x] & 0xff);
                }
                checksum.update(row, 0, row.length);
                shown.setRGB(0, y, pixels.length, 1, pixels, 0, pixels.length);
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
            slot.end(this);
        }
    }
}
