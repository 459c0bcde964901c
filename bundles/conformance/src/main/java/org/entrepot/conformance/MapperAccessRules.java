package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaFault;
import org.entrepot.api.Segment;
import org.entrepot.spi.ExportedMemory;

/** What a device reaches, and what is a fault. */
abstract class MapperAccessRules extends MapperFixture {
    private static final int ROUNDS = 20;
    private static final int MORE_WRITES = 100;

    @Rule("MAP-7")
    void shouldReachTheBytesInTheirOrder() {
        ExportedMemory memory = take(BYTES);
        try (Reached mapped = map(memory)) {
            for (int page = 0; page < BYTES / PAGE; page++) {
                assertThat(mapped.writes(page * PAGE + page, (byte) (1 + page)))
                        .as("a device writes")
                        .isTrue();
            }
            for (int page = 0; page < BYTES / PAGE; page++) {
                int offset = (int) (page * PAGE + page);
                assertThat(memory.view().get(offset))
                        .as("the byte at %s", offset)
                        .isEqualTo((byte) (1 + page));
                assertThat(mapped.reads(offset))
                        .as("what the device reads at %s", offset)
                        .isEqualTo(1 + page);
            }
        }
    }

    @Rule("MAP-8")
    void shouldFaultOnAWriteWhenMappedForReading() {
        ExportedMemory memory = take(BYTES);
        try (Reached mapped = map(memory, Direction.TO_DEVICE)) {
            for (long offset = 0; offset < BYTES; offset += PAGE) {
                assertThat(mapped.writes(offset, (byte) 1))
                        .as("a device writes at %s", offset)
                        .isFalse();
                assertThat(mapped.reads(offset))
                        .as("what the device reads at %s", offset)
                        .isZero();
            }
        }
        assertThat(Contents.notZero(memory.view()))
                .as("first byte that was written")
                .isEqualTo(-1);
    }

    @Rule("MAP-9")
    void shouldFaultOnAReadWhenMappedForWriting() {
        ExportedMemory memory = take(BYTES);
        try (Reached mapped = map(memory, Direction.FROM_DEVICE)) {
            for (long offset = 0; offset < BYTES; offset += PAGE) {
                assertThat(mapped.reads(offset))
                        .as("what the device reads at %s", offset)
                        .isEqualTo(-1);
                assertThat(mapped.writes(offset, (byte) 1))
                        .as("a device writes at %s", offset)
                        .isTrue();
            }
        }
    }

    @Rule("MAP-10")
    void shouldFaultBeforeAnythingIsMapped() {
        ExportedMemory memory = take(BYTES);
        List<Segment> places = Places.of(memory).orElseGet(List::of);

        for (Segment place : places) {
            assertThat(device().reads(place.address(), new byte[1]))
                    .as("a device reads the memory's own address, unmapped: %s", place)
                    .isFalse();
            assertThat(device().writes(place.address(), new byte[1]))
                    .as("writes it")
                    .isFalse();
        }
        assertThat(device().reads(0, new byte[1]))
                .as("a device reads address 0")
                .isFalse();
    }

    @Rule("MAP-11")
    void shouldFaultJustOutsideTheSegments() {
        try (Reached mapped = map(take(BYTES))) {
            for (long address : outside(mapped.segments())) {
                assertThat(device().reads(address, new byte[1]))
                        .as("a device reads 0x%x, outside %s", address, mapped.segments())
                        .isFalse();
                assertThat(device().writes(address, new byte[1]))
                        .as("writes 0x%x", address)
                        .isFalse();
            }
        }
    }

    @Rule("MAP-12")
    void shouldFaultAtOnceWhenUnmapped() {
        ExportedMemory memory = take(BYTES);
        Reached mapped = map(memory);
        mapped.close();

        for (long offset = 0; offset < BYTES; offset += PAGE) {
            assertThat(mapped.reads(offset))
                    .as("a device reads what is unmapped")
                    .isEqualTo(-1);
            assertThat(mapped.writes(offset, (byte) 1))
                    .as("writes what is unmapped")
                    .isFalse();
        }
        assertThat(Contents.notZero(memory.view()))
                .as("first byte that was written")
                .isEqualTo(-1);
    }

    @Rule("MAP-13")
    void shouldLetNothingThroughOnceUnmappedWhenADeviceIsInFullSwing() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            ExportedMemory memory = take(BYTES);
            Swing swing = new Swing(map(memory));
            Crowd.of(2, thread -> {
                if (thread == 1) {
                    swing.writeUntilItFaults();
                    return;
                }
                swing.mapped.close();
                memory.view().put(0, (byte) 0);
                swing.awaitMoreWritesOrAFault();
            });
            assertThat(memory.view().get(0))
                    .as("round %s: what was cleared after the unmap", round)
                    .isZero();
        }
    }

    /** A device that writes as fast as it can. */
    private static final class Swing {
        private final Reached mapped;
        private final AtomicLong writes = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();

        Swing(Reached mapped) {
            this.mapped = mapped;
        }

        void writeUntilItFaults() {
            while (!over.get() && mapped.writes(0, (byte) 1)) {
                writes.incrementAndGet();
            }
            over.set(true);
        }

        void awaitMoreWritesOrAFault() {
            long enough = writes.get() + MORE_WRITES;
            while (!over.get() && writes.get() < enough) {
                Thread.onSpinWait();
            }
            over.set(true);
        }
    }

    @Rule("MAP-14")
    void shouldRecordAFaultWithDeviceAddressAndAccess() {
        Reached mapped = map(take(BYTES));
        mapped.close();
        assumeFalse(mapper().faults().isEmpty() && recordsNothing(mapped), "the mapper remembers no faults");
        Instant before = Instant.now();

        mapped.writes(PAGE, (byte) 1);
        mapped.reads(2 * PAGE);

        List<DmaFault> faults = new ArrayList<>(mapper().faults());
        DmaFault read = faults.remove(faults.size() - 1);
        DmaFault write = faults.remove(faults.size() - 1);
        assertFault(read, mapped.address(2 * PAGE), Direction.TO_DEVICE, before);
        assertFault(write, mapped.address(PAGE), Direction.FROM_DEVICE, before);
    }

    private boolean recordsNothing(Reached unmapped) {
        unmapped.reads(0);
        return mapper().faults().isEmpty();
    }

    private void assertFault(DmaFault fault, long address, Direction access, Instant after) {
        assertThat(fault)
                .returns(device().device().name(), DmaFault::device)
                .returns(address, DmaFault::address)
                .returns(access, DmaFault::access);
        assertThat(fault.at()).as("when").isBetween(after, Instant.now());
    }
}
