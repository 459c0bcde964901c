package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.DisplayDevice;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.VideoDevice;
import org.jspecify.annotations.Nullable;

/** A video device of the kernel that reads pictures from memory and puts them out ({@code Documentation/userspace-api/media/v4l/dev-output.rst}). */
final class Output implements VideoImporter, DisplayDevice {
    private final VideoIdentity identity;
    private final List<PixelFormat> formats;
    private final DeviceImports imports;
    private volatile @Nullable OutputStream current;
    private boolean gone;

    /**
     * Plugs an output in.
     *
     * @param formats that it reads, the preferred first
     * @param buffers that map for it
     */
    Output(VideoIdentity identity, List<PixelFormat> formats, ImportedBuffers buffers) {
        this.identity = identity;
        this.formats = formats;
        this.imports = buffers.open(identity.name(), this::letGo);
    }

    private void letGo(ImportedBuffer buffer) {
        OutputStream running = current;
        if (running != null) {
            running.letGo(buffer);
        }
    }

    @Override
    public VideoIdentity identity() {
        return identity;
    }

    @Override
    public DeviceImports imports() {
        return imports;
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public List<PixelFormat> formats() {
        return formats;
    }

    /** It takes no pictures of what it puts out: there are no screenshots. */
    @Override
    public synchronized DisplayOutput open(Optional<Path> screenshots) {
        if (gone) {
            throw identity.gone();
        }
        if (current != null) {
            throw identity.busy();
        }
        VideoDevice video = identity.open();
        OutputStream opened = new OutputStream(identity, imports, video, this::closed);
        current = opened;
        return opened;
    }

    private synchronized void closed() {
        current = null;
    }

    @Override
    public void leave() {
        OutputStream running;
        synchronized (this) {
            gone = true;
            running = current;
        }
        if (running != null) {
            running.leave();
        }
        imports.close();
    }
}
