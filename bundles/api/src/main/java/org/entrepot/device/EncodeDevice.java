package org.entrepot.device;

import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that reads frames from memory and writes a video file. */
@ConsumerType
public interface EncodeDevice {
    /** The device's name, the same as the importer's. */
    String name();

    /** The formats it reads, the preferred first. */
    List<PixelFormat> formats();

    /** The ending of the files it writes, without a dot, such as {@code avi}. */
    String fileExtension();

    /**
     * Starts the device.
     *
     * @param file to write; must not exist as something else than a file
     * @param width pixels of a row
     * @param height rows
     * @param rate at which a player shows the frames
     * @return the running stream, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#IO} or {@link
     *     org.entrepot.api.Reason#ACCESS_DENIED} if the file cannot be written, with {@link org.entrepot.api.Reason#BUSY} if the
     *     device is streaming already
     */
    EncodeStream open(Path file, int width, int height, FrameRate rate);

    /** A running encoder. For use by one thread. */
    @ConsumerType
    interface EncodeStream extends AutoCloseable {
        /**
         * Encodes the next frame.
         *
         * @param source addresses that the device may read
         * @param layout of the memory behind them; of the stream's size
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#DEVICE_FAULT} if the device touched an
         *     address that is not mapped for reading, with {@link org.entrepot.api.Reason#IO} if the file cannot be written
         */
        void encode(DeviceMapping source, ImageLayout layout);

        /** Completes the file and stops the device. Idempotent; a file without frames is removed. */
        @Override
        void close();
    }
}
