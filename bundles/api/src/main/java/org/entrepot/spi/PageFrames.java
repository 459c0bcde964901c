package org.entrepot.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The page frames of an emulated machine, as far as exporters may use them. An exporter decides which frames a buffer has; its
 * bytes are a memory file of its own. {@link #place} brings both together, and from then on devices reach the bytes at the
 * frames' addresses. All methods are safe for use by several threads.
 *
 * <p>There are two kinds of frames: those of the page allocator, taken block by block with {@link #take} as
 * {@code alloc_pages} does, and ranges that were kept out of it at boot, claimed with {@link #claim} as a
 * {@code reserved-memory} node is.
 */
@ProviderType
public interface PageFrames {
    /** The shift from a byte address to a frame number. */
    int PAGE_SHIFT = 12;

    /** Bytes of a page frame. */
    long PAGE_SIZE = 1L << PAGE_SHIFT;

    /** The largest order of a block: 2^10 frames, 4 MiB. */
    int MAX_ORDER = 10;

    /** The physical addresses of the page allocator's frames. */
    PageRun memory();

    /**
     * Takes a free block of the page allocator.
     *
     * @param order 0 to {@link #MAX_ORDER}: the block has 2^order frames and starts at a multiple of as many
     * @return the number of its first frame, or nothing if no block of the order is free
     */
    OptionalLong take(int order);

    /**
     * Gives a block back that {@link #take} gave.
     *
     * @throws IllegalStateException if the block is not taken, or still placed
     */
    void give(long frame, int order);

    /** How many frames of the page allocator are free. */
    long free();

    /**
     * What the page allocator's frames of a range are used for.
     *
     * @param range any; only what is in {@link #memory} counts
     */
    FrameUse use(PageRun range);

    /**
     * Registers somebody who keeps frames for speed alone. When not a single frame is free the page allocator has some given back
     * before it refuses; a block of a higher order it refuses at once, as the kernel does to callers that can take smaller ones
     * ({@code __GFP_NORETRY}).
     *
     * @param shrinker asked by whichever thread takes a frame, under whatever locks that thread holds
     * @return closed to unregister
     */
    Registration register(Shrinker shrinker);

    /** The order of the largest free block of the page allocator, or -1 if none is free. */
    int largestFreeOrder();

    /**
     * Claims a range outside the page allocator. A claim says who places memory there; memory that was placed under an
     * earlier claim of the same range stays in place until it is displaced.
     *
     * @param owner for people, in error messages
     * @param range frames, none of them the page allocator's
     * @return the claim, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the range overlaps another
     *     claim or the page allocator (the message names it)
     */
    Claim claim(String owner, PageRun range);

    /**
     * Lets devices reach bytes at page frames. All of it happens or nothing.
     *
     * @param runs frames that the caller took or claimed, in the order of the bytes
     * @param bytes exactly as many as the runs have; kept until displaced
     * @return the placement, which the caller closes before it gives the frames back or closes the bytes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if bytes are placed at one of the
     *     frames already; the message names the first such frame
     */
    Placement place(List<PageRun> runs, ByteBuffer bytes);

    /**
     * Where bytes are placed, whoever placed them. An exporter that comes back learns from it where memory of its earlier life
     * still is.
     *
     * @param range frames to look at
     * @return runs within the range, in order, not touching one another
     */
    List<PageRun> placed(PageRun range);

    /**
     * How many frames are used for what.
     *
     * @param free may be taken
     * @param taken by exporters
     * @param others hold them for good
     */
    record FrameUse(long free, long taken, long others) {}

    /** Keeps frames that it can do without ({@code struct shrinker}). */
    @ConsumerType
    interface Shrinker {
        /**
         * Gives some frames back. It takes no frames meanwhile and calls nobody who does.
         *
         * @return whether it gave any
         */
        boolean shrink();
    }

    /** That somebody is registered. */
    @ProviderType
    interface Registration extends AutoCloseable {
        /** Unregisters; a call in flight may still end afterwards. Closing twice counts once. */
        @Override
        void close();
    }

    /** A range that somebody claimed. */
    @ProviderType
    interface Claim extends AutoCloseable {
        /** The frames. */
        PageRun range();

        /**
         * Exchanges the range for another, which may overlap it. Nobody else can claim anything of either in between. What is
         * placed in the old range stays.
         *
         * @param other frames, none of them the page allocator's
         * @throws IllegalStateException if the claim is closed
         * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if the other range overlaps
         *     somebody else's claim or the page allocator (the message names it); the claim keeps its range
         */
        void moveTo(PageRun other);

        /** Gives the range up. What is placed in it stays. Closing twice counts once. */
        @Override
        void close();
    }

    /** Bytes that devices reach at page frames. */
    @ProviderType
    interface Placement extends AutoCloseable {
        /** Displaces the bytes: when it returns no device reaches them. Closing twice counts once. */
        @Override
        void close();
    }
}
