package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.entrepot.linux.VfioDevice.Reach;
import org.junit.jupiter.api.Test;

class IovaRoomTest {
    private static final long PAGE = 4096;
    private static final long ALL = -1L;

    private final IovaRoom room =
            new IovaRoom(List.of(new Reach(0, 16 * PAGE - 1), new Reach(32 * PAGE, 64 * PAGE - 1)));

    @Test
    void shouldNeverGiveZeroAndKeepAPageFreeBehindEach() {
        assertThat(room.take(2 * PAGE, PAGE, ALL)).hasValue(PAGE);
        assertThat(room.take(PAGE, PAGE, ALL)).hasValue(4 * PAGE);
    }

    @Test
    void shouldTakeTheFirstGapThatIsWideEnough() {
        room.take(PAGE, PAGE, ALL);
        long second = room.take(2 * PAGE, PAGE, ALL).orElseThrow();
        room.take(PAGE, PAGE, ALL);
        room.give(second);

        assertThat(room.take(3 * PAGE, PAGE, ALL)).as("too wide for the gap").hasValue(8 * PAGE);
        assertThat(room.take(2 * PAGE, PAGE, ALL)).as("the gap").hasValue(second);
    }

    @Test
    void shouldGoOnInTheNextRangeWhenOneIsFull() {
        assertThat(room.take(15 * PAGE, PAGE, ALL)).hasValue(PAGE);
        assertThat(room.take(PAGE, PAGE, ALL)).hasValue(32 * PAGE);
        assertThat(room.take(20 * PAGE, PAGE, ALL)).hasValue(34 * PAGE);
        assertThat(room.take(20 * PAGE, PAGE, ALL)).isEmpty();
        assertThat(room.size()).isEqualTo(3);
    }

    @Test
    void shouldStayWithinTheDevicesReach() {
        assertThat(room.take(8 * PAGE, PAGE, 8 * PAGE - 1)).isEmpty();
        assertThat(room.take(7 * PAGE, PAGE, 8 * PAGE - 1)).hasValue(PAGE);
        assertThat(room.take(PAGE, PAGE, 8 * PAGE - 1)).isEmpty();
        assertThat(room.largest(8 * PAGE - 1)).isEqualTo(7 * PAGE);
        assertThat(room.largest(40 * PAGE - 1)).isEqualTo(15 * PAGE);
        assertThat(room.largest(ALL)).isEqualTo(32 * PAGE);
        assertThat(room.largest(10)).isZero();
    }

    @Test
    void shouldBeginAtAMultiple() {
        assertThat(room.take(PAGE, 8 * PAGE, ALL)).hasValue(8 * PAGE);
        assertThat(room.take(PAGE, 8 * PAGE, ALL)).hasValue(32 * PAGE);
        assertThat(room.take(PAGE, 3 * PAGE, ALL)).as("no power of two").hasValue(3 * PAGE);
    }

    @Test
    void shouldReachTheEndOfAllAddressesAndNotBeyond() {
        IovaRoom all = new IovaRoom(List.of(new Reach(0, ALL)));
        IovaRoom top = new IovaRoom(List.of(new Reach(-4 * PAGE, ALL)));

        assertThat(all.largest(ALL)).isEqualTo(Long.MAX_VALUE & -PAGE);
        assertThat(top.take(PAGE, PAGE, ALL)).hasValue(-4 * PAGE);
        assertThat(top.take(2 * PAGE, PAGE, ALL)).hasValue(-2 * PAGE);
        assertThat(top.take(PAGE, PAGE, ALL)).isEmpty();
        assertThat(new IovaRoom(List.of(new Reach(-PAGE, ALL))).take(PAGE, 1L << 20, ALL))
                .isEmpty();
    }

    @Test
    void shouldUseWholePagesOnly() {
        IovaRoom ragged = new IovaRoom(List.of(new Reach(100, 2 * PAGE + 5), new Reach(3 * PAGE + 1, 4 * PAGE - 2)));

        assertThat(ragged.take(PAGE, PAGE, ALL)).hasValue(PAGE);
        assertThat(ragged.take(PAGE, PAGE, ALL)).isEmpty();
    }
}
