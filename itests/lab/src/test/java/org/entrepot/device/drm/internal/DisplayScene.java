package org.entrepot.device.drm.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.device.DisplayDevice;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.spi.Exporter;

/** The bundle of displays with a card of the guest, and an engine into which its services come. */
final class DisplayScene implements AutoCloseable {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    static final Duration LONG = Duration.ofSeconds(30);

    private final GuestEngine engine = new GuestEngine();
    private final Path node;
    private final GuestDisplays devices;

    /** Starts the bundle for one card. */
    DisplayScene(Path node) {
        this.node = node;
        DriverMapper mapper = GuestLinux.mapper();
        engine.arrive(mapper);
        this.devices = new GuestDisplays(engine, mapper, node);
    }

    GuestEngine engine() {
        return engine;
    }

    Path node() {
        return node;
    }

    /** What the bundle has registered of a type. */
    <S> List<S> services(Class<S> type) {
        return engine.here(type);
    }

    /** The one display. */
    KmsDisplay display() {
        return (KmsDisplay) services(DisplayDevice.class).get(0);
    }

    /** The heap of the card's own memory. */
    Exporter heap() {
        return services(Exporter.class).get(0);
    }

    /** What an application asks that draws a frame by the CPU. */
    AllocationRequest frame(String name) {
        return AllocationRequest.image(WIDTH, HEIGHT, PixelFormat.XRGB8888)
                .devices(display().name())
                .cpuUse(CpuUse.READ_WRITE)
                .name(name)
                .build();
    }

    /** Draws a frame: another colour in each row, so that a shifted picture is another one. */
    static void draw(DmaBuf buffer, int colour) {
        ImageLayout layout = (ImageLayout) buffer.layout();
        int stride = layout.planes().get(0).stride();
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            ByteBuffer view = access.view();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    view.putInt(y * stride + 4 * x, colour(colour, y));
                }
            }
        }
    }

    /** The colour of a row. */
    static int colour(int colour, int row) {
        return colour + row * 0x0101;
    }

    @Override
    public void close() {
        devices.close();
        engine.close();
    }
}
