package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Capabilities;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Zeroing;
import org.entrepot.control.Amounts;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.AccountTerms;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.MemoryRequest;
import org.entrepot.spi.PageRun;

/** What races of whole pools stand on: an engine with one heap, whose memory nobody touches. */
final class PoolGround {
    static final Duration LONG = Duration.ofSeconds(5);

    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(4096).build();
    private static final Roster ROSTER = new Roster();
    private static final Buffers BUFFERS =
            new Buffers(ROSTER, new Selection(ROSTER), new FenceKeeper(PoolGround::fail), notice -> {});
    private static final Amounts PLENTY = new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED);
    private static final Account ACCOUNT =
            new Accounts(new AccountTerms(PLENTY, PLENTY, 0, Amounts.UNLIMITED), notice -> {}).of(1, "races");

    static {
        ROSTER.arrive(new Backend(new Heap(), "races", () -> 0, new CallWatch(Duration.ZERO, 0, (who, failure) -> {})));
    }

    private PoolGround() {}

    private static void fail(RuntimeException e) {
        throw new IllegalStateException("nothing fails here", e);
    }

    /** A pool that has made nothing yet. */
    static RecyclingPool pool(int capacity) {
        return BUFFERS.pool(new RecyclingPool.Terms(REQUEST, capacity, Zeroing.WHEN_FRESH), ACCOUNT);
    }

    /** A pool of one buffer, which is idle. */
    static RecyclingPool idle() {
        RecyclingPool pool = pool(1);
        pool.acquire(LONG).close();
        return pool;
    }

    /** A duplicate of what the pool lends, whose first handle is closed. */
    static DmaBuf handedOn(RecyclingPool pool) {
        try (DmaBuf lent = pool.acquire(LONG)) {
            return lent.duplicate();
        }
    }

    /** A duplicate; nothing if the handle is closed. */
    static Optional<DmaBuf> duplicate(DmaBuf handle) {
        try {
            return Optional.of(handle.duplicate());
        } catch (IllegalStateException closed) {
            return Optional.empty();
        }
    }

    /** Closes a buffer if there was one, and says whether. */
    static int close(Optional<DmaBuf> taken) {
        taken.ifPresent(DmaBuf::close);
        return taken.isPresent() ? 1 : 0;
    }

    /** 1 if a buffer comes in time, else 0. */
    static int acquire(RecyclingPool pool) {
        try {
            return close(Optional.of(pool.acquire(LONG)));
        } catch (EntrepotException late) {
            return 0;
        }
    }

    /** References that are left to the buffer of a handle; 0 if it has ended. */
    static int references(DmaBuf handle) {
        return ((BufferHandle) handle).buffer().references();
    }

    private static final class Heap implements Exporter {
        @Override
        public HeapDescription description() {
            return new HeapDescription("race", "races", Provenance.emulated("races"));
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.between(0, 0xffff_ffffL).build();
        }

        @Override
        public int expectedRuns(long bytes) {
            return 1;
        }

        @Override
        public ExportedMemory allocate(MemoryRequest request) {
            return new Memory(request.bytes());
        }

        @Override
        public HeapUsage usage() {
            return new HeapUsage(0, 0, 0, 0, 0, 0, 0);
        }
    }

    private record Memory(long size) implements ExportedMemory {
        @Override
        public List<MemoryCookie> cookies() {
            return List.of(new MemoryCookie.Pages(List.of(new PageRun(1, size >> 12))));
        }

        @Override
        public ByteBuffer view() {
            throw new IllegalStateException("a race touches no bytes: size=" + size);
        }

        @Override
        public void close() {}
    }
}
