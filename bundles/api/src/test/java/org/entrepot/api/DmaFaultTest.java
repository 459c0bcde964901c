package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DmaFaultTest {
    @Test
    void shouldSayWhoTriedWhatAndWhere() {
        assertThat(new DmaFault("camera0", 0x1000, Direction.FROM_DEVICE, Instant.EPOCH))
                .hasToString("DMA fault: device=camera0 write address=0x1000");
    }

    @Test
    void shouldRefuseAFaultOfNobodyOrOfNoTime() {
        assertThatNullPointerException()
                .isThrownBy(() -> new DmaFault(null, 0, Direction.TO_DEVICE, Instant.EPOCH))
                .withMessage("device");
        assertThatNullPointerException()
                .isThrownBy(() -> new DmaFault("camera0", 0, Direction.TO_DEVICE, null))
                .withMessage("at");
    }
}
