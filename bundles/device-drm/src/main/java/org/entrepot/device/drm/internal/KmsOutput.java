package org.entrepot.device.drm.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.fence.Reservation;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.ScanOut;
import org.jspecify.annotations.Nullable;

/**
 * A display that is in use. The card is driven from the first frame on, in the mode of its size; a frame of another size has
 * another mode. What the card sends to the display only its driver knows, which tells nobody, but for a checksum of its own kind.
 */
final class KmsOutput implements DisplayOutput {
    private final Screen screen;
    private final DeviceImports imports;
    private final Pictures pictures;
    private final FlipFences flips;
    private final Runnable whenClosed;
    private @Nullable ScanOut scanOut;
    private boolean open = true;
    private boolean gone;

    KmsOutput(Screen screen, DeviceImports imports, Pictures pictures, FlipFences flips, Runnable whenClosed) {
        this.screen = screen;
        this.imports = imports;
        this.pictures = pictures;
        this.flips = flips;
        this.whenClosed = whenClosed;
    }

    @Override
    public synchronized OptionalLong scanOut(DeviceMapping source, ImageLayout layout) {
        check();
        screen.awaitWriters(source);
        ScanOut driven = driven(screen.mode(layout));
        Reservation reservation = source.reservation();
        OptionalInt shown = pictures.show(
                () -> imports.of(source, Direction.TO_DEVICE),
                layout,
                picture -> driven.show(picture, OptionalInt.empty()));
        flips.begun(shown, reservation);
        if (driven.await(screen.longest()).isEmpty()) {
            throw screen.late();
        }
        return OptionalLong.empty();
    }

    private void check() {
        if (gone) {
            throw screen.gone();
        }
        if (!open) {
            throw new IllegalStateException(
                    "an output that is closed shows nothing: device=" + screen.name() + "; open another");
        }
    }

    private ScanOut driven(Mode mode) {
        ScanOut now = scanOut;
        if (now != null && now.mode().equals(mode)) {
            return now;
        }
        giveBack();
        ScanOut next = screen.card().drive(screen.connector().id(), mode);
        scanOut = next;
        return next;
    }

    private void giveBack() {
        ScanOut last = scanOut;
        scanOut = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public synchronized Optional<Path> screenshot(String name) {
        check();
        return Optional.empty();
    }

    /** The display is gone. */
    synchronized void leave() {
        gone = true;
        giveBack();
    }

    /** What was shown before is shown again; only then the memory is let go of. */
    @Override
    public void close() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        try {
            letGo();
        } finally {
            whenClosed.run();
        }
    }

    private void letGo() {
        try {
            synchronized (this) {
                giveBack();
            }
        } finally {
            pictures.clear();
        }
    }
}
