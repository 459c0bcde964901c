package org.entrepot.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that reads frames from memory and shows them. */
@ConsumerType
public interface DisplayDevice {
    /** The device's name, the same as the importer's. */
    String name();

    /** The formats it scans out, the preferred first. */
    List<PixelFormat> formats();

    /**
     * Starts the device.
     *
     * @param screenshots folder for pictures of what is shown, which exists; empty for none
     * @return the running output, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#ACCESS_DENIED} if the folder cannot be
     *     written, with {@link org.entrepot.api.Reason#BUSY} if the device is in use
     */
    DisplayOutput open(Optional<Path> screenshots);

    /** A running display. For use by one thread. */
    @ConsumerType
    interface DisplayOutput extends AutoCloseable {
        /**
         * Scans a frame out, and goes on doing so until the next one is scanned out or the output is closed: a page flip. Whoever
         * mapped it unmaps it then. A display that is asked to let go of the buffer before ({@link
         * org.entrepot.spi.Importer#revoke}) unmaps it itself; one whose shown frame is unmapped goes dark. A device that does not tell
         * when it shows a frame before it has the next returns when it has taken the only one that it has over.
         *
         * @param source addresses that the device may read
         * @param layout of the memory behind them
         * @return CRC-32C over the visible pixels as they were scanned out, row by row without padding, each as the four bytes
         *     blue, green, red, 0; empty if the device cannot tell
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#DEVICE_FAULT} if the device touched an
         *     address that is not mapped for reading, with {@link org.entrepot.api.Reason#TIMED_OUT} if the frame did not come to be shown
         *     within the device's bound, with {@link org.entrepot.api.Reason#IO} if this one or the one before did not come out whole
         */
        OptionalLong scanOut(DeviceMapping source, ImageLayout layout);

        /**
         * Writes what was scanned out last to a picture in the screenshots folder, if there is one.
         *
         * @param name of the file, without ending
         * @return the file, or nothing if nothing was shown, no folder was given, or the device takes no pictures of what it shows
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#IO} if the file cannot be written
         */
        Optional<Path> screenshot(String name);

        /** Stops the device. Idempotent. */
        @Override
        void close();
    }
}
