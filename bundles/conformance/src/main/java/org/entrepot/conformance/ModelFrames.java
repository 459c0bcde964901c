package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

/** The page frames of the model machine: a bitmap for the page allocator, a list of claims, and what is placed at each frame. */
final class ModelFrames implements PageFrames {
    private final PageRun memory;
    private final BitSet taken = new BitSet();
    private final List<ModelClaim> claims = new ArrayList<>();
    private final TreeMap<Long, Page> placed = new TreeMap<>();
    private final List<Shrinker> shrinkers = new CopyOnWriteArrayList<>();

    /** A page of bytes. */
    private record Page(ByteBuffer bytes, int offset) {}

    ModelFrames(PageRun memory) {
        this.memory = memory;
    }

    @Override
    public PageRun memory() {
        return memory;
    }

    @Override
    public OptionalLong take(int order) {
        OptionalLong found = takeFree(order);
        while (found.isEmpty() && order == 0 && shrinkers.stream().anyMatch(Shrinker::shrink)) {
            found = takeFree(order);
        }
        return found;
    }

    private synchronized OptionalLong takeFree(int order) {
        int count = 1 << order;
        for (int start = 0; start + count <= memory.count(); start += count) {
            int next = taken.nextSetBit(start);
            if (next < 0 || next >= start + count) {
                taken.set(start, start + count);
                return OptionalLong.of(memory.frame() + start);
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public synchronized void give(long frame, int order) {
        int start = (int) (frame - memory.frame());
        if (taken.get(start, start + (1 << order)).cardinality() != 1 << order
                || !placed(new PageRun(frame, 1L << order)).isEmpty()) {
            throw new IllegalStateException(
                    "a block is taken, and nothing is placed in it: frame=" + frame + " order=" + order);
        }
        taken.clear(start, start + (1 << order));
    }

    @Override
    public synchronized long free() {
        return memory.count() - taken.cardinality();
    }

    @Override
    public synchronized FrameUse use(PageRun range) {
        int from = (int) Math.max(0, Math.min(memory.count(), range.frame() - memory.frame()));
        int to = (int) Math.max(from, Math.min(memory.count(), range.end() - memory.frame()));
        int used = taken.get(from, to).cardinality();
        return new FrameUse(to - from - used, used, 0);
    }

    @Override
    public Registration register(Shrinker shrinker) {
        shrinkers.add(shrinker);
        return () -> shrinkers.remove(shrinker);
    }

    @Override
    public synchronized int largestFreeOrder() {
        for (int order = MAX_ORDER; order >= 0; order--) {
            OptionalLong frame = takeFree(order);
            if (frame.isPresent()) {
                give(frame.getAsLong(), order);
                return order;
            }
        }
        return -1;
    }

    @Override
    public synchronized Claim claim(String owner, PageRun range) {
        checkFree(owner, range, null);
        ModelClaim claim = new ModelClaim(owner, range);
        claims.add(claim);
        return claim;
    }

    private void checkFree(String owner, PageRun range, @Nullable ModelClaim but) {
        claims.stream()
                .filter(other -> other != but && overlap(other.range, range))
                .findFirst()
                .ifPresent(other -> {
                    throw taken(owner, range, other.owner);
                });
        if (overlap(memory, range)) {
            throw taken(owner, range, "the page allocator");
        }
    }

    private static EntrepotException taken(String owner, PageRun range, String other) {
        return new EntrepotException(
                Reason.BUSY,
                "a range has one owner: range=" + range + " wanted by=" + owner + " owned by=" + other
                        + "; choose another range");
    }

    private static boolean overlap(PageRun a, PageRun b) {
        return a.frame() < b.end() && b.frame() < a.end();
    }

    @Override
    public synchronized Placement place(List<PageRun> runs, ByteBuffer bytes) {
        TreeMap<Long, Page> pages = new TreeMap<>();
        for (PageRun run : runs) {
            for (long frame = run.frame(); frame < run.end(); frame++) {
                pages.put(frame, new Page(bytes, (int) (pages.size() * PAGE_SIZE)));
            }
        }
        if (pages.size() * PAGE_SIZE != bytes.capacity()) {
            throw new IllegalArgumentException(
                    "bytes fill their page frames: bytes=" + bytes.capacity() + " frames=" + pages.size() * PAGE_SIZE);
        }
        pages.keySet().stream().filter(placed::containsKey).findFirst().ifPresent(frame -> {
            throw new EntrepotException(
                    Reason.BUSY, "a page frame holds one page: frame=0x" + Long.toHexString(frame) + "; skip past it");
        });
        placed.putAll(pages);
        return () -> displace(pages);
    }

    private synchronized void displace(Map<Long, Page> pages) {
        pages.forEach(placed::remove);
    }

    @Override
    public synchronized List<PageRun> placed(PageRun range) {
        List<PageRun> runs = new ArrayList<>();
        for (long frame : placed.subMap(range.frame(), range.end()).keySet()) {
            PageRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.end() == frame) {
                runs.set(runs.size() - 1, new PageRun(last.frame(), last.count() + 1));
            } else {
                runs.add(new PageRun(frame, 1));
            }
        }
        return runs;
    }

    /** Reads a byte at a physical address; -1 where nothing is placed. */
    synchronized int read(long address) {
        Page page = placed.get(address >>> PAGE_SHIFT);
        return page == null ? -1 : page.bytes().get(page.offset() + (int) (address % PAGE_SIZE)) & 0xff;
    }

    /** Writes a byte at a physical address; false where nothing is placed. */
    synchronized boolean write(long address, byte value) {
        Page page = placed.get(address >>> PAGE_SHIFT);
        if (page != null) {
            page.bytes().put(page.offset() + (int) (address % PAGE_SIZE), value);
        }
        return page != null;
    }

    private final class ModelClaim implements Claim {
        private final String owner;
        private PageRun range;

        ModelClaim(String owner, PageRun range) {
            this.owner = owner;
            this.range = range;
        }

        @Override
        public PageRun range() {
            return range;
        }

        @Override
        public void moveTo(PageRun other) {
            synchronized (ModelFrames.this) {
                if (!claims.contains(this)) {
                    throw new IllegalStateException("a claim is open: owner=" + owner);
                }
                checkFree(owner, other, this);
                range = other;
            }
        }

        @Override
        public void close() {
            synchronized (ModelFrames.this) {
                claims.remove(this);
            }
        }
    }
}
