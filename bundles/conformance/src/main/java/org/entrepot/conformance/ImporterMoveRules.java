package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingState;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.spi.Importer;

/** What a device does about buffers that move, and how it announces its work. */
abstract class ImporterMoveRules extends ImporterFixture {
    private static final Duration SHORT = Duration.ofMillis(50);

    private Workplace place() {
        return workplace(device()).orElseGet(() -> abort("no workplace: the test cannot give the device work"));
    }

    private WatchedMapping watched(Workplace place) {
        return new WatchedMapping(place::map, fences().reservation());
    }

    private void assumeKind(ImporterKind kind, String otherwise) {
        assumeTrue(device().kind() == kind, otherwise);
    }

    /** A dynamic device announces what it does; another may. */
    private void assumeAnnounced(WatchedMapping mapping) {
        assumeTrue(
                device().kind() == ImporterKind.DYNAMIC || !mapping.announced().isEmpty(),
                "it is not dynamic, and announces nothing");
    }

    @Rule("IMP-7")
    void shouldMapAnewWhenTheBufferMovesBetweenTwoPieces() {
        assumeKind(ImporterKind.DYNAMIC, "only a dynamic device has a moved buffer mapped");
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            place.work(mapping);
            assertThat(mapping.isTaken()).as("the device took addresses").isTrue();
            for (int moves = 1; moves <= 2; moves++) {
                mapping.become(MappingState.STALE);
                device().moveNotify(mapping.buffer());
                place.work(mapping);

                assertThat(mapping.isAstray()).as("it took former addresses").isFalse();
                assertThat(mapping.remaps()).as("mapped again").isEqualTo(moves);
            }
        }
    }

    @Rule("IMP-9")
    void shouldAnnounceItsWorkBeforeItTakesAddressesAndSignalWhenItIsDone() {
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            place.work(mapping);

            assumeAnnounced(mapping);
            assertThat(mapping.announced())
                    .as("fences that were pending while it worked")
                    .hasSize(1)
                    .allMatch(Fence::isSignalled)
                    .allMatch(fence -> fence.failure().isEmpty());
        }
    }

    @Rule("IMP-10")
    void shouldBeginWhenTheWorkInItsWayIsDone() {
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            place.work(mapping);
            assumeAnnounced(mapping);
            try (WatchedMapping next = watched(place)) {
                Timeline other = fences().timeline("other", Fences.LONGEST_BOUND);
                next.reservation().add(other.issue(), Usage.WRITE);
                CompletableFuture<Void> work = CompletableFuture.runAsync(() -> place.work(next));
                next.reservation().await(Usage.BOOKKEEP, SHORT);
                assertThat(next.isTaken()).as("it began behind a writer").isFalse();
                other.signal(1);

                assertThat(work).succeedsWithin(Fences.LONGEST_BOUND);
                assertThat(next.isTaken()).isTrue();
            }
        }
    }

    @Rule("IMP-11")
    void shouldSayThatItsWorkFailedWhenItDid() {
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            mapping.spoil();
            assertThatThrownBy(() -> place.work(mapping)).isInstanceOf(RuntimeException.class);

            assumeAnnounced(mapping);
            assertThat(mapping.announced())
                    .as("what it announced")
                    .isNotEmpty()
                    .allMatch(Fence::isSignalled)
                    .allMatch(fence -> fence.failure().isPresent());
        }
    }

    @Rule("IMP-12")
    void shouldLetGoWhenItIsAsked() {
        assumeKind(ImporterKind.REVOCABLE, "only a revocable device is asked to let go");
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            place.work(mapping);
            device().revoke(mapping.buffer() + 1_000);
            assertThat(mapping.isOpen()).as("asked for another buffer").isTrue();

            long asked = System.nanoTime();
            device().revoke(mapping.buffer());
            while (mapping.isOpen() && System.nanoTime() - asked < Importer.REVOKE_BOUND.toNanos()) {
                Thread.onSpinWait();
            }
            assertThat(mapping.isOpen()).as("mapped after the bound").isFalse();
        }
        try (WatchedMapping next = watched(place)) {
            place.work(next);
        }
    }

    @Rule("IMP-13")
    void shouldMapAnewWhatWasTakenFromIt() {
        assumeKind(ImporterKind.REVOCABLE, "nothing is taken from a device that is not revocable");
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            mapping.become(MappingState.REVOKED);
            place.work(mapping);

            assertThat(mapping.isAstray()).as("it took revoked addresses").isFalse();
            assertThat(mapping.remaps()).as("mapped again").isEqualTo(1);
        }
    }

    @Rule("IMP-14")
    void shouldWaitForNoWorkWhenItIsTold() {
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            Timeline other = fences().timeline("other", Fences.LONGEST_BOUND);
            mapping.reservation().add(other.issue(), Usage.WRITE);
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> place.work(mapping));
            mapping.reservation().await(Usage.BOOKKEEP, SHORT);
            CompletableFuture<Void> telling = CompletableFuture.runAsync(() -> {
                device().moveNotify(mapping.buffer());
                device().revoke(mapping.buffer());
            });
            assertThat(telling).as("told in the middle of its work").succeedsWithin(Duration.ofSeconds(2));
            other.signal(1);

            assertThat(work).succeedsWithin(Fences.LONGEST_BOUND);
        }
    }

    @Rule("IMP-15")
    void shouldLeaveNoFenceBehindWhenItIsPulledOut() {
        Workplace place = place();
        try (WatchedMapping mapping = watched(place)) {
            place.work(mapping);
            assumeAnnounced(mapping);
        }
        try (WatchedMapping mapping = watched(place)) {
            Timeline other = fences().timeline("other", Fences.LONGEST_BOUND);
            Fence before = other.issue();
            mapping.reservation().add(before, Usage.WRITE);
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> place.work(mapping));
            mapping.reservation().await(Usage.BOOKKEEP, SHORT);
            List<Fence> own = mapping.reservation().fences(Usage.BOOKKEEP).stream()
                    .filter(fence -> fence != before)
                    .toList();

            pullOut(device());

            assertThat(work)
                    .as("work of a device that left")
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withCauseInstanceOf(EntrepotException.class);
            other.signal(1);
            assertThat(own).as("what it announced").allMatch(Fence::isSignalled).allMatch(fence -> fence.failure()
                    .isPresent());
            assertThat(mapping.reservation().isReady(Usage.BOOKKEEP)).isTrue();
        }
    }
}
