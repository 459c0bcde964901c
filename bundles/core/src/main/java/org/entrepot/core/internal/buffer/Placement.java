package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Layout;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.MemoryFacts;
import org.entrepot.core.internal.selection.PlacementCheck;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.fence.Fences;
import org.entrepot.spi.ExportedMemory;
import org.jspecify.annotations.Nullable;

/**
 * Where a buffer is: memory, and the exporter whose it is, which counts it from when it was taken until it is given back. Two
 * placements are the same only if they are one.
 */
final class Placement extends Tied {
    private final Plan plan;
    private volatile Backend backend;
    private final ExportedMemory memory;
    private final MemoryFacts.Whereabouts whereabouts;
    private final long size;
    private volatile boolean givenBack;
    /** Whose last memory it is: told when it is given back. */
    private volatile @Nullable Buffer ended;

    private Placement(Plan plan, Backend backend, ExportedMemory memory, MemoryFacts facts) {
        this.plan = plan;
        this.backend = backend;
        this.memory = memory;
        this.whereabouts = facts.whereabouts();
        this.size = facts.size();
    }

    /**
     * Memory that was just taken, counted from now on. The exporter may depart meanwhile: the caller looks afterwards.
     *
     * @param plan by which it was chosen
     * @param facts what the memory said of itself, as it was asked for
     */
    static Placement taken(Plan plan, Backend backend, ExportedMemory memory, MemoryFacts facts) {
        Placement taken = new Placement(plan, backend, memory, facts);
        backend.lent(facts.size());
        return taken;
    }

    /** Name of the exporter whose memory it is; words for a buffer that is nowhere yet. */
    static String exporterOf(@Nullable Placement place) {
        return place == null ? DmaBuf.NONE_YET : place.backend.name();
    }

    /** What a device finds here that joins. Its page frames may be many: they are asked for, and not kept. */
    PlacementCheck.Placed holding(Layout layout) {
        MemoryFacts facts = ForeignCode.ask(callee(), () -> MemoryFacts.of(memory));
        return new PlacementCheck.Placed(plan, layout, facts, backend.lastCapabilities());
    }

    Backend backend() {
        return backend;
    }

    ExportedMemory memory() {
        return memory;
    }

    /**
     * The CPU's view, held to its contract: foreign bytes that end too soon would fail whoever copies them.
     *
     * @throws EntrepotException with {@link Reason#UNSUPPORTED} if there is none, with {@link Reason#IO} if it is not of all bytes, or
     *     shows them only
     */
    ByteBuffer view() {
        checkThere();
        ByteBuffer view = ForeignCode.ask(callee(), memory::view);
        if (view.capacity() < size || view.isReadOnly()) {
            EntrepotException broken = new EntrepotException(
                    Reason.IO,
                    "a CPU view is of the whole memory, and writable: " + callee() + " size=" + size + " view=" + view
                            + "; tell its vendor, or disable it");
            callee().broke(broken);
            throw broken;
        }
        return view;
    }

    /** Whether no device is at work on it of which only the memory knows. */
    boolean isIdle() {
        return ForeignCode.ask(callee(), () -> memory.awaitDevices(CpuUse.READ_WRITE, Duration.ZERO));
    }

    /**
     * Waits for the devices of which only the memory knows: what these take is not the exporter's time.
     *
     * @param use what is to be done afterwards
     * @throws EntrepotException with {@link Reason#BUSY} if they take longer than any fence may, with {@link Reason#INTERRUPTED} if the
     *     thread was interrupted
     */
    void awaitDevices(CpuUse use) {
        awaitDevices(use, System.nanoTime() + Fences.LONGEST_BOUND.toNanos());
    }

    private void awaitDevices(CpuUse use, long end) {
        while (!ForeignCode.ask(callee(), () -> memory.awaitDevices(use, callee().shortWhile()))) {
            checkPatience(end);
        }
    }

    /** Begins a bracket of the CPU, once nobody is at work that is in its way: waits as {@link #awaitDevices}. */
    void beginAccess(CpuUse use) {
        checkThere();
        long end = System.nanoTime() + Fences.LONGEST_BOUND.toNanos();
        while (!ForeignCode.ask(callee(), () -> tried(use)).begun()) {
            checkPatience(end);
            awaitDevices(use, end);
        }
    }

