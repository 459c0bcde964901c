package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.Reason;
import org.entrepot.control.Migration;
import org.entrepot.fence.Fences;

/** An allocator, and what tests do with it. */
abstract class BufferFixture extends Contract {
    static final long BYTES = 64L << 10;

    BufferFixture() {
        super("BUF");
    }

    /** The allocator that is tested, the same within a test. */
    protected abstract Allocator allocator();

    /** Names of devices that are here and can share a buffer of 64 KiB; rules that need more than are named are skipped. */
    protected List<String> devices() {
        return List.of();
    }

    /** The first of {@link #devices} as a device that the test drives, for the rules about what devices see. */
    protected Optional<DeviceProbe> probe() {
        return Optional.empty();
    }

    /** Lets all heaps go that serve requests for no device, for the rule that buffers outlive them; skipped without. */
    protected Optional<Runnable> departure() {
        return Optional.empty();
    }

    /** The fences of a bundle, for the rule about who waits for whom; skipped without. */
    protected Optional<Fences> fences() {
        return Optional.empty();
    }

    /** Names of devices that are here, by their kinds, for the rules about moves; those about kinds that are not named are skipped. */
    protected Map<ImporterKind, String> kinds() {
        return Map.of();
    }

    /** A device of {@link #kinds} as one that the test drives, for the rules about what it reaches when the buffer has moved. */
    protected Optional<DeviceProbe> probe(ImporterKind kind) {
        return Optional.empty();
    }

    /** Lets an operator move a buffer to a heap, for the rules about moves; skipped without. */
    protected Optional<Mover> mover() {
        return Optional.empty();
    }

    /** An operator who moves buffers. */
    @FunctionalInterface
    public interface Mover {
        /**
         * Begins to move a buffer.
         *
         * @param buffer its number
         * @param heap name of an exporter
         */
        Migration move(long buffer, String heap);
    }

    final String device() {
        assumeFalse(devices().isEmpty(), "no device is named");
        return devices().get(0);
    }

    final DeviceProbe theProbe() {
        return probe().orElseGet(() -> abort("no probe: no device of the test reaches memory"));
    }

    final AllocationRequest request() {
        return AllocationRequest.bytes(BYTES).name("rule").build();
    }

    /** Of memory that the device can use, if one is named. */
    final DmaBuf take() {
        return allocator()
                .allocate(AllocationRequest.bytes(BYTES)
                        .name("rule")
                        .devices(devices().stream().limit(1).toArray(String[]::new))
                        .build());
    }

    static void fill(DmaBuf buffer, long seed) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            Contents.fill(access.view(), seed);
        }
    }

    static void assertZero(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            assertThat(Contents.notZero(access.view()))
                    .as("first byte that is not zero")
                    .isEqualTo(-1);
        }
    }

    static void assertFilled(DmaBuf buffer, long seed) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            assertThat(Contents.differs(access.view(), seed))
                    .as("first byte that changed")
                    .isEqualTo(-1);
        }
    }

    static void assertMisuse(ThrowingCallable call) {
        assertThatThrownBy(call).as("misuse").isInstanceOf(IllegalStateException.class);
    }

    static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("=");
    }
}
