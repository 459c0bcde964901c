package org.entrepot.core.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.core.internal.TestMachine;
import org.entrepot.core.internal.roster.Device;
import org.junit.jupiter.api.Test;

/** What binds a buffer to a device that nobody uses any more. */
class RetiredLinkTest extends CameraJoins {
    @Test
    void shouldForgetADeviceThatLeftOnceItsAttachmentsAreClosed() {
        try (DmaBuf buffer = filled()) {
            WeakReference<Device> left = attachToOneThatLeaves(buffer);
            gpu();
            try (Attachment again = buffer.attach("gpu0")) {
                assertThat(again.device()).isEqualTo("gpu0");
                await().untilAsserted(() -> {
                    System.gc();
                    assertThat(left.get()).isNull();
                });
            }
        }
    }

    /** Its attachment is closed only when another of the same name has taken its place. */
    private WeakReference<Device> attachToOneThatLeaves(DmaBuf buffer) {
        WeakReference<Device> left = new WeakReference<>(gpu());
        try (Attachment first = buffer.attach("gpu0")) {
            gpu();
            buffer.attach("gpu0").close();
            assertThat(first.isOpen()).isTrue();
        }
        return left;
    }

    private Device gpu() {
        machine.roster.devices().stream()
                .filter(device -> device.name().equals("gpu0"))
                .forEach(machine.roster::depart);
        return machine.device("gpu0", TestMachine.IOMMU_BUS, Constraints.NONE);
    }

    @Test
    void shouldMapNothingForOneThatWasDetachedWhileItWaited() throws InterruptedException {
        try (DmaBuf buffer = filled()) {
            Attachment attachment = buffer.attach("display0");
            DeviceLinks links = machine.buffers.all().get(0).links();
            ReentrantLock reservation = links.reservation();
            CompletableFuture<Void> mapping;
            reservation.lock();
            try {
                mapping = CompletableFuture.runAsync(
                        () -> attachment.map(Direction.TO_DEVICE).close());
                await().until(reservation::hasQueuedThreads);
                attachment.close();
                assertThat(links.company().members()).isEmpty();
            } finally {
                reservation.unlock();
            }

            assertThat(mapping)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContainingAll("display0", "attach the device again");
            assertThat(List.of(links.keepers(), links.statuses())).allMatch(List::isEmpty);
        }
    }
}
