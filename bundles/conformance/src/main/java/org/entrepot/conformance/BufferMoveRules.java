package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingState;
import org.entrepot.api.Pin;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.control.Migration;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.spi.Importer;

/** Buffers that move, and what keeps them from it. */
abstract class BufferMoveRules extends BufferDeviceRules {
    /** How long a buffer that must stay is tried to be moved. */
    private static final Duration WHILE = Duration.ofMillis(200);

    private static final Duration LONG = Duration.ofSeconds(20);

    private String ofKind(ImporterKind kind) {
        String device = kinds().get(kind);
        assumeTrue(device != null, "no device is named that is " + kind);
        return String.valueOf(device);
    }

    private DmaBuf takeFor(String device) {
        return allocator()
                .allocate(AllocationRequest.bytes(BYTES)
                        .name("rule")
                        .devices(device)
                        .build());
    }

    /** A heap where the buffer is not, which could serve the device. */
    private String elsewhere(DmaBuf buffer, String device) {
        AllocationRequest request =
                AllocationRequest.bytes(BYTES).devices(device).build();
        return allocator().explain(request).verdicts().stream()
                .filter(verdict -> verdict.outcome() != Outcome.REFUSED)
                .map(verdict -> verdict.exporter())
                .filter(heap -> !heap.equals(buffer.exporter()))
                .findFirst()
                .orElseGet(() -> abort("no second heap serves " + device));
    }

    /** Tries for a while; answers whether the buffer is there. */
    private boolean moves(DmaBuf buffer, String heap, Duration longest) {
        Mover mover = mover().orElseGet(() -> abort("no mover: the test cannot move a buffer"));
        long end = System.nanoTime() + longest.toNanos();
        do {
            Migration migration = mover.move(buffer.id(), heap);
            if (!migration.await(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                migration.cancel();
                assertThat(migration.await(LONG))
                        .as("a migration that was cancelled ends")
                        .isTrue();
            }
        } while (!buffer.exporter().equals(heap) && System.nanoTime() < end);
        return buffer.exporter().equals(heap);
    }

    @Rule("BUF-28")
    void shouldStayWhereItIsWhileItIsPinned() {
        String device = ofKind(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device)) {
            String heap = elsewhere(buffer, device);
            Pin first = attachment.pin();
            Pin second = attachment.pin();
            first.close();
            first.close();
            assertThat(moves(buffer, heap, WHILE)).as("moved while pinned").isFalse();

            second.close();
            assertThat(moves(buffer, heap, LONG))
                    .as("moved when no longer pinned")
                    .isTrue();
        }
    }

