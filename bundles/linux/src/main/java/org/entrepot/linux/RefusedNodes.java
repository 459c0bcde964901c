package org.entrepot.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * Nodes that are not used: why, and when each is worth another try. A try opens the device and asks its driver, which wakes a
 * camera and may be in the way of other programs: so the pause grows while the same refusal comes again. Not for use by several
 * threads.
 */
final class RefusedNodes {
    private static final Set<Reason> PASSING = EnumSet.of(
            Reason.BUSY, Reason.OUT_OF_MEMORY, Reason.LIMIT, Reason.IO, Reason.TIMED_OUT, Reason.UNKNOWN, Reason.GONE);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Duration first;
    private final Duration longest;
    private final Map<Path, Turn> turns = new HashMap<>();

    /**
     * A node that is not used.
     *
     * @param passes whether it may be used later, though it stays as it is
     */
    private record Refusal(NodeState node, String why, boolean passes) {}

    /**
     * When a node is tried again.
     *
     * @param due by {@link System#nanoTime()}
     */
    private record Turn(Refusal refusal, Duration pause, long due) {
        boolean isDue() {
            return refusal.passes() && due - System.nanoTime() <= 0;
        }
    }

    /**
     * Knows of none.
     *
     * @param first pause after a refusal that passes; each time that it comes again the pause is twice as long, a minute at most unless
     *     the first is longer
     */
    RefusedNodes(Duration first) {
        this.first = first;
        this.longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
    }

    /** Whether nobody knows yet that a node is refused as it is now, or it is time to ask again. */
    boolean isWorthATry(Path path, NodeState node) {
        Turn before = turns.get(path);
        return before == null || before.isDue() || !node.equals(before.refusal().node());
    }

    /**
     * A node is not used.
     *
     * @param why by its owner, which refused it or failed
     * @return whether that is new
     */
    boolean add(Path path, NodeState node, RuntimeException why) {
        Refusal refusal = refusal(node, why);
        Turn before = turns.get(path);
        if (before != null && refusal.equals(before.refusal())) {
            turns.put(path, turn(refusal, longer(before.pause())));
            return false;
        }
        turns.put(path, turn(refusal, first));
        return true;
    }

    private static Turn turn(Refusal refusal, Duration pause) {
        return new Turn(refusal, pause, System.nanoTime() + pause.toNanos());
    }

    private static Refusal refusal(NodeState node, RuntimeException why) {
        if (why instanceof EntrepotException e) {
            return new Refusal(node, String.valueOf(e.getMessage()), PASSING.contains(e.reason()));
        }
        // A value that is configured wrong stays so; a driver that nobody thought of may do better the next time.
        return new Refusal(node, why.toString(), !(why instanceof IllegalArgumentException));
    }

    private Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(longest) < 0 ? twice : longest;
    }

    /** A node is used now. */
    void remove(Path path) {
        turns.remove(path);
    }

    /** Forgets nodes that are not here. */
    void retain(Set<Path> here) {
        turns.keySet().retainAll(here);
    }

    /** Something left that may have been in the way: a name, or room. What is refused for a while is worth a try now. */
    void somethingLeft() {
        turns.replaceAll((path, turn) -> new Turn(turn.refusal(), first, System.nanoTime()));
    }

    /** How long it is until one is worth a try; nothing where all are refused for good. */
    Optional<Duration> untilNext() {
        long now = System.nanoTime();
        return turns.values().stream()
                .filter(turn -> turn.refusal().passes())
                .map(turn -> Duration.ofNanos(Math.max(0, turn.due() - now)))
                .min(Duration::compareTo);
    }
}
