package org.entrepot.pipeline.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.DisplayDevice;

/** A display on whose cable somebody listens: what its driver says that it sends out, frame by frame. */
final class TappedDisplay implements DisplayDevice {
    private final DisplayDevice display;
    private final LongSupplier tap;
    private final List<Long> heard = new ArrayList<>();

    TappedDisplay(DisplayDevice display, LongSupplier tap) {
        this.display = display;
        this.tap = tap;
    }

    /** A checksum for each frame. */
    synchronized List<Long> heard() {
        return List.copyOf(heard);
    }

    private synchronized void hear() {
        heard.add(tap.getAsLong());
    }

    @Override
    public String name() {
        return display.name();
    }

    @Override
    public List<PixelFormat> formats() {
        return display.formats();
    }

    @Override
    public DisplayOutput open(Optional<Path> screenshots) {
        DisplayOutput output = display.open(screenshots);
        return new DisplayOutput() {
            @Override
            public OptionalLong scanOut(DeviceMapping source, ImageLayout layout) {
                OptionalLong told = output.scanOut(source, layout);
                hear();
                return told;
            }

            @Override
            public Optional<Path> screenshot(String name) {
                return output.screenshot(name);
            }

            @Override
            public void close() {
                output.close();
            }
        };
    }
}
