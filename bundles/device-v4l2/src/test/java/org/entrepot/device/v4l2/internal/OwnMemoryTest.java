package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.OptionalInt;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryRequest;
import org.junit.jupiter.api.Test;

/** A driver's own memory is a heap that promises what was found, and is asked last. */
class OwnMemoryTest {
    private static final long QUOTA = 1 << 20;
    private static final OwnMemory ANY = new OwnMemory(Queue.CAPTURE, false, OptionalInt.of(32));

    private final ModelMemory memory = new ModelMemory();

    private KernelExporter heap(OwnMemory own) {
        VideoDevices devices = new Scene.Nodes(ModelVideo.camera("NV12"), memory);
        VideoIdentity known = Scene.identity(ModelVideo.camera("NV12"));
        VideoIdentity identity = new VideoIdentity(
                known.description(), known.constraints(), known.node(), devices, known.buffers(), known.longest());
        return own.heap(identity, QUOTA);
    }

    @Test
    void shouldBeAskedLast() {
        Capabilities can = heap(ANY).capabilities();

        assertThat(can.supply()).isEqualTo(Supply.SCARCE);
        assertThat(can.cost()).isGreaterThan(100);
        assertThat(can.mappingTypes()).containsExactly(MappingType.FD);
        assertThat(can.largestSize()).isEqualTo(QUOTA);
        assertThat(memory.out).as("pieces that a trial left behind").isZero();
    }

    @Test
    void shouldPromiseOneRunInReachOnlyWhenItsDriverWasFoundToTakeThat() {
        Capabilities scattered = heap(ANY).capabilities();
        assertThat(scattered.contiguity()).isEqualTo(Contiguity.SCATTERED);
        assertThat(scattered.highestAddress()).isEqualTo(ModelMemory.HIGHEST);

        Capabilities oneRun =
                heap(new OwnMemory(Queue.CAPTURE, true, OptionalInt.of(32))).capabilities();
        assertThat(oneRun.contiguity()).isEqualTo(Contiguity.ONE_RUN);
        assertThat(oneRun.highestAddress()).isEqualTo(0xffff_ffffL);

        Capabilities untold =
                heap(new OwnMemory(Queue.CAPTURE, true, OptionalInt.empty())).capabilities();
        assertThat(untold.highestAddress()).isEqualTo(ModelMemory.HIGHEST);
    }

    @Test
    void shouldBeNoHeapWhenItsDriverMakesNone() {
        memory.refusal = Reason.UNSUPPORTED;

        assertReason(Reason.UNSUPPORTED, () -> heap(ANY));
    }

    @Test
    void shouldBeAHeapThatIsBusyWhileSomebodyStreams() {
        memory.refusal = Reason.BUSY;
        KernelExporter heap = heap(ANY);

        MemoryRequest request = new MemoryRequest("picture", 4096, Constraints.NONE, new ByteLayout(4096));
        assertReason(Reason.BUSY, () -> heap.allocate(request));

        memory.refusal = null;
        try (ExportedMemory taken = heap.allocate(request)) {
            assertThat(heap.usage().used()).isEqualTo(taken.size());
        }
        assertThat(heap.usage().used()).isZero();
    }

    private static void assertReason(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(call)
                .extracting(EntrepotException::reason)
                .isEqualTo(reason);
    }
}
