package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.DisplayDevice;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffers;

/**
 * A video device of the kernel that reads pictures from memory and puts them out ({@code
 * Documentation/userspace-api/media/v4l/dev-output.rst}).
 */
final class Output implements VideoImporter, DisplayDevice {
    private final VideoIdentity identity;
    private final List<PixelFormat> formats;
    private final DeviceImports imports;
    private final OneStream<OutputStream> stream;

    /**
     * Plugs an output in.
     *
     * @param formats that it reads, the preferred first
     * @param buffers that map for it
     */
    Output(VideoIdentity identity, List<PixelFormat> formats, ImportedBuffers buffers) {
        this.identity = identity;
        this.formats = formats;
        this.stream = new OneStream<>(identity);
        this.imports = buffers.open(identity.name(), buffer -> stream.tell(running -> running.letGo(buffer)));
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
    public DisplayOutput open(Optional<Path> screenshots) {
        return stream.open(video -> new OutputStream(identity, imports, video, stream::closed));
    }

    @Override
    public void leave() {
        stream.leave(OutputStream::leave);
        imports.close();
    }
}
