package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;

/** What the CPU and devices find in memory. */
abstract class ExporterContentRules extends ExporterRoomRules {
    @Rule("EXP-20")
    void shouldBeZeroWhenFresh() {
        assumeCpuView();

        assertThat(Contents.notZero(take(piece() + PAGE).view()))
                .as("first byte that is not zero")
                .isEqualTo(-1);
    }

    @Rule("EXP-21")
    void shouldBeZeroAgainAfterTheCpuWrote() {
        assumeCpuView();
        for (int life = 0; life < 3; life++) {
            ExportedMemory memory = take(largestForBytes());
            assertThat(Contents.notZero(memory.view()))
                    .as("first byte that is not zero in use %s of the whole heap", life)
                    .isEqualTo(-1);
            Contents.fill(memory.view(), life);
            give(memory);
        }
    }

    @Rule("EXP-22")
    void shouldBeZeroAgainAfterADeviceWrote() {
        for (int life = 0; life < 3; life++) {
            ExportedMemory memory = take(largestForBytes());
            try (Reached reached = reach(memory, Direction.BIDIRECTIONAL)) {
                for (long offset = PAGE - 1; offset < memory.size(); offset += PAGE) {
                    assertThat(reached.reads(offset))
                            .as("byte %s in use %s", offset, life)
                            .isZero();
                    assertThat(reached.writes(offset, (byte) 7))
                            .as("a device writes")
                            .isTrue();
                }
            }
            give(memory);
        }
    }

    @Rule("EXP-23")
    void shouldShowTheCpuTheWholeMemory() {
        assumeCpuView();
        ExportedMemory memory = take(piece());

        assertThat(memory.view())
                .isSameAs(memory.view())
                .returns((int) memory.size(), ByteBuffer::capacity)
                .returns(0, ByteBuffer::position)
                .returns((int) memory.size(), ByteBuffer::limit)
                .returns(ByteOrder.nativeOrder(), ByteBuffer::order)
                .returns(false, ByteBuffer::isReadOnly);
    }

    @Rule("EXP-24")
    void shouldRefuseAViewWhenItSaidThatThereIsNone() {
        assumeFalse(hasView(capabilities()), "the memory has a CPU view");
        ExportedMemory memory = take(piece());

        refused(memory::view, Reason.UNSUPPORTED);
    }

    @Rule("EXP-25")
    void shouldShowDevicesWhatTheCpuWroteAndTheOtherWayRound() {
        assumeCpuView();
        ExportedMemory memory = take(piece());
        try (Reached reached = reach(memory, Direction.BIDIRECTIONAL)) {
            for (int offset = 0; offset < memory.size(); offset += (int) PAGE - 1) {
                byte sent = (byte) (1 + offset % 100);
                memory.beginCpuAccess(CpuUse.WRITE);
                memory.view().put(offset, sent);
                memory.endCpuAccess(CpuUse.WRITE);
                assertThat(reached.reads(offset))
                        .as("what the device reads at %s", offset)
                        .isEqualTo(sent);

                assertThat(reached.writes(offset, (byte) -sent)).isTrue();
                memory.beginCpuAccess(CpuUse.READ);
                assertThat(memory.view().get(offset))
                        .as("what the CPU reads at %s", offset)
                        .isEqualTo((byte) -sent);
                memory.endCpuAccess(CpuUse.READ);
            }
        }
    }

    @Rule("EXP-26")
    void shouldLetBracketsOverlap() {
        assumeCpuView();
        ExportedMemory memory = take(PAGE);
        List<CpuUse> uses = List.of(CpuUse.READ, CpuUse.WRITE, CpuUse.READ_WRITE);

        uses.forEach(memory::beginCpuAccess);
        memory.view().put(1, (byte) 5);
        uses.forEach(memory::endCpuAccess);

        memory.beginCpuAccess(CpuUse.READ);
        assertThat(memory.view().get(1)).isEqualTo((byte) 5);
        memory.endCpuAccess(CpuUse.READ);
    }

    @Rule("EXP-27")
    void shouldNeverShowAnothersBytesInAStaleView() {
        assumeCpuView();
        ExportedMemory old = take(largestForBytes());
        ByteBuffer stale = old.view();
        Contents.fill(stale, 1);
        give(old);

        ExportedMemory next = take(largestForBytes());
        Contents.fill(next.view(), 2);

        for (int offset = 0; offset < stale.capacity(); offset += (int) PAGE) {
            assertThat(stale.getLong(offset))
                    .as("what the stale view shows at %s: zero, or what was there last", offset)
                    .isNotEqualTo(next.view().getLong(offset));
        }
    }

    @Rule("EXP-28")
    void shouldNeverChangeAnothersBytesThroughAStaleView() {
        assumeCpuView();
        ExportedMemory old = take(largestForBytes());
        ByteBuffer stale = old.view();
        give(old);
        ExportedMemory next = take(largestForBytes());
        Contents.fill(next.view(), 2);

        Contents.fill(stale, 1);

        assertThat(Contents.differs(next.view(), 2))
                .as("first byte that changed")
                .isEqualTo(-1);
    }

    final void assumeCpuView() {
        assumeTrue(hasView(capabilities()), "the memory has no CPU view");
    }

    /** As much as a heap gives in one piece, so that the next use gets the same place; within what a test takes. */
    private long largestForBytes() {
        return Math.min(largest(), 64L << 20);
    }
}