    /** Its maker is not to blame where the owner's end took the memory meanwhile. */
    private void checkThere() {
        if (givenBack) {
            throw new EntrepotException(
                    Reason.GONE,
                    "memory is used until it is given back: " + this
                            + "; its owner's bundle stopped, allocate another");
        }
    }

    private Bracket tried(CpuUse use) {
        boolean free = memory.awaitDevices(use, Duration.ZERO);
        if (free) {
            memory.beginCpuAccess(use);
        }
        return new Bracket(use, free);
    }

    /** What came of beginning a bracket. One that begins when nobody waits for it any more is closed: it ends. */
    private final class Bracket implements AutoCloseable {
        private final CpuUse use;
        private final boolean begun;

        Bracket(CpuUse use, boolean begun) {
            this.use = use;
            this.begun = begun;
        }

        boolean begun() {
            return begun;
        }

        @Override
        public void close() {
            if (begun && !givenBack) {
                memory.endCpuAccess(use);
            }
        }
    }

    private void checkPatience(long end) {
        if (Thread.currentThread().isInterrupted()) {
            throw new EntrepotException(
                    Reason.INTERRUPTED,
                    "a wait for devices ends undisturbed: " + callee() + "; begin the access again");
        }
        if (System.nanoTime() - end >= 0) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "work of devices ends within its bound: " + callee() + " waited=" + Fences.LONGEST_BOUND.toMillis()
                            + " ms; see the log of the kernel");
        }
    }

    /** Ends a bracket. Where the owner's end took the memory meanwhile nothing is left to be ended, and its maker is not to blame. */
    void endAccess(CpuUse use) {
        if (!givenBack) {
            ForeignCode.end(callee(), () -> memory.endCpuAccess(use));
        }
    }

    /** Whose code the memory is. */
    Callee callee() {
        return backend.memory();
    }

    /** Whether it is memory of the exporter of this name that is here. */
    boolean isIn(String heap) {
        return backend.name().equals(heap) && isAtHome();
    }

    /**
     * Whether an exporter that came is the one whose memory it is: of the same name and making, and has its memory where this is.
     *
     * @param newcomer that has come
     */
    boolean belongsTo(Backend newcomer) {
        return backend.isGone()
                && backend.name().equals(newcomer.name())
                && backend.description()
                        .technology()
                        .equals(newcomer.description().technology())
                && whereabouts.isWithin(newcomer.lastCapabilities());
    }

    /** Counts it to another exporter from now on. For who holds the reservation. */
    void adoptedBy(Backend newcomer) {
        Backend former = backend;
        newcomer.adopted(size);
        backend = newcomer;
        former.returned(size);
    }

    /** Whether the exporter is still here, serves or is to, and has its memory where this is. */
    BufferStatus.Placement status(Roster roster) {
        boolean left = isWithheld() || (backend.isEmptied() && !roster.isServing(backend));
        return !left && isAtHome() ? BufferStatus.Placement.AT_HOME : BufferStatus.Placement.STRANDED;
    }

    private boolean isAtHome() {
        return !backend.isGone() && whereabouts.isWithin(backend.lastCapabilities());
    }

    /**
     * A use of it ends: the last gives the memory back. While a mapping leads here whose unmapping hangs, was put off or failed, it is
     * withheld from others; who unmaps it late gives it back.
     *
     * @throws EntrepotException if that fails, with {@link Reason#BUSY} if it is withheld
     */
    void release() {
        int mappings = leave();
        if (mappings > 0) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "memory is given back when no device reaches it: " + this + " mappings=" + mappings
                            + "; it is withheld until their unmapping ends, the log says what became of that");
        }
    }

    /** The same for the last use of a buffer that ended, which is told when the memory is given back. */
    void releaseLast(Buffer whose) {
        ended = whose;
        release();
    }

    /** Gives back what was a buffer's: whoever waits for room may ask again. */
    @Override
    void untied() {
        Buffer last = ended;
        try {
            giveBack();
        } finally {
            backend.hasRoomAgain();
            if (last != null) {
                last.forget();
            }
        }
    }

    /** Gives the memory back, to which nothing ever led. It is no longer counted even if the exporter's code fails. */
    void giveBack() {
        givenBack = true;
        try {
            ForeignCode.end(callee(), memory::close);
            callee().kept();
        } finally {
            backend.returned(size);
        }
    }

    @Override
    public String toString() {
        return callee() + " size=" + size;
    }
}
