package org.entrepot.core.internal.migration;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.Relocation;
import org.jspecify.annotations.Nullable;

/** How far a migration has come. Each buffer that it is about counts once, at any moment. Safe for several threads. */
final class Progress {
    private final Map<Buffer, Relocation> left = new LinkedHashMap<>();
    /** By number. Some come back, into a heap that leaves, or leave again the one they were moved to. */
    private final Set<Long> arrived = new HashSet<>();
    /** By number, too: those that needed no move when they were tried may need one later, as when where they are leaves. */
    private final Set<Long> settled = new HashSet<>();

    private int untried;
    private int moved;
    private int ended;
    private long bytes;

    /**
     * Where it stands at one moment.
     *
     * @param untried buffers whose turn has not come yet
     * @param moved those that have moved
     * @param ended those that need no move any more
     * @param bytes that have moved
     * @param left those that were tried and have not moved, and why
     */
    record Standing(int untried, int moved, int ended, long bytes, Map<Buffer, Relocation> left) {
        int total() {
            return untried + moved + ended + left.size();
        }
    }

    /** These are to be tried now. What was left and is not among them needs no move any more. */
    synchronized void expect(Collection<Buffer> next) {
        Set<Buffer> expected = new HashSet<>(next);
        left.keySet().stream()
                .filter(buffer -> !expected.contains(buffer))
                .toList()
                .forEach(this::settle);
        untried = (int) next.stream().filter(buffer -> !isCounted(buffer)).count();
    }

    private void settle(Buffer buffer) {
        left.remove(buffer);
        ended += settled.add(buffer.id()) ? 1 : 0;
    }

    private boolean isCounted(Buffer buffer) {
        return left.containsKey(buffer) || arrived.contains(buffer.id()) || settled.contains(buffer.id());
    }

    /** Whether a buffer has moved, wherever it is by now. */
    synchronized boolean hasMoved(Buffer buffer) {
        return arrived.contains(buffer.id());
    }

    /** Nothing moves any more: only the counts are of interest. */
    synchronized void over() {
        arrived.clear();
        settled.clear();
    }

    /** What became of a buffer when it was tried last; null if it was not, or has moved. */
    synchronized @Nullable Relocation last(Buffer buffer) {
        return left.get(buffer);
    }

    /** A buffer was tried, or found to be not worth trying again. */
    synchronized void note(Buffer buffer, Relocation result) {
        boolean again = arrived.contains(buffer.id());
        untried -= isCounted(buffer) ? 0 : 1;
        ended -= settled.remove(buffer.id()) ? 1 : 0;
        switch (result.outcome()) {
            case MOVED -> {
                left.remove(buffer);
                arrived.add(buffer.id());
                moved += again ? 0 : 1;
                bytes += result.bytes();
            }
            case NOTHING -> {
                if (!again) {
                    settle(buffer);
                }
            }
            default -> {
                left.put(buffer, result);
                moved -= again ? 1 : 0;
                arrived.remove(buffer.id());
            }
        }
    }

    synchronized int moved() {
        return moved;
    }

    /** Those that were tried and have not moved, and why, in the order in which they were first tried. */
    synchronized Map<Buffer, Relocation> left() {
        return new LinkedHashMap<>(left);
    }

    synchronized Standing now() {
        return new Standing(untried, moved, ended, bytes, new LinkedHashMap<>(left));
    }
}
