package org.entrepot.device.v4l2.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.entrepot.api.Allocator;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.FrameRate;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffers;

/**
 * A memory-to-memory device of the kernel that makes a coded stream of pixels ({@code
 * Documentation/userspace-api/media/v4l/dev-encoder.rst}). Its files are the stream as the driver gives it, without a container.
 */
final class Coder implements VideoImporter, EncodeDevice {
    private static final Map<String, String> EXTENSIONS = Map.of("HEVC", "h265", "MJPG", "mjpeg", "JPEG", "mjpeg");

    private final VideoIdentity identity;
    private final List<PixelFormat> formats;
    private final String code;
    private final Allocator allocator;
    private final DeviceImports imports;
    private final OneStream<CoderStream> stream;

    /**
     * Plugs a coder in.
     *
     * @param formats that it reads, the preferred first
     * @param code of what it writes
     * @param allocator that gives the buffers of what it writes
     * @param buffers that map for it
     */
    Coder(
            VideoIdentity identity,
            List<PixelFormat> formats,
            String code,
            Allocator allocator,
            ImportedBuffers buffers) {
        this.identity = identity;
        this.formats = formats;
        this.code = code;
        this.allocator = allocator;
        this.stream = new OneStream<>(identity);
        this.imports = buffers.open(identity.name(), buffer -> stream.tell(coding -> coding.letGo(buffer)));
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

    @Override
    public String fileExtension() {
        return EXTENSIONS.getOrDefault(code, code.strip().toLowerCase(Locale.ROOT));
    }

    @Override
    public EncodeStream open(Path file, int width, int height, FrameRate rate) {
        if (Files.isDirectory(file)) {
            throw new EntrepotException(
                    Reason.IO, "a video is a file: device=" + name() + " file=" + file + "; choose another name");
        }
        return stream.open(video -> new CoderStream(
                new CoderStream.Device(identity, video, imports, code), allocator, file, stream::closed));
    }

    @Override
    public void leave() {
        stream.leave(CoderStream::leave);
        imports.close();
    }
}