    @Rule("BUF-29")
    void shouldStayWhereItIsWhileAStaticDeviceHasItMappedOrTheCpuHasItOpen() {
        String device = ofKind(ImporterKind.STATIC);
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device)) {
            String heap = elsewhere(buffer, device);
            try (DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
                assertThat(moves(buffer, heap, WHILE)).as("moved while mapped").isFalse();
                assertThat(mapping.state()).isEqualTo(MappingState.CURRENT);
            }
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
                assertThat(moves(buffer, heap, WHILE)).as("moved while open").isFalse();
                assertThat(access.view().get(0)).isZero();
            }
            assertThat(moves(buffer, heap, LONG))
                    .as("moved when nobody uses it")
                    .isTrue();
        }
    }

    @Rule("BUF-30")
    void shouldBeTheSameBufferWhenItHasMoved() {
        String device = ofKind(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = takeFor(device)) {
            fill(buffer, 31);
            long id = buffer.id();
            long size = buffer.size();
            Layout layout = buffer.layout();
            for (int move = 1; move <= 3; move++) {
                assertThat(moves(buffer, elsewhere(buffer, device), LONG))
                        .as("move %d", move)
                        .isTrue();

                assertThat(buffer)
                        .returns(id, DmaBuf::id)
                        .returns(size, DmaBuf::size)
                        .returns(layout, DmaBuf::layout)
                        .returns((long) move, DmaBuf::moves);
                assertFilled(buffer, 31);
            }
        }
    }

    @Rule("BUF-31")
    void shouldGoStaleWhenItMovesUnderADynamicDevice() {
        String device = ofKind(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            fill(buffer, 32);
            List<Segment> before = mapping.segments();
            assertThat(moves(buffer, elsewhere(buffer, device), LONG)).isTrue();

            assertThat(mapping.state()).isEqualTo(MappingState.STALE);
            assertThat(mapping.segments()).isEqualTo(before);
            try (DeviceMapping anew = attachment.map(Direction.TO_DEVICE)) {
                assertThat(anew.state()).as("mapped after the move").isEqualTo(MappingState.CURRENT);
            }
            assertFilled(buffer, 32);
        }
    }

    @Rule("BUF-32")
    void shouldLeadToTheBufferAgainWhenAMappingIsMadeAnew() {
        assumeTrue(
                kinds().containsKey(ImporterKind.DYNAMIC) || kinds().containsKey(ImporterKind.REVOCABLE),
                "no device is named that is dynamic or revocable");
        kinds().forEach((kind, device) -> {
            if (kind != ImporterKind.STATIC) {
                assertMadeAnew(device);
            }
        });
    }

    private void assertMadeAnew(String device) {
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            assertThat(moves(buffer, elsewhere(buffer, device), LONG)).isTrue();
            assertThat(mapping.state()).as("%s after the move", device).isNotEqualTo(MappingState.CURRENT);

            mapping.remap();

            assertThat(mapping.state()).as("%s", device).isEqualTo(MappingState.CURRENT);
            try (DeviceMapping equal = attachment.map(Direction.TO_DEVICE)) {
                assertThat(mapping.segments())
                        .as("%s, beside one mapped now", device)
                        .isEqualTo(equal.segments());
            }
        }
    }

    @Rule("BUF-33")
    void shouldWaitForTheWorkThatIsAnnounced() {
        Fences fences = fences().orElseGet(() -> abort("no fences: the test names none"));
        String device = ofKind(ImporterKind.DYNAMIC);
        try (DmaBuf buffer = takeFor(device);
                Timeline work = fences.timeline("work", Fences.LONGEST_BOUND)) {
            for (Usage usage : Usage.values()) {
                String heap = elsewhere(buffer, device);
                buffer.reservation().add(work.issue(), usage);
                assertThat(moves(buffer, heap, WHILE))
                        .as("moved under %s", usage)
                        .isFalse();

                work.signal(work.issued());
                assertThat(moves(buffer, heap, LONG))
                        .as("moved after %s", usage)
                        .isTrue();
            }
        }
    }

    @Rule("BUF-34")
    void shouldBeTakenFromARevocableDeviceWithinTheBound() {
        String device = ofKind(ImporterKind.REVOCABLE);
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            fill(buffer, 34);
            assertThat(moves(buffer, elsewhere(buffer, device), Importer.REVOKE_BOUND.multipliedBy(10)))
                    .as("moved soon after the bound")
                    .isTrue();

            assertThat(mapping.state()).isEqualTo(MappingState.REVOKED);
            assertFails(Reason.GONE, mapping::segments);
            assertFilled(buffer, 34);
        }
    }

    @Rule("BUF-35")
    void shouldReachTheFormerMemoryThroughAStaleMappingAndNothingThroughARevokedOne() {
        assertReaches(ImporterKind.DYNAMIC, true);
        assertReaches(ImporterKind.REVOCABLE, false);
    }

    private void assertReaches(ImporterKind kind, boolean still) {
        String device = ofKind(kind);
        DeviceProbe probe = probe(kind).orElseGet(() -> abort("no probe of the kind " + kind));
        try (DmaBuf buffer = takeFor(device);
                Attachment attachment = buffer.attach(device)) {
            fill(buffer, 35);
            DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
            long address = mapping.segments().get(0).address();
            assertThat(moves(buffer, elsewhere(buffer, device), LONG)).isTrue();
            fill(buffer, 36);

            byte[] seen = new byte[64];
            assertThat(probe.reads(address, seen))
                    .as("%s reaches its former addresses", device)
                    .isEqualTo(still);
            assertThat(seen).isEqualTo(still ? Contents.bytes(35, seen.length) : new byte[seen.length]);
            mapping.close();
            assertThat(probe.reads(address, seen))
                    .as("%s, once unmapped", device)
                    .isFalse();
        }
    }
}
