package org.entrepot.core.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;

import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.core.internal.TestHeap;
import org.entrepot.core.internal.TestMachine;
import org.junit.jupiter.api.Test;

/** Which format is taken where a device sees the image turned. */
class FormatSearchTest {
    private final TestMachine machine = new TestMachine();

    private Explanation turned(PixelFormat... formats) {
        machine.heap(TestHeap.system("system"));
        machine.device("display0", TestMachine.DIRECT_BUS, Constraints.NONE);
        return machine.selection
                .plan(AllocationRequest.image(64, 64, formats)
                        .device("display0", Orientation.ROTATE_90)
                        .build())
                .explanation();
    }

    @Test
    void shouldNameTheOrientationWhenAFormatCannotBeSeenSo() {
        Explanation explanation = turned(PixelFormat.YUYV, PixelFormat.NV16);

        Verdict verdict = explanation.verdicts().get(0);
        assertThat(verdict.refusals().get(0))
                .returns(Constraint.ORIENTATION, Refusal::constraint)
                .returns("display0", Refusal::participant)
                .returns("[YUYV, NV16], whose samples stay as they lie", Refusal::offered);
        assertThat(explanation.layout()).isEmpty();
    }

    @Test
    void shouldPassOverAFormatThatCannotBeSeenSo() {
        Layout layout = turned(PixelFormat.YUYV, PixelFormat.NV12).layout().orElseThrow();

        assertThat(((ImageLayout) layout).format()).isEqualTo(PixelFormat.NV12);
    }
}
