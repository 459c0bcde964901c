package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.migration.Migrations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffers that could move but for want of room wait for it, without asking all the time. */
class FullHeapsTest extends CameraJoins {
    private static final Duration WHILE = Duration.ofMillis(900);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> LONG);

    @AfterEach
    void stop() {
        migrations.close();
    }

    private Migration drain(Duration deadline) {
        machine.roster.disable("system");
        return migrations.drained(plenty, deadline);
    }

    @Test
    void shouldMoveWhenAnotherBufferGaveMemoryBack() {
        DmaBuf other = allocate(SIZE, "camera0");
        cma.behaviour = request -> {
            cma.room = SIZE - cma.live.get() * (long) SIZE;
            return cma.serve(request);
        };
        try (DmaBuf buffer = filled()) {
            Migration drain = drain(LONG);
            await().until(() -> cma.allocations.get() > 1);
            assertThat(drain.status().state()).isEqualTo(State.RUNNING);
            other.close();

            assertThat(drain.await(LONG)).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.DONE);
            assertThat(buffer.exporter()).isEqualTo("cma");
            assertFilled(buffer);
        }
    }

    @Test
    void shouldMoveWhenWhoeverElseUsesTheHeapGaveMemoryBack() {
        cma.room = 0;
        try (DmaBuf buffer = filled()) {
            Migration drain = drain(LONG);
            await().until(() -> cma.allocations.get() > 0);
            cma.room = Long.MAX_VALUE;

            assertThat(drain.await(LONG)).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.DONE);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldMoveWhenAHeapIsNoLongerBusy() {
        AtomicBoolean busy = new AtomicBoolean(true);
        cma.behaviour = request -> {
            if (busy.get()) {
                throw new EntrepotException(Reason.BUSY, "what memory is made with is free: another has it");
            }
            return cma.serve(request);
        };
        try (DmaBuf buffer = filled()) {
            Migration drain = drain(LONG);
            await().until(() -> cma.allocations.get() > 1);
            assertThat(drain.status().state()).isEqualTo(State.RUNNING);
            busy.set(false);

            assertThat(drain.await(LONG)).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.DONE);
            assertFilled(buffer);
        }
    }

    @Test
    void shouldAskNowAndThenOnlyAndGiveUpAtTheDeadline() {
        cma.room = 0;
        try (DmaBuf buffer = filled()) {
            Migration drain = drain(WHILE);

            assertThat(drain.await(LONG)).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.INCOMPLETE);
            assertThat(drain.status().left()).singleElement().satisfies(left -> assertThat(left.why())
                    .contains("a heap has room: free=0"));
            assertThat(cma.allocations.get()).isBetween(2, 6);
            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }

    @Test
    void shouldGiveUpAtOnceWhenNobodyCouldEverServe() {
        machine.leave(scarce);
        try (DmaBuf buffer = filled()) {
            Migration drain = drain(LONG);

            assertThat(drain.await(Duration.ofSeconds(5))).isTrue();
            assertThat(drain.status().state()).isEqualTo(State.INCOMPLETE);
            assertThat(buffer.exporter()).isEqualTo("system");
        }
    }

    @Test
    void shouldMoveABufferOnceThatIsNamedTwice() {
        try (DmaBuf buffer = filled()) {
            Migration migration = migrations.migrate(List.of(buffer.id(), buffer.id()), "cma");

            assertThat(migration.await(LONG)).isTrue();
            assertThat(List.of(migration.status().total(), migration.status().moved()))
                    .containsExactly(1, 1);
        }
    }
}
