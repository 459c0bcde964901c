package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Reservation;
import org.entrepot.fence.ReservationLock;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;

/**
 * The rules for fences and for the reservation of a buffer. A test extends this and says whose fences are meant:
 *
 * <pre>{@code
 * class EngineFenceRulesTest extends FenceContract {
 *     @Override protected Fences fences() { return fences; }
 *     @Override protected Reservation reservation() { return take().reservation(); }
 *     @Override protected void stop() { bundle.stop(); }
 * }
 * }</pre>
 *
 * <p>Each test names its rule; the rules stand in {@code docs/backend-rules.md}.
 */
public abstract class FenceContract extends FenceRules {
    /** For the tests that extend it. */
    protected FenceContract() {}

    @Rule("FEN-14")
    void shouldKeepTheLatestOfATimelineWhenFencesAreMerged() {
        Fence first = work().issue();
        Fence second = work().issue();

        assertThat(fences().merge(List.of(second, first))).isSameAs(second);

        // The earlier one hides in an array. What it comes to is its own: the latest stands for all, with its own
        // outcome only.
        Fence hidden = fences().merge(List.of(first, other().issue()));
        Fence all = fences().merge(List.of(hidden, second));
        work().fail(first.sequence(), new EntrepotException(Reason.IO, "lost: frame=1"));
        signalAll(other());
        assertThat(hidden.failure()).as("of who waits for the earlier one").isPresent();
        assertThat(all.isSignalled()).as("while the latest is pending").isFalse();
        signalAll(work());
        assertThat(all.isSignalled()).as("with the latest").isTrue();
        assertThat(all.failure())
                .as("a failure of one that the latest stands for")
                .isEmpty();
    }

    @Rule("FEN-15")
    void shouldWaitForAllWhenFencesOfSeveralTimelinesAreMerged() {
        Fence mine = work().issue();
        Fence both = fences().merge(List.of(mine, other().issue()));
        AtomicInteger calls = new AtomicInteger();
        both.whenSignalled(done -> calls.incrementAndGet());

        signalAll(other());
        assertThat(both.isSignalled()).as("with one of two").isFalse();
        assertThat(calls).hasValue(0);
        work().fail(mine.sequence(), new EntrepotException(Reason.IO, "lost: frame=1"));

        assertThat(both.isSignalled()).isTrue();
        assertThat(calls).hasValue(1);
        assertThat(both.failure())
                .hasValueSatisfying(e -> assertThat(e.reason()).isEqualTo(Reason.IO));
    }

    @Rule("FEN-16")
    void shouldMakeNoMoreOfMergingThanThereIs() {
        Fence fence = work().issue();

        assertThat(fences().merge(List.of()).isSignalled()).isTrue();
        assertThat(fences().merge(List.of(fence))).isSameAs(fence);
        assertThat(fences().merge(List.of(fences().signalled(), fence))).isSameAs(fence);
    }

