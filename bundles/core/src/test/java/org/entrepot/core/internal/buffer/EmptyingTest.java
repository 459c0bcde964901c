package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.LameMemory;
import org.entrepot.core.internal.migration.Migrations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many buffers leave a heap at once: when what they left is given back, and what comes of it. */
class EmptyingTest extends CameraJoins {
    private static final int MANY = 200;
    private static final int PAGE = 4096;

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> Duration.ofSeconds(20));
    private final List<DmaBuf> open = new ArrayList<>();

    @AfterEach
    void closeEverything() {
        open.forEach(DmaBuf::close);
        migrations.close();
    }

    private void fill(int buffers) {
        for (int i = 0; i < buffers; i++) {
            DmaBuf buffer = allocate(PAGE, "display0");
            open.add(buffer);
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                access.view().putInt(0, i).putInt(PAGE - 4, ~i);
            }
        }
    }

    private void leave() {
        machine.leave(plenty);
        migrations.left(plenty);
        await().until(() -> !migrations.isLeaving(plenty));
    }

    private void assertMoved() {
        for (int i = 0; i < open.size(); i++) {
            assertThat(open.get(i).exporter()).isEqualTo("cma");
            try (CpuAccess access = open.get(i).beginCpuAccess(CpuUse.READ)) {
                assertThat(access.view().getInt(0)).isEqualTo(i);
                assertThat(access.view().getInt(PAGE - 4)).isEqualTo(~i);
            }
        }
        assertThat(system.live).hasValue(0);
        assertThat(plenty.buffers()).isZero();
    }

    @Test
    void shouldGiveNothingBackBeforeTheLastHasMovedAndAllBeforeTheHeapIsGone() {
        Queue<Integer> out = new ConcurrentLinkedQueue<>();
        cma.behaviour = request -> {
            out.add(system.live.get());
            return cma.serve(request);
        };
        fill(MANY);

        leave();

        assertThat(out).hasSize(MANY).containsOnly(MANY);
        assertThat(machine.roster.departed()).isEmpty();
        assertMoved();
    }

    @Test
    void shouldGiveBackWhatWasLeftWhenTheOtherHeapHasNoRoomOtherwise() {
        cma.behaviour = request -> {
            if (system.live.get() + cma.live.get() > MANY) {
                throw new EntrepotException(Reason.OUT_OF_MEMORY, "the machine has page frames: free=0");
            }
            return cma.serve(request);
        };
        fill(MANY);
        open.remove(0).close();

        leave();

        open.forEach(buffer -> assertThat(buffer.exporter()).isEqualTo("cma"));
        assertThat(system.live).hasValue(0);
    }

    @Test
    void shouldGiveBackOnTheWayWhenMoreWaitsThanMay() {
        fill(4);
        FormerPlaces former = new FormerPlaces(2 * PAGE);
        List<Integer> out = new ArrayList<>();
        for (Buffer buffer : machine.buffers.all()) {
            machine.buffers.relocate(buffer, any -> true, Optional.of("cma"), "test", former);
            former.trim();
            out.add(system.live.get());
        }

        assertThat(out).containsExactly(4, 4, 1, 1);
        assertThat(former.giveBack()).isTrue();
        assertThat(former.giveBack()).isFalse();
        assertMoved();
    }

    @Test
    void shouldTryWhoFoundNoRoomAgainWhenOthersMadeSome() {
        cma.behaviour = request -> {
            if (cma.allocations.get() == 1) {
                throw new EntrepotException(Reason.OUT_OF_MEMORY, "the machine has page frames: free=0");
            }
            return cma.serve(request);
        };
        fill(2);

        leave();

        assertMoved();
    }

    @Test
    void shouldTellAndGoOnWhenMemoryCannotBeGivenBack() {
        system.behaviour = request -> new LameMemory(system.serve(request), LameMemory.Part.CLOSE, () -> {
            throw new IllegalStateException("stuck");
        });
        fill(3);

        leave();

        assertMoved();
        assertThat(machine.failures()).hasSize(3).allSatisfy(e -> assertThat(e).hasMessageContaining("stuck"));
    }
}
