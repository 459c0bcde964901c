package org.entrepot.core.internal.roster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.entrepot.control.HeapStatus;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryRequest;
import org.jspecify.annotations.Nullable;

/** An exporter as the engine holds it: behind leases, under watch, with a count of what it gave out. */
public final class Backend {
    private final Exporter exporter;
    private final HeapDescription description;
    private final String bundle;
    private final Callee self;
    private final Callee memory;
    private final Callee privateMapper;
    private final IntSupplier ranking;
    private final Leases leases = new Leases();
    private final Standing standing;
    private final LongAdder allocations = new LongAdder();
    private final LongAdder movedIn = new LongAdder();
    private final LongAdder movedOut = new LongAdder();
    private final LongAdder returns = new LongAdder();
    private final AtomicLong buffers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Capabilities capabilities;
    private volatile @Nullable HeapUsage usage;
    private volatile boolean gone;
    private volatile boolean emptied;

    /**
     * Takes an exporter in.
     *
     * @param exporter the service
     * @param bundle symbolic name of the bundle that registered it
     * @param ranking the service's ranking, which may change while it is registered
     * @param watch over the calls into it
     */
    public Backend(Exporter exporter, String bundle, IntSupplier ranking, CallWatch watch) {
        this.exporter = exporter;
        this.bundle = bundle;
        this.ranking = ranking;
        this.standing = Standing.replaceable(watch, leases);
        this.description = ForeignCode.ask(new Callee("exporter of " + bundle, standing), exporter::description);
        String words = "exporter=" + description.name();
        this.self = new Callee(words, standing);
        this.memory = new Callee("memory of " + words, standing);
        this.privateMapper = new Callee("private mapper of " + words, standing);
        this.capabilities = ForeignCode.ask(self, exporter::capabilities);
    }

    /** Whose code memory of it is. */
    public Callee memory() {
        return memory;
    }

    /** Whose code the exporter's own mapping of its memory is. */
    public Callee privateMapper() {
        return privateMapper;
    }

    /** How it stands with the engine. */
    Standing standing() {
        return standing;
    }

    /** Whether it is isolated: it let a call hang, or broke its contract time and again. */
    public boolean isIsolated() {
        return standing.isIsolated();
    }

    /** Why it is isolated; empty unless it is. */
    public Optional<String> isolated() {
        return standing.isolated();
    }

    /** Why it grants no lease, in a word. */
    public String absence() {
        return isIsolated() && !leases.isClosed() ? "isolated" : "draining";
    }

    /** The exporter's name. */
    public String name() {
        return description.name();
    }

    /** Who the heap is. */
    public HeapDescription description() {
        return description;
    }

    /** Symbolic name of the bundle that registered it. */
    public String bundle() {
        return bundle;
    }

    /** The service's ranking now. */
    public int ranking() {
        return ranking.getAsInt();
    }

    /** The leases that calls into the exporter hold. */
    public Leases leases() {
        return leases;
    }

    /** What its memory can do: asked anew while the exporter serves, remembered afterwards. */
    public Capabilities capabilities() {
        if (leases.tryTake()) {
            try {
                capabilities = ForeignCode.ask(self, exporter::capabilities);
            } finally {
                leases.giveBack();
            }
        }
        return capabilities;
    }

    /** What its memory could do when it was asked last, without asking. */
    public Capabilities lastCapabilities() {
        return capabilities;
    }

    /** In how many runs memory of a size would probably come. The caller holds a lease. */
    public int expectedRuns(long size) {
        return Math.max(1, ForeignCode.ask(self, () -> exporter.expectedRuns(size)));
    }

    /**
     * Whether the exporter itself could map its memory for a device. The caller holds a lease.
     *
     * @param device that would want it
     * @param limits of the device itself
     * @param orientation in which it would see the image
     */
    public boolean maps(DeviceDescription device, Constraints limits, Orientation orientation) {
        return ForeignCode.ask(self, () -> exporter.match(device, limits, orientation)) == Match.YES;
    }

    /** Takes memory. The caller holds a lease, and says whether the memory is what was asked: {@link #lent} or {@link #lied}. */
    public ExportedMemory allocate(MemoryRequest request) {
        return ForeignCode.ask(self, () -> exporter.allocate(request));
    }

    /** Counts memory that is not what was asked. */
    public void lied(EntrepotException how) {
        self.broke(how);
    }

    /** How full the heap is; what is still out if it has left. */
    public HeapUsage usage() {
        if (leases.tryTake()) {
            try {
                HeapUsage now = ForeignCode.ask(self, exporter::usage);
                usage = now;
                return now;
            } finally {
                leases.giveBack();
            }
        }
        return ownCount();
    }

    /** How full the heap was when it was asked last, without asking. */
    public HeapUsage lastUsage() {
        HeapUsage last = usage;
        return last == null ? ownCount() : last;
    }

    private HeapUsage ownCount() {
        return new HeapUsage(0, bytes.get(), bytes.get(), 0, buffers.get(), 0, 0);
    }

    /** How the heap's memory is used, place by place; nothing if it has left. */
    public List<Occupancy> occupancies(int mostCells) {
        return fromInside(() -> exporter.occupancy(mostCells));
    }

    /** What the heap counts beyond its usage; nothing if it has left. */
    public List<Counter> counters() {
        return fromInside(exporter::counters);
    }

    private <T> List<T> fromInside(Supplier<List<T>> call) {
        if (!leases.tryTake()) {
            return List.of();
        }
        try {
            return ForeignCode.ask(self, () -> List.copyOf(call.get()));
        } finally {
            leases.giveBack();
        }
    }

    /** Counts memory that became a buffer's. */
    public void lent(long size) {
        allocations.increment();
        self.kept();
        buffers.incrementAndGet();
        bytes.addAndGet(size);
    }

    /** Counts memory of an earlier life that is a buffer's. */
    public void adopted(long size) {
        buffers.incrementAndGet();
        bytes.addAndGet(size);
    }

    /** Counts a buffer that was released. */
    public void returned(long size) {
        buffers.decrementAndGet();
        bytes.addAndGet(-size);
    }

    /** Says that a buffer's memory came back: whoever waits for room may ask again. */
    public void hasRoomAgain() {
        returns.increment();
    }

    /** How many times memory of a buffer came back. */
    long returns() {
        return returns.sum();
    }

    /** Counts a buffer that moved in. */
    public void movedIn() {
        movedIn.increment();
    }

    /** Counts a buffer that moved out. */
    public void movedOut() {
        movedOut.increment();
    }

    /** What went through it. */
    public HeapStatus.Traffic traffic() {
        return new HeapStatus.Traffic(allocations.sum(), movedIn.sum(), movedOut.sum(), standing.faults());
    }

    /** How many of its buffers are open. */
    public long buffers() {
        return buffers.get();
    }

    /** Says that its buffers were to move out, and those that are left stay. */
    public void markEmptied() {
        emptied = true;
    }

    /** Says that it serves, or that its buffers are moving out, so that it is not known yet which stay. */
    public void markNotEmptied() {
        emptied = false;
    }

    /** Whether its buffers were to move out, and those that are left stay. */
    public boolean isEmptied() {
        return emptied;
    }

    /** Marks it as left: its service is no longer to be called. */
    void markGone() {
        gone = true;
    }

    /** Whether it has left. */
    public boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return self.toString();
    }
}
