package org.entrepot.device.drm.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.DisplayDevice;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.jspecify.annotations.Nullable;

/** A display of the kernel: it shows frames by page flips, out of the memory that they are in. */
final class KmsDisplay implements Importer, DisplayDevice {
    private final Screen screen;
    private final Pictures pictures;
    private final FlipFences flips;
    private final DeviceImports imports;
    private @Nullable KmsOutput current;
    private boolean gone;

    /**
     * Plugs a display in.
     *
     * @param buffers that map for it
     * @param flips shows that it reads a frame
     */
    KmsDisplay(Screen screen, ImportedBuffers buffers, FlipFences flips) {
        this.screen = screen;
        this.flips = flips;
        this.pictures = new Pictures(screen.card());
        this.imports = buffers.open(screen.name(), pictures::letGo);
    }

    /** What it is. */
    Screen screen() {
        return screen;
    }

    @Override
    public DeviceDescription description() {
        return screen.description();
    }

    @Override
    public Constraints constraints() {
        return screen.needs().constraints();
    }

    @Override
    public List<AlternativeGroup> alternatives() {
        return screen.needs().alternatives();
    }

    @Override
    public List<MappingType> mappingTypes() {
        return List.of(screen.mappingType());
    }

    @Override
    public long faults() {
        return imports.faults();
    }

    @Override
    public String name() {
        return screen.name();
    }

    @Override
    public List<PixelFormat> formats() {
        return screen.formats();
    }

    /** A card takes no pictures of what it shows: the folder stays empty. */
    @Override
    public synchronized DisplayOutput open(Optional<Path> screenshots) {
        if (gone) {
            throw screen.gone();
        }
        if (current != null) {
            throw screen.busy();
        }
        KmsOutput opened = new KmsOutput(screen, imports, pictures, flips, this::closed);
        current = opened;
        return opened;
    }

    private synchronized void closed() {
        current = null;
    }

    /** The display is gone: what is open of it is closed, and every call says so. Called once it is no service any more. */
    void leave() {
        KmsOutput showing;
        synchronized (this) {
            gone = true;
            showing = current;
        }
        // Its name is free, and all memory let go of, also where the card cannot show again what it showed before.
        try (imports) {
            end(showing);
        }
    }

    private void end(@Nullable KmsOutput showing) {
        try {
            if (showing != null) {
                showing.leave();
            }
        } finally {
            pictures.clear();
        }
    }
}
