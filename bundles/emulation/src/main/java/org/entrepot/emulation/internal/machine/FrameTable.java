package org.entrepot.emulation.internal.machine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes are at which page frame: two levels, the second made when first needed. Looking a frame up takes no lock and
 * allocates nothing.
 */
final class FrameTable {
    /** The machine has 40 address bits: 1 TiB. */
    static final int ADDRESS_BITS = 40;

    private static final int LEAF_SHIFT = 9;
    private static final int LEAF_SIZE = 1 << LEAF_SHIFT;
    private static final int ROOT_SIZE = 1 << (ADDRESS_BITS - PageFrames.PAGE_SHIFT - LEAF_SHIFT);

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Extent>> root =
            new AtomicReferenceArray<>(ROOT_SIZE);

    /**
     * Part of a placement.
     *
     * @param bytes that are placed
     * @param frame the first frame of the run
     * @param position of the run's first byte
     */
    private record Extent(PlacedBytes bytes, long frame, long position) {
        long positionOf(long address) {
            return position + (address - (frame << PageFrames.PAGE_SHIFT));
        }
    }

    /** Places bytes at frames, all or none. */
    PlacedBytes place(List<PageRun> runs, ByteBuffer bytes) {
        PlacedBytes placed = new PlacedBytes(this, List.copyOf(runs), bytes);
        long position = 0;
        for (PageRun run : placed.runs()) {
            long taken = firstTaken(run, new Extent(placed, run.frame(), position));
            if (taken < run.end()) {
                displace(placed);
                throw new EntrepotException(
                        Reason.BUSY,
                        "a page frame holds the bytes of one buffer: frame=0x" + Long.toHexString(taken)
                                + " is taken; skip past it");
            }
            position += run.bytes();
        }
        return placed;
    }

    /** Puts an extent at each frame of a run, up to the first that has another; the end of the run if none has. */
    private long firstTaken(PageRun run, Extent extent) {
        long frame = run.frame();
        while (frame < run.end()) {
            AtomicReferenceArray<@Nullable Extent> leaf = leaf(frame);
            long end = Math.min(run.end(), endOfLeaf(frame));
            while (frame < end && leaf.compareAndSet(slot(frame), null, extent)) {
                frame++;
            }
            if (frame < end) {
                return frame;
            }
        }
        return frame;
    }

    /** Takes bytes away from wherever they are. */
    void displace(PlacedBytes placed) {
        for (PageRun run : placed.runs()) {
            for (long frame = run.frame(); frame < run.end(); frame = endOfLeaf(frame)) {
                displace(placed, leaf(frame), frame, Math.min(run.end(), endOfLeaf(frame)));
            }
        }
    }

    /** In release order: a device that still finds the bytes is told by them that they are displaced. */
    private static void displace(PlacedBytes placed, AtomicReferenceArray<@Nullable Extent> leaf, long from, long end) {
        for (long frame = from; frame < end; frame++) {
            Extent there = leaf.get(slot(frame));
            if (there != null && there.bytes() == placed) {
                leaf.setRelease(slot(frame), null);
            }
        }
    }

    /** Whether bytes are placed at a frame. */
    boolean isPlaced(long frame) {
        return find(frame) != null;
    }

    /**
     * Where bytes are placed within a range: runs in order, not touching. Each frame is looked at once: what is placed meanwhile, or
     * leaves, is in the answer or is not.
     */
    List<PageRun> placed(PageRun range) {
        List<PageRun> runs = new ArrayList<>();
        long frame = nextFrame(range.frame(), range.end(), true);
        while (frame < range.end()) {
            long end = nextFrame(frame + 1, range.end(), false);
            runs.add(new PageRun(frame, end - frame));
            frame = nextFrame(end + 1, range.end(), true);
        }
        return runs;
    }

    /** The first frame from {@code from} that has bytes or has none, as wanted; {@code end} if there is none such. */
    private long nextFrame(long from, long end, boolean placed) {
        long frame = from;
        while (frame < end && isPlaced(frame) != placed) {
            frame = placed && leafOrNull(frame) == null ? endOfLeaf(frame) : frame + 1;
        }
        return Math.min(frame, end);
    }

    /** Copies bytes out of physical memory; false as soon as nothing is there. */
    boolean read(long physical, byte[] target, int offset, int length) {
        for (int done = 0; done < length; ) {
            long address = physical + done;
            Extent extent = find(address >>> PageFrames.PAGE_SHIFT);
            int part = partOfPage(address, length - done);
            if (extent == null || !extent.bytes().read(extent.positionOf(address), target, offset + done, part)) {
                return false;
            }
            done += part;
        }
        return true;
    }

    /** Copies bytes into physical memory; false as soon as nothing is there. */
    boolean write(long physical, byte[] source, int offset, int length) {
        for (int done = 0; done < length; ) {
            long address = physical + done;
            Extent extent = find(address >>> PageFrames.PAGE_SHIFT);
            int part = partOfPage(address, length - done);
            if (extent == null || !extent.bytes().write(extent.positionOf(address), source, offset + done, part)) {
                return false;
            }
            done += part;
        }
        return true;
    }

    private static int partOfPage(long address, int wanted) {
        return (int) Math.min(wanted, PageFrames.PAGE_SIZE - (address & (PageFrames.PAGE_SIZE - 1)));
    }

    private @Nullable Extent find(long frame) {
        AtomicReferenceArray<@Nullable Extent> leaf = leafOrNull(frame);
        return leaf == null ? null : leaf.get(slot(frame));
    }

    private @Nullable AtomicReferenceArray<@Nullable Extent> leafOrNull(long frame) {
        long index = frame >>> LEAF_SHIFT;
        return index < 0 || index >= ROOT_SIZE ? null : root.get((int) index);
    }

    private AtomicReferenceArray<@Nullable Extent> leaf(long frame) {
        int index = (int) (frame >>> LEAF_SHIFT);
        AtomicReferenceArray<@Nullable Extent> leaf = root.get(index);
        if (leaf == null) {
            AtomicReferenceArray<@Nullable Extent> made = new AtomicReferenceArray<>(LEAF_SIZE);
            AtomicReferenceArray<@Nullable Extent> witness = root.compareAndExchange(index, null, made);
            leaf = witness == null ? made : witness;
        }
        return leaf;
    }

    private static long endOfLeaf(long frame) {
        return (frame | (LEAF_SIZE - 1)) + 1;
    }

    private static int slot(long frame) {
        return (int) (frame & (LEAF_SIZE - 1));
    }
}
