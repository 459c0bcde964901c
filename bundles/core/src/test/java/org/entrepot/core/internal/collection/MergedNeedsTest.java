package org.entrepot.core.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.junit.jupiter.api.Test;

class MergedNeedsTest {
    private static final AllocationRequest OPENING = AllocationRequest.image(64, 48, PixelFormat.NV12)
            .name("frames")
            .tags("preview")
            .cpuUse(CpuUse.NONE)
            .build();

    private final SortedMap<String, Statement> stated = new TreeMap<>();

    private MergedNeeds merged() {
        return MergedNeeds.of(OPENING, stated);
    }

    private void counts(String participant, int camping, int dedicated, int shared) {
        stated.put(
                participant,
                Statement.builder()
                        .counts(new BufferCounts(camping, dedicated, shared))
                        .build());
    }

    @Test
    void shouldAddWhatEachHoldsAndTakeTheLargestOfWhatAllShare() {
        counts("a", 1, 2, 3);
        counts("b", 2, 1, 1);

        assertThat(merged().buffers()).isEqualTo(1 + 2 + 2 + 1 + 3);
    }

    @Test
    void shouldBeOneBufferWhenNobodyNeedsOneOfItsOwn() {
        counts("a", 0, 0, 0);

        assertThat(merged().buffers()).isEqualTo(1);
    }

    @Test
    void shouldNameTheLimitWhenThereAreTooManyBuffers() {
        counts("a", 1000, 0, 24);
        assertThat(merged().buffers()).isEqualTo(1024);

        counts("b", 1, 0, 0);
        assertThatThrownBy(this::merged)
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
                .hasMessageContainingAll("buffers=1025", "participant=b");
    }

    @Test
    void shouldSayWhatTheOpenerSaidWhenNobodyHasStated() {
        assertThat(merged().request()).isEqualTo(OPENING);
    }

    @Test
    void shouldMakeEqualRequestsWhenTheSameIsStatedInAnotherOrder() {
        Statement one =
                Statement.builder().device("camera0", Direction.FROM_DEVICE).build();
        Statement two =
                Statement.builder().device("display0", Direction.TO_DEVICE).build();
        stated.put("b", one);
        stated.put("a", two);
        AllocationRequest first = merged().request();

        stated.clear();
        stated.put("a", two);
        stated.put("b", one);

        assertThat(merged().request()).isEqualTo(first);
        assertThat(first.devices()).containsExactly("display0", "camera0");
    }

    @Test
    void shouldJoinWhatTwoDoWithOneDeviceAndTheCpu() {
        stated.put(
                "reader",
                Statement.builder()
                        .device("codec0", Direction.TO_DEVICE)
                        .cpuUse(CpuUse.READ)
                        .build());
        assertThat(merged().request().use("codec0")).isEqualTo(Direction.TO_DEVICE);
        assertThat(merged().request().cpuUse()).isEqualTo(CpuUse.READ);

        stated.put(
                "writer",
                Statement.builder()
                        .device("codec0", Direction.FROM_DEVICE)
                        .cpuUse(CpuUse.WRITE)
                        .build());
        assertThat(merged().request().use("codec0")).isEqualTo(Direction.BIDIRECTIONAL);
        assertThat(merged().request().cpuUse()).isEqualTo(CpuUse.READ_WRITE);
    }

    @Test
    void shouldNameBothWhenTheyWantToSeeADeviceTurnedDifferently() {
        stated.put(
                "a", Statement.builder().device("display0", Direction.TO_DEVICE).build());
        stated.put(
                "b",
                Statement.builder()
                        .device("display0", Orientation.ROTATE_90, Direction.TO_DEVICE)
                        .build());

        assertThatThrownBy(this::merged)
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                .hasMessageContainingAll("device=display0", "b wants ROTATE_90", "a wants ROTATE_0");
    }

    @Test
    void shouldCallNeedsByTheNameOfTheParticipant() {
        Constraints rows = Constraints.builder().strideAlignment(64).build();
        AlternativeGroup group = new AlternativeGroup("width", List.of(rows, Constraints.NONE));
        stated.put(
                "library",
                Statement.builder().constraints(rows).alternatives(group).build());
        counts("quiet", 1, 0, 0);

        assertThat(merged().request().needs())
                .singleElement()
                .satisfies(needs -> assertThat(needs.participant()).isEqualTo("library"))
                .satisfies(needs -> assertThat(needs.constraints()).isEqualTo(rows))
                .satisfies(needs -> assertThat(needs.alternatives()).containsExactly(group));
    }
}
