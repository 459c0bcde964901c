package org.entrepot.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A video device of the kernel that is open. Its buffers are DMA-BUFs of others ({@code V4L2_MEMORY_DMABUF}), one for each picture: where
 * a device knows the multi-planar calls only, those are used, with all planes in one buffer.
 *
 * <p>For use by one thread at a time. Each method may throw {@link org.entrepot.api.EntrepotException} with {@link
 * org.entrepot.api.Reason#GONE} when the device was unplugged, with {@link org.entrepot.api.Reason#BUSY} when another program
 * has it, and {@link IllegalStateException} when it is closed.
 */
@ProviderType
public interface VideoDevice extends AutoCloseable {
    /** Its node. */
    Path node();

    /** Who it is. Never changes. */
    Identity identity();

    /** The formats of a queue as four-character codes of V4L2, in the driver's order; those that the kernel only emulates are left out. */
    List<String> formats(Queue queue);

    /** The formats of a queue that are no pixels but a coded stream ({@code V4L2_FMT_FLAG_COMPRESSED}), as of {@link #formats}. */
    List<String> coded(Queue queue);

    /** The format that a queue has now. */
    Format format(Queue queue);

    /**
     * What the driver would make of a wish ({@code VIDIOC_TRY_FMT}); nothing changes.
     *
     * @param wanted stride and bytes 0 for the driver's own choice
     */
    Format tried(Queue queue, Format wanted);

    /**
     * Sets the format of a queue that has no buffers ({@code VIDIOC_S_FMT}).
     *
     * @param wanted as of {@link #tried}
     * @return what the driver made of it
     */
    Format set(Queue queue, Format wanted);

    /**
     * The time from one picture to the next, which the format may change ({@code VIDIOC_G_PARM}); nothing changes.
     *
     * @return 0 if the driver does not say
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if the driver's pace is its own
     */
    Duration pace(Queue queue);

    /**
     * Sets the time from one picture to the next ({@code VIDIOC_S_PARM}).
     *
     * @param wanted whole microseconds, less than half an hour; 0 for the driver's own choice, which some take for the shortest they have
     * @return what the driver made of it; 0 if it does not say
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#UNSUPPORTED} if the driver's pace is its own
     */
    Duration pace(Queue queue, Duration wanted);

    /** What a control says ({@code VIDIOC_G_CTRL}); nothing if the driver has none such. */
    OptionalInt control(Control control);

    /**
     * Sets a control ({@code VIDIOC_S_CTRL}).
     *
     * @return whether the driver has it and takes the value
     */
    boolean set(Control control, int value);

    /**
     * Gives a queue places for buffers, or takes them away ({@code VIDIOC_REQBUFS}): the device lets go of all memory it had before.
     *
     * @param buffers not negative; 0 to end
     * @return how many the driver made of it: more where it cannot work with fewer
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#REFUSED} if the driver imports no DMA-BUFs
     */
    int request(Queue queue, int buffers);

    /**
     * Hands a buffer to the device, which has it until it is dequeued or the queue is stopped ({@code VIDIOC_QBUF}). The device keeps a
     * reference to the memory until another is queued in the same place or the places are taken away.
     *
     * @param index of the place
     * @param descriptor of the DMA-BUF
     * @param bytes of it: no fewer than the queue's format has ({@code EINVAL})
     * @param used how many bytes of it are a picture for {@link Queue#OUTPUT}, no more than it has; 0 for {@link Queue#CAPTURE}
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#REFUSED} if the driver cannot use such memory, such
     *     as scattered memory for a device that takes one run ({@code EFAULT})
     */
    void queue(Queue queue, int index, int descriptor, long bytes, long used);

    /**
     * Queues as {@link #queue} does, unless the driver cannot use such memory.
     *
     * @return false if it cannot ({@code EFAULT}), and nothing was queued
     */
    boolean tryQueue(Queue queue, int index, int descriptor, long bytes, long used);

    /**
     * Takes a buffer back with which the device is done ({@code VIDIOC_DQBUF}).
     *
     * @param longest time to wait, at most; whole milliseconds
     * @return nothing if none was done in that time
     */
    Optional<Done> dequeue(Queue queue, Duration longest);

    /**
     * Tells a coder that no picture follows ({@code VIDIOC_ENCODER_CMD}): it codes what it has, and marks the {@linkplain
     * Done#last() last} that comes. Both queues are at work.
     *
     * @return false if the driver has no such command, and marks nothing
     */
    boolean finish();

    /** Starts a queue ({@code VIDIOC_STREAMON}). */
    void start(Queue queue);

    /** Stops a queue: buffers that the device has are the caller's again ({@code VIDIOC_STREAMOFF}). Stopping twice counts once. */
    void stop(Queue queue);

    /** Closes the device, which stops it and lets go of all memory. Closing twice counts once. */
    @Override
    void close();

    /** Which way pictures go. */
    enum Queue {
        /** The device writes them. */
        CAPTURE,
        /** The device reads them. */
        OUTPUT
    }

    /** What can be asked of a driver, or set ({@code include/uapi/linux/v4l2-controls.h}). */
    enum Control {
        /** Clockwise degrees. */
        ROTATION,
        /** Left and right exchanged, 0 or 1. */
        HORIZONTAL_FLIP,
        /** Top and bottom exchanged, 0 or 1. */
        VERTICAL_FLIP,
        /** How many buffers {@link Queue#CAPTURE} needs to run; not to be set. */
        LEAST_CAPTURE_BUFFERS
    }

    /**
     * Who a device is.
     *
     * @param driver of the kernel
     * @param card one line for people
     * @param bus where it sits, in the driver's words
     * @param queues that it has; a memory-to-memory device has both; none for a device of another purpose, such as metadata
     */
    record Identity(String driver, String card, String bus, Set<Queue> queues) {
        /** Copies the queues. */
        public Identity {
            queues = Set.copyOf(queues);
        }
    }

    /**
     * How pictures lie in a buffer.
     *
     * @param code of four characters, V4L2's
     * @param width pixels of a row
     * @param height rows
     * @param stride bytes from one row of the first plane to the next
     * @param bytes of a buffer; of all of them where the format has its planes in several, which nobody here sets
     * @param halves whether a buffer has half of a picture's rows, or one half behind the other ({@code enum v4l2_field})
     */
    record Format(String code, int width, int height, int stride, long bytes, boolean halves) {
        /** One whose rows all are in a buffer, in their order. */
        public Format(String code, int width, int height, int stride, long bytes) {
            this(code, width, height, stride, bytes, false);
        }
    }

    /**
     * A buffer with which the device is done.
     *
     * @param index of its place
     * @param bytes that are in it
     * @param sequence number of the picture since the queue was started; a gap means that some were lost
     * @param timestampNanos when it was captured, on the clock of {@link System#nanoTime()}; when it was taken back where the
     *     driver has another
     * @param whole whether its contents are, from the first byte of the buffer on; not after an error of transmission
     * @param last whether none follows, as after {@link #finish}; it may be empty then
     */
    record Done(int index, long bytes, long sequence, long timestampNanos, boolean whole, boolean last) {}
}
