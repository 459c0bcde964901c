package org.entrepot.linux;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.Mode;
import org.osgi.annotation.versioning.ProviderType;

/** A connector that this process drives. For use by one thread at a time; failures as of {@link DisplayCard}. */
@ProviderType
public interface ScanOut extends AutoCloseable {
    /** Which connector, as it was when it was taken. */
    Connector connector();

    /** How it shows. */
    Mode mode();

    /**
     * Whether a picture could be shown; nothing changes. Only an {@linkplain DisplayCard.Identity#atomic() atomic} driver can tell: of
     * any other the answer is that sizes agree.
     */
    boolean takes(Framebuffer picture);

    /**
     * Begins to show a picture instead of the last, from the next refresh on. Until {@link #await} says that it is shown the last one is
     * still read. The first picture sets the mode and takes as long as the display takes for that.
     *
     * @param picture of the same card, kept open until another is shown or this is closed: the display goes dark where it is closed earlier
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the last picture is not shown yet, with
     *     {@link org.entrepot.api.Reason#REFUSED} if the driver does not take the picture
     */
    void show(Framebuffer picture);

    /**
     * As {@link #show(Framebuffer)}, for a picture on which a driver of the kernel still works. What drivers say of themselves in the
     * DMA-BUF is waited for in any case.
     *
     * @param ready a sync file of the kernel that is signalled when the picture is complete; its descriptor stays the caller's
     * @return a sync file that is signalled when the picture is shown, which is the caller's; nothing if the driver has none
     * @throws org.entrepot.api.EntrepotException also with {@link org.entrepot.api.Reason#UNSUPPORTED} if the driver waits for none
     */
    OptionalInt show(Framebuffer picture, OptionalInt ready);

    /**
     * Waits until the picture that was shown last is on the display, and the one before is read no longer.
     *
     * @param longest time to wait, at most
     * @return when that was; nothing if it is not so far
     */
    Optional<Flip> await(Duration longest);

    /**
     * A checksum that the driver takes of what it sends to the display, after a refresh or two; nothing if it takes none, or this user may
     * not read it ({@code /sys/kernel/debug/dri}). How it is computed is the driver's own: equal pictures have equal ones, and that is all
     * that is known.
     *
     * @param longest time to wait, at most
     */
    OptionalLong checksum(Duration longest);

    /** Gives the connector back: what it showed before is shown again, or it goes dark. Closing twice counts once. */
    @Override
    void close();

    /**
     * A picture came to be shown.
     *
     * @param sequence number of the refresh, as the driver counts; it wraps around at 32 bits
     * @param timestampNanos when that was, on the clock of {@link System#nanoTime()}
     */
    record Flip(long sequence, long timestampNanos) {}
}
