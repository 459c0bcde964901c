package org.entrepot.emulation.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.spi.PageFrames;
import org.entrepot.spi.PageRun;
import org.jspecify.annotations.Nullable;

/** Who has which range outside the page allocator. */
final class Claims {
    private final List<RangeClaim> claims = new ArrayList<>();

    /** Nothing may be claimed of the allocator's own memory. */
    Claims(PageRun allocator) {
        claims.add(new RangeClaim("the page allocator", allocator));
    }

    synchronized PageFrames.Claim claim(String owner, PageRun range) {
        check(owner, range, null);
        RangeClaim made = new RangeClaim(owner, range);
        claims.add(made);
        return made;
    }

    /** Checks that a range may be had, by whoever has {@code own} already. */
    private void check(String owner, PageRun range, @Nullable RangeClaim own) {
        if (range.end() > 1L << (FrameTable.ADDRESS_BITS - PageFrames.PAGE_SHIFT)) {
            throw new IllegalArgumentException("a claim lies in the machine's " + FrameTable.ADDRESS_BITS
                    + " address bits: range=" + words(range) + "; choose a lower base");
        }
        for (RangeClaim other : claims) {
            if (other != own && range.frame() < other.range.end() && other.range.frame() < range.end()) {
                throw new EntrepotException(
                        Reason.BUSY,
                        "a range has one owner: range=" + words(range) + " wanted by " + owner + " overlaps "
                                + words(other.range) + " of " + other.owner + "; choose another base");
            }
        }
    }

    private synchronized void move(RangeClaim claim, PageRun range) {
        if (!claims.contains(claim)) {
            throw new IllegalStateException("a claim moves while it is open: owner=" + claim.owner);
        }
        check(claim.owner, range, claim);
        claim.range = range;
    }

    private synchronized void giveUp(RangeClaim claim) {
        claims.remove(claim);
    }

    private static String words(PageRun range) {
        return "0x" + Long.toHexString(range.address()) + "-0x" + Long.toHexString(range.address() + range.bytes() - 1);
    }

    private final class RangeClaim implements PageFrames.Claim {
        private final String owner;
        private volatile PageRun range;
        private final AtomicBoolean open = new AtomicBoolean(true);

        RangeClaim(String owner, PageRun range) {
            this.owner = owner;
            this.range = range;
        }

        @Override
        public PageRun range() {
            return range;
        }

        @Override
        public void moveTo(PageRun other) {
            move(this, other);
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                giveUp(this);
            }
        }
    }
}
