package org.entrepot.core.internal.account;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.AccountStatus;

/** What one bundle is charged. Counts are checked before they change. */
public final class Account {
    private final long bundleId;
    private final String bundle;
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();
    private final LongAdder buffers = new LongAdder();
    private final LongAdder allocations = new LongAdder();
    private final LongAdder moves = new LongAdder();
    private final AllocationSites sites;

    /**
     * Opens an account.
     *
     * @param bundleId the bundle's number
     * @param bundle its symbolic name
     * @param limit the most bytes it may have
     * @param exactSites how many open buffers have their allocation site looked up each
     */
    Account(long bundleId, String bundle, long limit, long exactSites) {
        this.bundleId = bundleId;
        this.bundle = bundle;
        this.limit = limit;
        this.sites = new AllocationSites(exactSites);
    }

    /** The place in the bundle's code that is allocating on this thread, or one near it: see {@link AllocationSites}. */
    public String site() {
        return sites.here(buffers.sum());
    }

    /** The bundle's number. */
    public long bundleId() {
        return bundleId;
    }

    /** The bundle's symbolic name. */
    public String bundle() {
        return bundle;
    }

    /**
     * Charges a buffer.
     *
     * @throws EntrepotException with {@link Reason#LIMIT} if the bundle would have more than it may
     */
    public void charge(long size) {
        long seen = bytes.get();
        while (true) {
            if (size > limit - seen) {
                throw new EntrepotException(
                        Reason.LIMIT,
                        "a bundle has at most its limit: bundle=" + bundle + " has=" + seen + " wants=" + size
                                + " limit=" + limit
                                + "; release buffers, or raise limit.bytesPerBundle of org.entrepot.core");
            }
            long witness = bytes.compareAndExchange(seen, seen + size);
            if (witness == seen) {
                break;
            }
            seen = witness;
        }
        if (seen + size > highWater.get()) {
            highWater.accumulateAndGet(seen + size, Math::max);
        }
        buffers.increment();
        allocations.increment();
    }

    /** Takes a charge back because the buffer was released. */
    public void discharge(long size) {
        bytes.addAndGet(-size);
        buffers.decrement();
    }

    /** Takes a charge back because there was no buffer after all. */
    public void cancel(long size) {
        discharge(size);
        allocations.decrement();
    }

    /** Counts a move of one of its buffers. */
    public void moved() {
        moves.increment();
    }

    /** The account as an operator sees it. */
    public AccountStatus status() {
        return new AccountStatus(
                bundle, buffers.sum(), bytes.get(), highWater.get(), allocations.sum(), moves.sum(), limit);
    }
}
