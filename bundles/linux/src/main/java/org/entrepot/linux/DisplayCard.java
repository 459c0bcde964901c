package org.entrepot.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Range;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A display card of the kernel that is open. What it shows are DMA-BUFs of others, imported by PRIME, or memory of its own.
 *
 * <p>Safe for use by several threads. Each method may throw {@link org.entrepot.api.EntrepotException} with {@link
 * org.entrepot.api.Reason#GONE} when the card was unplugged, and {@link IllegalStateException} when it is closed.
 */
@ProviderType
public interface DisplayCard extends AutoCloseable {
    /** Its node. */
    Path node();

    /** Who it is. Never changes. */
    Identity identity();

    /**
     * Its connectors, whether or not a display is connected: looked up anew by each call, which may take as long as a display
     * takes to tell its modes. Connectors for writing to memory are left out.
     */
    List<Connector> connectors();

    /**
     * Whether the driver imports a DMA-BUF ({@code DRM_IOCTL_PRIME_FD_TO_HANDLE}); it lets go of it again. Drivers that show only one
     * contiguous run refuse scattered memory here, and some import nothing at all.
     *
     * @param descriptor of the DMA-BUF, the caller's
     */
    boolean imports(int descriptor);

    /**
     * Imports a DMA-BUF as a picture that can be shown ({@code DRM_IOCTL_MODE_ADDFB2}). The card keeps the memory until the picture is
     * closed. The same DMA-BUF may be imported again while it is.
     *
     * @param descriptor of the DMA-BUF, the caller's
     * @param layout where its planes are
     * @return the picture, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#REFUSED} if the driver cannot use the memory, or does
     *     not take its format, modifier, size or strides
     */
    Framebuffer framebuffer(int descriptor, ImageLayout layout);

    /**
     * Makes memory of the card's own, which it can show and the CPU can map ({@code DRM_IOCTL_MODE_CREATE_DUMB}).
     *
     * @param name for people; the first 31 bytes count
     * @param size of the picture that it is to hold
     * @return the memory as a DMA-BUF, which the caller closes, and its stride. Not every driver makes it zero
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no room, with
     *     {@link org.entrepot.api.Reason#UNSUPPORTED} if the card has none
     */
    Dumb dumb(String name, DumbSize size);

    /**
     * The card's own memory as a heap: plain bytes, which it can show, and which are made zero here where the driver may not do it.
     *
     * @return the heap, which gives memory as long as the card is open; to close it does nothing
     */
    KernelHeap heap();

    /**
     * Takes a connector to show pictures on it: nothing changes before the first is shown. The card becomes this process's while it
     * drives a connector (DRM master).
     *
     * @param connector the kernel's number
     * @param mode one of its modes
     * @return the connector, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if another program drives the card, or
     *     the connector is driven already, with {@link org.entrepot.api.Reason#ACCESS_DENIED} if this user may not drive it, with {@link
     *     org.entrepot.api.Reason#GONE} if there is no such connector any more, or no display on it has the mode
     */
    ScanOut drive(int connector, Mode mode);

    /** Closes the card: whatever it shows for this process ends, and it lets go of all memory. Closing twice counts once. */
    @Override
    void close();

    /**
     * Who a card is.
     *
     * @param driver of the kernel
     * @param words one line for people
     * @param atomic whether changes are made whole or not at all, and tried without being made; older drivers change step by step
     * @param dumb whether it makes memory of its own
     * @param modifiers whether the driver is told how pixels lie in memory; other drivers take rows one after the other
     * @param width how wide a picture may be, in pixels
     * @param height how high a picture may be, in rows
     */
    record Identity(
            String driver, String words, boolean atomic, boolean dumb, boolean modifiers, Range width, Range height) {}

    /**
     * A socket for a display.
     *
     * @param id the kernel's number
     * @param name such as {@code HDMI-A-1}, unique on the card
     * @param connected whether a display is there, as far as the driver can tell
     * @param modes of the display, the preferred first
     * @param formats that can be shown there, with their modifiers, of those that have a {@link org.entrepot.api.PixelFormat}
     */
    record Connector(int id, String name, boolean connected, List<Mode> modes, FormatModifiers formats) {
        /** Copies the modes. */
        public Connector {
            modes = List.copyOf(modes);
        }

        /** The first mode of such a size: of several the preferred, or else the driver's first. */
        public Optional<Mode> mode(int width, int height) {
            return modes.stream()
                    .filter(mode -> mode.width() == width && mode.height() == height)
                    .findFirst();
        }
    }

    /**
     * A way in which a display shows pictures. Of equal ones a connector has the first.
     *
     * @param name the kernel's
     * @param width visible pixels of a row
     * @param height visible rows
     * @param refresh how often a second, rounded
     */
    record Mode(String name, int width, int height, int refresh) {
        @Override
        public String toString() {
            return width + "x" + height + "@" + refresh;
        }
    }

    /**
     * How large memory of a card's own is to be.
     *
     * @param width pixels of a row, positive
     * @param height rows, positive
     * @param bitsPerPixel 8, 16, 24 or 32
     */
    record DumbSize(int width, int height, int bitsPerPixel) {
        /** Checks that there is something. */
        public DumbSize {
            if (width <= 0 || height <= 0 || bitsPerPixel <= 0) {
                throw new IllegalArgumentException(
                        "memory has a size: width=" + width + " height=" + height + " bitsPerPixel=" + bitsPerPixel);
            }
        }
    }

    /**
     * Memory of a card's own.
     *
     * @param memory the caller's
     * @param stride that the driver wants, in bytes
     */
    record Dumb(DmaBufFile memory, int stride) {}
}