    @Rule("FEN-17")
    void shouldBeOverWithAllItsPointsWhenAChainIsSignalledOutOfOrder() {
        Fence chain = fences().chain(fences().chain(fences().signalled(), work().issue(), 1), other().issue(), 5);
        AtomicInteger calls = new AtomicInteger();
        chain.whenSignalled(done -> calls.incrementAndGet());

        signalAll(other());
        assertThat(chain.isSignalled()).as("while point 1 is pending").isFalse();
        signalAll(work());

        assertThat(chain.isSignalled()).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Rule("FEN-18")
    void shouldFindThePointOfAChainThatIsMeant() {
        Fence chain = fences().chain(fences().chain(fences().signalled(), work().issue(), 1), other().issue(), 5);

        assertThat(fences().find(chain, 6)).as("a point to come").isEmpty();
        signalAll(work());
        assertThat(fences().find(chain, 1)).as("point 1").hasValueSatisfying(at -> assertThat(at.isSignalled())
                .isTrue());
        assertThat(fences().find(chain, 3)).as("point 3").hasValueSatisfying(at -> assertThat(at.isSignalled())
                .isFalse());
        signalAll(other());
        assertThat(fences().find(chain, 5)).as("point 5").hasValueSatisfying(at -> assertThat(at.isSignalled())
                .isTrue());
    }

    @Rule("FEN-19")
    void shouldCountAsTheLastWhenAPointIsNotBeyondIt() {
        Fence chain = fences().chain(fences().chain(fences().signalled(), work().issue(), 7), other().issue(), 3);
        signalAll(work());

        assertThat(fences().find(chain, 7))
                .hasValueSatisfying(at -> assertThat(at.isSignalled()).isFalse());
        signalAll(other());
        assertThat(chain.isSignalled()).isTrue();
    }

    @Rule("FEN-20")
    void shouldPassTheEarliestHintOn() {
        Fence both = fences().merge(List.of(work().issue(), other().issue()));
        Instant soon = Instant.parse("2026-01-01T00:00:00Z");

        both.deadline(soon.plusSeconds(5));
        both.deadline(soon);
        both.deadline(soon.plusSeconds(9));

        assertThat(work().deadline()).contains(soon);
        assertThat(other().deadline()).contains(soon);
        signalAll(work());
        assertThat(work().deadline()).as("of what is over").isEmpty();
    }

    @Rule("FEN-21")
    void shouldBeReadyWhenItIsEmpty() {
        Reservation reservation = reservation();

        assertThat(reservation.isReady(Usage.BOOKKEEP)).isTrue();
        assertThat(reservation.snapshot(Usage.BOOKKEEP).isSignalled()).isTrue();
        assertThat(reservation.await(Usage.BOOKKEEP, Duration.ZERO)).isTrue();
    }

    @Rule("FEN-22")
    void shouldGiveTheClassesBeforeWhenOneIsAskedFor() {
        Reservation reservation = reservation();
        List<Fence> expected = new ArrayList<>();
        for (Usage usage : Usage.values()) {
            reservation.add(open(usage.name()).issue(), usage);
        }
        for (Usage query : Usage.values()) {
            expected.add(reservation.fences(Usage.BOOKKEEP).get(expected.size()));
            assertThat(reservation.fences(query)).as("fences up to %s", query).containsExactlyElementsOf(expected);
        }
    }

    @Rule("FEN-23")
    void shouldLetReadersInTogetherAndWritersAlone() {
        Reservation reservation = reservation();
        reservation.add(work().issue(), Usage.READ);
        assertThat(reservation.await(Usage.BEFORE_READ, Duration.ZERO))
                .as("a reader beside a reader")
                .isTrue();
        assertThat(reservation.await(Usage.BEFORE_WRITE, SHORT))
                .as("a writer behind a reader")
                .isFalse();

        reservation.add(other().issue(), Usage.WRITE);
        assertThat(reservation.isReady(Usage.BEFORE_READ))
                .as("a reader behind a writer")
                .isFalse();
        signalAll(work());
        assertThat(reservation.isReady(Usage.BEFORE_WRITE))
                .as("a writer behind a writer")
                .isFalse();
        signalAll(other());
        assertThat(reservation.isReady(Usage.BEFORE_WRITE)).isTrue();
    }

    @Rule("FEN-24")
    void shouldTakeThePlaceOfAnEarlierFenceUnlessItSaysLess() {
        Reservation reservation = reservation();
        reservation.add(work().issue(), Usage.READ);
        Fence later = work().issue();
        reservation.add(later, Usage.WRITE);
        assertThat(reservation.fences(Usage.BOOKKEEP)).containsExactly(later);

        Fence weaker = work().issue();
        reservation.add(weaker, Usage.BOOKKEEP);
        assertThat(reservation.fences(Usage.BOOKKEEP)).containsExactly(later, weaker);
    }

    @Rule("FEN-25")
    void shouldBeASnapshotWhenFencesAreAddedLater() {
        Reservation reservation = reservation();
        reservation.add(work().issue(), Usage.WRITE);
        Fence snapshot = reservation.snapshot(Usage.BOOKKEEP);
        reservation.add(other().issue(), Usage.WRITE);

        signalAll(work());

        assertThat(snapshot.isSignalled()).isTrue();
        assertThat(reservation.isReady(Usage.BOOKKEEP)).isFalse();
    }

    @Rule("FEN-26")
    void shouldCallBackOnceWhenItIsReady() {
        Reservation reservation = reservation();
        AtomicInteger calls = new AtomicInteger();
        reservation.add(work().issue(), Usage.WRITE);
        reservation.whenReady(Usage.BEFORE_READ, done -> calls.incrementAndGet());

        assertThat(calls).hasValue(0);
        signalAll(work());
        assertThat(calls).hasValue(1);
    }

    @Rule("FEN-27")
    void shouldLockAllOrNone() {
        Reservation one = reservation();
        Reservation two = reservation();
        CompletableFuture<Void> outsider;
        try (ReservationLock lock = fences().lock(List.of(two, one), LONG)) {
            outsider = CompletableFuture.runAsync(() -> two.add(other().issue(), Usage.WRITE));
            lock.add(two, work().issue(), Usage.WRITE);
            assertThat(two.isReady(Usage.BEFORE_READ))
                    .as("looking waits for nobody")
                    .isFalse();
            BufferFixture.assertFails(Reason.BUSY, () -> fences().lock(List.of(one, two), SHORT));
            assertThat(outsider).as("who adds from outside").isNotDone();
        }
        assertThat(outsider).succeedsWithin(LONG);
        fences().lock(List.of(one, two), Duration.ZERO).close();
    }

    @Rule("FEN-28")
    void shouldNotWaitForEachOtherWhenManyLockTheSame() throws InterruptedException {
        Reservation one = reservation();
        Reservation two = reservation();
        Crowd.of(4, thread -> {
            List<Reservation> order = thread % 2 == 0 ? List.of(one, two) : List.of(two, one);
            Timeline mine = fences().timeline("user" + thread, LONG);
            for (int round = 0; round < 200; round++) {
                try (ReservationLock lock = fences().lock(order, LONG)) {
                    Fence fence = mine.issue();
                    order.forEach(each -> lock.add(each, fence, Usage.WRITE));
                    mine.signal(fence.sequence());
                }
            }
            mine.close();
        });
        assertThat(one.isReady(Usage.BOOKKEEP)).isTrue();
    }

    @Rule("FEN-29")
    void shouldBeUnlockedWhenWhoLockedItStops() {
        Reservation one = reservation();
        ReservationLock lock = fences().lock(List.of(one), LONG);
        CompletableFuture<Void> outsider = CompletableFuture.runAsync(() -> one.add(fences().signalled(), Usage.READ));
        assertThat(other().issue().await(SHORT)).isFalse();
        assertThat(outsider).as("who adds from outside").isNotDone();

        stop();

        assertThat(outsider).succeedsWithin(LONG);
        assertThatThrownBy(() -> lock.add(one, fences().signalled(), Usage.READ))
                .isInstanceOf(IllegalStateException.class);
    }
}
