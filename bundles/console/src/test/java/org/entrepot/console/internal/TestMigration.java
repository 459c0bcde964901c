package org.entrepot.console.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.Left;
import org.entrepot.control.MigrationStatus.State;

/** A migration of two buffers, of which the second moves unless {@link #stuck}; it ends after {@link #glances} looks. */
final class TestMigration implements Migration {
    /** What was asked to move, in order. */
    final List<String> asked = new ArrayList<>();

    boolean stuck;
    int glances;
    boolean interrupting;

    private boolean cancelled;
    private boolean ended;

    TestMigration begun(String what) {
        asked.add(what);
        return this;
    }

    @Override
    public MigrationStatus status() {
        boolean left = stuck || !ended;
        return new MigrationStatus(
                1,
                "a test asks",
                state(),
                2,
                left ? 1 : 2,
                0,
                left ? 4096 : 8192,
                Duration.ofMillis(7),
                left ? List.of(new Left(2, "device camera0 has it mapped")) : List.of());
    }

    private State state() {
        if (!ended) {
            return State.RUNNING;
        }
        if (cancelled) {
            return State.CANCELLED;
        }
        return stuck ? State.INCOMPLETE : State.DONE;
    }

    @Override
    public boolean await(Duration longest) {
        if (interrupting && !cancelled) {
            Thread.currentThread().interrupt();
            return false;
        }
        ended = cancelled || glances-- <= 0;
        return ended;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
