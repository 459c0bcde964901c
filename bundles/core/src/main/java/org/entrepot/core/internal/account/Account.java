package org.entrepot.core.internal.account;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.AccountStatus;
import org.entrepot.control.Amounts;
import org.entrepot.core.internal.notice.Notice.BufferAllocated;
import org.entrepot.core.internal.notice.Notice.LimitReached;

/** What one bundle is charged. Counts are checked before they change, the bundle's own first, then those of all together. */
public final class Account {
    /** A bundle that tries again and again is news once in a while. */
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final long bundleId;
    private final String bundle;
    private final Accounts books;
    private final Tally own = new Tally();
    private final LongAdder allocations = new LongAdder();
    private final LongAdder moves = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private final AllocationSites sites = new AllocationSites();
    private volatile boolean closed;

    /**
     * Opens an account.
     *
     * @param bundleId the bundle's number
     * @param bundle its symbolic name
     * @param books that it is part of
     */
    Account(long bundleId, String bundle, Accounts books) {
        this.bundleId = bundleId;
        this.bundle = bundle;
        this.books = books;
    }

    /** The place in the bundle's code that is allocating on this thread, or one near it: see {@link AllocationSites}. */
    public Site site() {
        return sites.here(has(Measure.BUFFERS), books.terms().exactSites());
    }

    /** The bundle's number. */
    public long bundleId() {
        return bundleId;
    }

    /** The bundle's symbolic name. */
    public String bundle() {
        return bundle;
    }

    long has(Measure measure) {
        return own.now(measure);
    }

    /** Charges nothing more: the bundle, or the engine, stopped. What is charged stays so until it is released. */
    void close() {
        closed = true;
    }

    /**
     * Refuses when the bundle has stopped: nobody would ever release what it gets now.
     *
     * @throws EntrepotException with {@link Reason#GONE} if so
     */
    public void checkOpen() {
        if (closed) {
            throw stopped(bundle);
        }
    }

    /**
     * Undoes what was done for the bundle if that has stopped meanwhile: who does something and then looks, and who closes the account and
     * then looks for what was done, cannot both miss the other.
     *
     * @throws EntrepotException with {@link Reason#GONE} if so
     */
    public void checkOpenOr(Runnable undo) {
        try {
            checkOpen();
        } catch (EntrepotException e) {
            undo.run();
            throw e;
        }
    }

    /** That a bundle gets nothing because it has stopped. */
    public static EntrepotException stopped(String bundle) {
        return new EntrepotException(
                Reason.GONE,
                "a bundle allocates while it runs: bundle=" + bundle + "; take the allocator anew when it is started");
    }

    /**
     * Charges a buffer.
     *
     * @throws EntrepotException with {@link Reason#LIMIT} if the bundle, or all together, would have more than they may, with
     *     {@link Reason#GONE} if the bundle has stopped
     */
    public void charge(long size) {
        checkOpen();
        take(Measure.BYTES, size);
        try {
            take(Measure.BUFFERS, 1);
        } catch (EntrepotException e) {
            give(Measure.BYTES, size);
            throw e;
        }
        own.rise();
        books.inAll().rise();
        allocations.increment();
    }

    /** Takes a charge back because the buffer was released. */
    public void discharge(long size) {
        give(Measure.BUFFERS, 1);
        give(Measure.BYTES, size);
    }

    /** Takes a charge back because there was no buffer after all. */
    public void cancel(long size) {
        discharge(size);
        allocations.decrement();
    }

    /**
     * Charges a mapping.
     *
     * @throws EntrepotException with {@link Reason#LIMIT} if the bundle, or all together, would have more than they may
     */
    public void chargeMapping() {
        take(Measure.MAPPINGS, 1);
    }

    /** Takes the charge of a mapping back. */
    public void dischargeMapping() {
        give(Measure.MAPPINGS, 1);
    }

    /** A limit that refuses: whose it is, its key, its value, and what counts against it. */
    private record Limit(String whose, String key, long value, long has) {
        static Limit ofBundle(Measure measure, AccountTerms terms, long has) {
            return new Limit(
                    "a bundle has at most its limit", measure.keyPerBundle(), measure.of(terms.perBundle()), has);
        }

        static Limit inAll(Measure measure, AccountTerms terms, long has) {
            return new Limit("all bundles have at most the limit", measure.keyInAll(), measure.of(terms.inAll()), has);
        }
    }

    private void take(Measure measure, long more) {
        AccountTerms terms = books.terms();
        if (!own.tryAdd(measure, more, measure.of(terms.perBundle()))) {
            throw refused(measure, more, Limit.ofBundle(measure, terms, has(measure)));
        }
        if (!books.inAll().tryAdd(measure, more, measure.of(terms.inAll()))) {
            own.subtract(measure, more);
            throw refused(
                    measure, more, Limit.inAll(measure, terms, books.inAll().now(measure)));
        }
    }

    private void give(Measure measure, long less) {
        books.inAll().subtract(measure, less);
        own.subtract(measure, less);
    }

    private EntrepotException refused(Measure measure, long wants, Limit limit) {
        refusals.increment();
        long now = System.nanoTime();
        long quiet = quietUntil.get();
        if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET_NANOS)) {
            books.tell(new LimitReached(bundle, limit.key(), limit.value(), limit.has(), wants));
        }
        return new EntrepotException(
                Reason.LIMIT,
                limit.whose() + ": bundle=" + bundle + " has=" + has(measure) + " wants=" + wants + " limit="
                        + limit.value() + " counted=" + limit.has() + "; most " + measure + " have "
                        + books.most(measure)
                        + "; release some (dma:accounts, dma:buffers), or raise " + limit.key()
                        + " of org.entrepot.core");
    }

    /** Tells of a buffer if it is large. */
    public void allocated(long buffer, String name, long size, String heap) {
        if (size >= books.terms().notedBytes()) {
            books.tell(new BufferAllocated(buffer, name, size, heap, bundle));
        }
    }

    /** Counts a move of one of its buffers. */
    public void moved() {
        moves.increment();
    }

    /** The account as an operator sees it. */
    public AccountStatus status() {
        Amounts has = own.amounts();
        return new AccountStatus(
                bundle,
                has.buffers(),
                has.bytes(),
                has.mappings(),
                own.highWater(),
                allocations.sum(),
                moves.sum(),
                refusals.sum(),
                books.terms().perBundle());
    }
}
