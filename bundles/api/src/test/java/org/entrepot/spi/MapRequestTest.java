package org.entrepot.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.junit.jupiter.api.Test;

class MapRequestTest {
    private static MapRequest request(long bytes) {
        return new MapRequest(
                new DeviceDescription("camera0", "bus", "a camera", Provenance.emulated("a test")),
                Constraints.NONE,
                new MemoryCookie.Pages(List.of(new PageRun(1, 1))),
                bytes,
                Direction.FROM_DEVICE);
    }

    @Test
    void shouldRefuseWhatIsNoWholePages() {
        for (long bytes : new long[] {0, -4096, 1, 4097}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> request(bytes))
                    .withMessageContaining("bytes=" + bytes);
        }
    }

    @Test
    void shouldSayWhichLimitSegmentsWouldBreak() {
        EntrepotException refusal = request(4096).refusal("mmu0", Constraint.MAX_SEGMENTS, "at most 1", "3 segments");

        assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
        assertThat(refusal)
                .hasMessage("segments keep the device's max segments: device=camera0 mapper=mmu0 wanted=at most 1"
                        + " offered=3 segments; name the device in the allocation request");
    }
}
