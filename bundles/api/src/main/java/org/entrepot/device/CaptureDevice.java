package org.entrepot.device;

import java.util.List;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that writes frames to memory: a camera. */
@ConsumerType
public interface CaptureDevice {
    /** The device's name, the same as the importer's. */
    String name();

    /**
     * Starts the device.
     *
     * @param settings what to capture
     * @return the running stream, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#IO} if the source is missing, unreadable
     *     or not what it should be, with {@link org.entrepot.api.Reason#BUSY} if the device is streaming already
     */
    CaptureStream open(CaptureSettings settings);

    /** A running capture. For use by one thread. */
    @ConsumerType
    interface CaptureStream extends AutoCloseable {
        /** Visible pixels of a row. */
        int width();

        /** Visible rows. */
        int height();

        /** The formats in which the device can write this source, the preferred first. */
        List<PixelFormat> formats();

        /** The rate of the source. */
        FrameRate rate();

        /** What is captured, for people: the file's name or the pattern's. */
        String source();

        /**
         * How many targets the device wants to have ahead of the one that is being captured into, so that no frame is lost between
         * two captures: one that has a queue fills the next while the last is looked at. 0 if it wants none, and {@link #prepare} does
         * nothing.
         */
        default int ahead() {
            return 0;
        }

        /**
         * Hands a target over before it is captured into: the device may begin to write to it. It stays mapped until {@link #capture} was
         * called with it; who unmaps it sooner takes it back, at the price of frames. Targets are captured into in the order in
         * which they were prepared. Preparing twice counts once.
         *
         * @param target as of {@link #capture}
         * @param layout as of {@link #capture}
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#REFUSED} if the device cannot use the target
         */
        default void prepare(DeviceMapping target, ImageLayout layout) {}

        /**
         * Captures the next frame.
         *
         * @param target addresses that the device may write
         * @param layout of the memory behind them; of the stream's size and one of its formats
         * @return which frame it was, and what it looks like
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#DEVICE_FAULT} if the device touched an
         *     address that is not mapped for writing, with {@link org.entrepot.api.Reason#IO} if the source fails, with {@link
         *     org.entrepot.api.Reason#TIMED_OUT} if no frame came in time, with {@link org.entrepot.api.Reason#GONE} if the
         *     device left, with {@link org.entrepot.api.Reason#REFUSED} if it cannot use the target
         */
        CapturedFrame capture(DeviceMapping target, ImageLayout layout);

        /** Lets the frame pass that is due now without writing it: nobody had a buffer for it. The sequence number advances. */
        void skip();

        /** Stops the device. Idempotent. */
        @Override
        void close();
    }
}
