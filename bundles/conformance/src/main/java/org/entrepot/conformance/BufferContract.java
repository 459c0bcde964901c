package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation;
import org.entrepot.api.Reason;

/**
 * The rules for buffers, as an application sees them: for whoever supplies an engine, and for whoever wants to know what a buffer
 * promises. A test extends this and says which allocator is meant:
 *
 * <pre>{@code
 * class EngineRulesTest extends BufferContract {
 *     @Override protected Allocator allocator() { return allocator; }
 *     @Override protected List<String> devices() { return List.of("camera0", "encoder0"); }
 * }
 * }</pre>
 *
 * <p>Each test names its rule; the rules stand in {@code docs/backend-rules.md}.
 */
public abstract class BufferContract extends BufferMoveRules {
    private static final long FAR_TOO_MUCH = 1L << 50;

    /** For the tests that extend it. */
    protected BufferContract() {}

    @Rule("BUF-1")
    void shouldHaveWholePagesForItsContents() {
        for (long bytes : new long[] {1, 4095, 4096, 4097, BYTES}) {
            try (DmaBuf buffer =
                    allocator().allocate(AllocationRequest.bytes(bytes).build())) {
                assertThat(buffer.layout().bytes())
                        .as("layout for %s bytes", bytes)
                        .isEqualTo(bytes);
                assertThat(buffer.size()).as("size for %s bytes", bytes).isGreaterThanOrEqualTo(bytes);
                assertThat(buffer.size() % 4096)
                        .as("size %s, in pages", buffer.size())
                        .isZero();
            }
        }
    }

    @Rule("BUF-2")
    void shouldHaveANumberThatNoOtherEverGets() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            try (DmaBuf buffer = take();
                    DmaBuf same = buffer.duplicate()) {
                assertThat(same.id()).as("id of a duplicate").isEqualTo(buffer.id());
                assertThat(seen.add(buffer.id()))
                        .as("id %s is new", buffer.id())
                        .isTrue();
            }
        }
    }

    @Rule("BUF-3")
    void shouldBeZeroAlsoWhenItsMemoryWasUsed() {
        for (int life = 0; life < 3; life++) {
            try (DmaBuf buffer = take()) {
                assertZero(buffer);
                fill(buffer, life);
            }
        }
    }

    @Rule("BUF-4")
    void shouldComeFromTheHeapThatIsExplained() {
        Explanation explanation = allocator().explain(request());
        try (DmaBuf buffer = allocator().allocate(request())) {
            assertThat(buffer.name()).isEqualTo("rule");
            assertThat(explanation.chosen().orElseThrow().exporter()).isEqualTo(buffer.exporter());
        }
    }

    @Rule("BUF-5")
    void shouldCarryTheExplanationWhenRefused() {
        AllocationRequest tooMuch = AllocationRequest.bytes(FAR_TOO_MUCH).build();

        assertThatThrownBy(() -> allocator().allocate(tooMuch))
                .isInstanceOfSatisfying(AllocationRefusedException.class, e -> {
                    assertThat(e.reason()).isIn(Reason.REFUSED, Reason.OUT_OF_MEMORY);
                    assertThat(e.explanation().chosen()).isEmpty();
                    assertThat(e.getMessage()).contains("=");
                });
        take().close();
    }

    @Rule("BUF-6")
    void shouldRefuseARequestForADeviceThatIsNotHere() {
        AllocationRequest request =
                AllocationRequest.bytes(BYTES).devices("nobody0").build();

        assertFails(Reason.UNKNOWN, () -> allocator().allocate(request));
        assertFails(Reason.UNKNOWN, () -> allocator().explain(request));
    }

    @Rule("BUF-7")
    void shouldCloseEachReferenceOnItsOwnAndOnce() {
        DmaBuf first = take();
        fill(first, 2);
        DmaBuf second = first.duplicate();
        first.close();
        first.close();

        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
        assertFilled(second, 2);
        second.close();
        assertMisuse(() -> second.beginCpuAccess(CpuUse.READ));
    }

    @Rule("BUF-8")
    void shouldShowTheCpuTheWholeBufferBetweenBeginAndEnd() {
        try (DmaBuf buffer = take()) {
            CpuAccess access = buffer.beginCpuAccess(CpuUse.READ_WRITE);
            assertThat(access.view())
                    .returns(ByteOrder.nativeOrder(), ByteBuffer::order)
                    .returns(0, ByteBuffer::position)
                    .returns((int) buffer.size(), ByteBuffer::limit)
                    .returns(false, ByteBuffer::isReadOnly);
            access.close();
            access.close();
            assertMisuse(access::view);
            try (CpuAccess reading = buffer.beginCpuAccess(CpuUse.READ)) {
                assertThat(reading.view().isReadOnly())
                        .as("a view for reading is read-only")
                        .isTrue();
            }
            assertThatThrownBy(() -> buffer.beginCpuAccess(CpuUse.NONE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Rule("BUF-9")
    void shouldLetBracketsOverlapAndCountWhatTheCpuMayHaveWritten() {
        try (DmaBuf buffer = take();
                CpuAccess writing = buffer.beginCpuAccess(CpuUse.WRITE);
                CpuAccess reading = buffer.beginCpuAccess(CpuUse.READ)) {
            writing.view().put(5, (byte) 7);

            assertThat(reading.view().get(5)).isEqualTo((byte) 7);
            assertThat(buffer.cpuWrittenBytes()).as("cpuWrittenBytes").isEqualTo(buffer.size());
        }
    }

    @Rule("BUF-19")
    void shouldNeverShowAnothersBytesInAStaleView() {
        DmaBuf old = take();
        ByteBuffer stale;
        try (CpuAccess access = old.beginCpuAccess(CpuUse.WRITE)) {
            stale = access.view();
            Contents.fill(stale, 1);
        }
        old.close();
        try (DmaBuf next = take()) {
            fill(next, 2);

            for (int offset = 0; offset < stale.capacity(); offset += 8) {
                assertThat(stale.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(offset))
                        .as("what the stale view shows at %s", offset)
                        .isIn(0L, Contents.at(1, offset));
            }
            Contents.fill(stale, 3);
            assertFilled(next, 2);
        }
    }

    @Rule("BUF-26")
    void shouldServeSeveralThreadsAtOnce() throws InterruptedException {
        try (DmaBuf shared = take()) {
            fill(shared, 9);
            Crowd.of(4, thread -> {
                for (int round = 0; round < 100; round++) {
                    try (DmaBuf reference = shared.duplicate();
                            DmaBuf own = take()) {
                        assertZero(own);
                        fill(own, thread);
                        assertFilled(own, thread);
                        assertFilled(reference, 9);
                    }
                }
            });
            assertFilled(shared, 9);
        }
    }
}
