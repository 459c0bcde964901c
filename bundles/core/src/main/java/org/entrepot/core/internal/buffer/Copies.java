package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.entrepot.api.EntrepotException;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Callee;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.roster.Leases;
import org.entrepot.spi.Copier;

/** How contents get from place to place: by a copier that knows both, else by the JVM. In pieces, so that no single call takes long. */
public final class Copies {
    /** Copied by the JVM at a time: it stops for nobody within one such copy. */
    private static final int PIECE = 4 << 20;
    /** Copied by a copier at a time: it may write past the caches only from some size on, and no more than milliseconds pass. */
    private static final int COPIERS_PIECE = 32 << 20;

    private final List<Engaged> copiers = new CopyOnWriteArrayList<>();
    private final Consumer<RuntimeException> failures;

    /**
     * Nobody copies but the JVM.
     *
     * @param failures told what a copier failed with; the JVM then copies in its stead
     */
    public Copies(Consumer<RuntimeException> failures) {
        this.failures = failures;
    }

    /**
     * Takes a copier in.
     *
     * @param bundle symbolic name of the bundle that registered it
     * @param watch over the calls into it; one that hangs once is asked no more, and the JVM copies
     * @throws EntrepotException if it does not say what it is good for
     */
    public void engage(Copier copier, String bundle, CallWatch watch) {
        Leases leases = new Leases();
        Callee callee = Callee.replaceable("copier of " + bundle, watch, leases);
        int least = ForeignCode.ask(callee, copier::leastBytes);
        copiers.add(new Engaged(copier, callee, least, leases));
    }

    /**
     * Lets a copier go once it has copied what it is at. Nothing happens if it was not taken in.
     *
     * @param longest how long to wait for that
     * @return how many calls are still in flight
     */
    public int dismiss(Copier copier, Duration longest) {
        int out = 0;
        for (Engaged engaged : copiers) {
            if (engaged.copier() == copier) {
                out += engaged.leases().drain(longest);
            }
        }
        copiers.removeIf(engaged -> engaged.copier() == copier);
        return out;
    }

    /** Has memory readied that is about to be written from end to end. A failure is told: the copy meets it, or does without. */
    void prepare(ByteBuffer target, int bytes) {
        for (Engaged copier : copiers) {
            asked(copier, engaged -> {
                engaged.prepare(target, bytes);
                return true;
            });
        }
    }

    /** Copies from the beginning of one view to that of another, which do not overlap. */
    public void copy(ByteBuffer source, ByteBuffer target, int bytes) {
        int at = 0;
        while (at < bytes) {
            at += piece(source, target, at, bytes - at);
        }
    }

    private int piece(ByteBuffer source, ByteBuffer target, int at, int left) {
        int large = Math.min(COPIERS_PIECE, left);
        for (Engaged copier : copiers) {
            if (large >= copier.least() && asked(copier, engaged -> engaged.copy(source, at, target, at, large))) {
                return large;
            }
        }
        int small = Math.min(PIECE, left);
        target.put(at, source, at, small);
        return small;
    }

    private boolean asked(Engaged engaged, Predicate<Copier> call) {
        if (!engaged.leases().tryTake()) {
            return false;
        }
        try {
            return ForeignCode.askHere(engaged.callee(), () -> call.test(engaged.copier()));
        } catch (EntrepotException e) {
            failures.accept(e);
            return false;
        } finally {
            engaged.leases().giveBack();
        }
    }

    /**
     * A copier as the engine holds it: behind leases.
     *
     * @param callee whose code it is
     * @param least bytes from which it is asked
     */
    private record Engaged(Copier copier, Callee callee, int least, Leases leases) {}
}
