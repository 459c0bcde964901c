package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.entrepot.api.Attachment;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A move that fails in a way that nobody foresaw is told, leaves the buffer whole, and ends no other's. */
class BrokenMoveTest extends CameraJoins {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Migrations migrations =
            new Migrations(machine.buffers, machine.roster, machine.notices::add, () -> LONG);

    @AfterEach
    void stop() {
        migrations.close();
    }

    /** Memory that shows the CPU something else than its bytes. */
    private record OddMemory(ExportedMemory good, UnaryOperator<ByteBuffer> shown) implements ExportedMemory {
        @Override
        public long size() {
            return good.size();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return good.cookies();
        }

        @Override
        public ByteBuffer view() {
            return shown.apply(good.view());
        }

        @Override
        public void close() {
            good.close();
        }
    }

    private MigrationStatus migrated(List<Long> buffers) {
        Migration migration = migrations.migrate(buffers, "cma");
        assertThat(migration.await(LONG)).isTrue();
        return migration.status();
    }

    private void assertStays(UnaryOperator<ByteBuffer> shown) {
        cma.behaviour = request -> new OddMemory(cma.serve(request), shown);
        try (DmaBuf buffer = filled();
                Attachment display = buffer.attach("display0")) {
            MigrationStatus status = migrated(List.of(buffer.id()));

            assertThat(status.state()).isEqualTo(State.INCOMPLETE);
            assertThat(status.left()).singleElement().satisfies(left -> assertThat(left.why())
                    .contains("a CPU view is of the whole memory, and writable"));
            assertThat(cma.live).hasValue(0);
            assertThat(scarce.traffic().faults()).isPositive();
            assertFilled(buffer);
            display.map(Direction.TO_DEVICE).close();
        }
    }

    @Test
    void shouldStayWhereItIsWhenTheNewMemoryShowsTooLittle() {
        assertStays(whole -> whole.duplicate().limit(4096).slice());
    }

    @Test
    void shouldStayWhereItIsWhenTheNewMemoryCannotBeWritten() {
        assertStays(ByteBuffer::asReadOnlyBuffer);
    }

    @Test
    void shouldBeToldAndCallNothingMovedWhenTheEngineFails() {
        try (DmaBuf buffer = filled()) {
            Buffer inside = machine.buffers.find(buffer.id()).orElseThrow();
            IllegalStateException bug = new IllegalStateException("bug of a test");

            Relocation result = machine.buffers.relocate(
                    inside,
                    any -> {
                        throw bug;
                    },
                    Optional.empty(),
                    "of a test",
                    new FormerPlaces(0));

            assertThat(result.outcome()).isEqualTo(Relocation.Outcome.FAILED);
            assertThat(result.why()).contains("bug of a test");
            assertThat(machine.failures()).containsExactly(bug);
            assertFilled(buffer);
            assertThat(migrated(List.of(buffer.id())).state()).isEqualTo(State.DONE);
        }
    }

    @Test
    void shouldMoveTheOthersWhenOneFails() {
        cma.behaviour = request -> request.bytes() == SIZE
                ? new OddMemory(cma.serve(request), ByteBuffer::asReadOnlyBuffer)
                : cma.serve(request);
        try (DmaBuf broken = filled();
                DmaBuf other = allocate(4096, "display0")) {
            MigrationStatus status = migrated(List.of(broken.id(), other.id()));

            assertThat(List.of(status.total(), status.moved())).containsExactly(2, 1);
            assertThat(other.exporter()).isEqualTo("cma");
            assertFilled(broken);
        }
    }
}
