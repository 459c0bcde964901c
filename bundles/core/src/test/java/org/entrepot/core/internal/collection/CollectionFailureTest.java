package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus.State;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.Test;

/** All or nothing: what becomes of a collection whose buffers cannot be had. */
class CollectionFailureTest extends CollectionBench {
    private final List<Integer> closed = new CopyOnWriteArrayList<>();

    /** Memory that says when it was closed. */
    private record Numbered(int number, TestHeap.Memory memory, List<Integer> closed) implements ExportedMemory {
        @Override
        public long size() {
            return memory.size();
        }

        @Override
        public List<MemoryCookie> cookies() {
            return memory.cookies();
        }

        @Override
        public ByteBuffer view() {
            return memory.view();
        }

        @Override
        public void close() {
            closed.add(number);
            memory.close();
        }
    }

    private void fullAfter(int most) {
        AtomicInteger served = new AtomicInteger();
        heap.behaviour = request -> {
            if (heap.live.get() >= most) {
                throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: free=0");
            }
            return new Numbered(served.incrementAndGet(), heap.new Memory(request.bytes()), closed);
        };
    }

    private State state() {
        return collections.statuses().get(0).state();
    }

    @Test
    void shouldGiveAllBackNewestFirstWhenTheLastCannotBeHad() {
        fullAfter(4);
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 5)) {
            assertThatThrownBy(() -> collection.allocate(Duration.ZERO))
                    .isInstanceOfSatisfying(AllocationRefusedException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
                        assertThat(e.explanation().verdicts()).hasSize(1);
                    })
                    .hasMessageContainingAll("had=4 of 5", "system refused, room");

            assertThat(closed).containsExactly(4, 3, 2, 1);
            assertThat(heap.live).hasValue(0);
            assertThat(machine.account.status().bytes()).isZero();
            assertThat(state()).isEqualTo(State.FAILED);
            assertReason(() -> buffers(camera), Reason.OUT_OF_MEMORY, "had=4 of 5");
        }
    }

    @Test
    void shouldSucceedAfterAFailureWhenWhoWantedTooMuchIsReplaced() {
        fullAfter(4);
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            Seat greedy = stated(collection, "greedy", 3);
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.OUT_OF_MEMORY, "gave them back");

            try (Seat modest = greedy.replace("modest")) {
                assertThat(state()).isEqualTo(State.NEGOTIATING);
                modest.state(needs(2));
                assertThat(collection.allocate(Duration.ZERO)).isEqualTo(4);
                assertThat(ids(modest)).isEqualTo(ids(camera));
                assertThat(state()).isEqualTo(State.ALLOCATED);
            }
        }
    }

    @Test
    void shouldSucceedAfterAFailureWhenThereIsRoomAgain() {
        fullAfter(1);
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 2)) {
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.OUT_OF_MEMORY, "gave them back");
            fullAfter(2);
            collection.allocate(Duration.ZERO);
            assertThat(ids(camera)).hasSize(2);
        }
    }

    @Test
    void shouldTakeSomeOfTheNextHeapWhenTheBestHasNoRoomForAll() {
        fullAfter(2);
        TestHeap next = TestHeap.cma("cma");
        machine.heap(next);
        try (BufferCollection collection = open();
                Seat camera = stated(collection, "camera", 3)) {
            collection.allocate(Duration.ZERO);
            assertThat(buffers(camera)).extracting(DmaBuf::exporter).containsExactly("system", "system", "cma");
        }
        assertThat(next.live).hasValue(0);
    }

    @Test
    void shouldKeepNothingWhenTheBundlesLimitIsReachedOnTheWay() {
        long half = 1L << 29;
        heap.behaviour = request -> new Large(request.bytes(), heap.new Memory(4096));
        try (BufferCollection collection =
                        collections.open(AllocationRequest.bytes(half).build(), machine.account);
                Seat camera = stated(collection, "camera", 3)) {
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.LIMIT, "had=2 of 3", "org.example.app");
            assertThat(machine.account.status().bytes()).isZero();
            assertThat(camera.isOpen()).isTrue();
        }
    }

    /** Memory that says that it is larger than it is. */
    private record Large(long size, TestHeap.Memory memory) implements ExportedMemory {
        @Override
        public List<MemoryCookie> cookies() {
            return List.of();
        }

        @Override
        public ByteBuffer view() {
            return memory.view();
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Test
    void shouldSayThatADeviceIsNotHereWhenAllocating() {
        try (BufferCollection collection = open();
                Seat camera = collection.join("camera")) {
            camera.state(
                    Statement.builder().device("nosuch", Direction.FROM_DEVICE).build());

            assertReason(() -> collection.allocate(Duration.ZERO), Reason.UNKNOWN, "device=nosuch");
            assertReason(collection::explain, Reason.UNKNOWN, "device=nosuch");
            assertThat(collections.statuses().get(0).failure())
                    .hasValueSatisfying(why -> assertThat(why).contains("device=nosuch"));
            assertThat(state()).isEqualTo(State.FAILED);
        }
    }

    @Test
    void shouldGoOnWhenAHeapBreaksByAnError() {
        heap.behaviour = request -> {
            throw new OutOfMemoryError("test");
        };
        try (BufferCollection collection = collections.open(PAGE, other);
                Seat camera = stated(collection, "camera", 1)) {
            assertReason(() -> collection.allocate(Duration.ZERO), Reason.OUT_OF_MEMORY, "OutOfMemoryError");
            assertThat(state()).isEqualTo(State.FAILED);

            heap.behaviour = heap::serve;
            collection.allocate(Duration.ZERO);
            assertThat(buffers(camera)).hasSize(1);
        }
        assertThat(machine.failures).hasSize(1);
        machine.failures.clear();
    }
}
