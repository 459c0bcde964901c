package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.BufferCollection;
import org.entrepot.api.BufferCounts;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Seat;
import org.entrepot.api.Statement;
import org.entrepot.core.internal.account.Account;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

/** A bundle stops that opened a collection, or is seated at one. */
class CollectionStopTest {
    private static final Statement TWO =
            Statement.builder().counts(new BufferCounts(2, 0, 0)).build();

    private final Engine engine = Framework.engine();
    private final TestHeap heap = TestHeap.system("system");
    private final Account opener = engine.accounts().of(7, "org.example.app");
    private final Account other = engine.accounts().of(8, "org.example.encoder");
    private BufferCollection collection;
    private Seat camera;
    private Seat encoder;

    @BeforeEach
    void seatTwo() {
        engine.bindExporter(heap, Framework.reference(1));
        collection = engine.collections().open(AllocationRequest.bytes(4096).build(), opener);
        camera = collection.join("camera");
        encoder = engine.collections().join(collection.id(), "encoder", other);
        camera.state(TWO);
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        collection.close();
        camera.close();
        encoder.close();
        assertThat(heap.live).hasValue(0);
        assertThat(engine.buffers().all()).isEmpty();
        assertThat(engine.collections().statuses()).isEmpty();
        assertThat(opener.status().bytes()).isZero();
    }

    private void stop(long bundle) {
        engine.bundleChanged(
                new BundleEvent(BundleEvent.STOPPED, Framework.answering(Bundle.class, Map.of("getBundleId", bundle))));
    }

    @Test
    void shouldReleaseEverythingWhenTheOpenersBundleStops() {
        encoder.state(TWO);
        collection.allocate(Duration.ZERO);
        List<DmaBuf> encoders = encoder.buffers(Duration.ZERO);
        assertThat(heap.live).hasValue(4);

        stop(7);

        assertThat(heap.live).hasValue(0);
        assertThat(encoders).hasSize(4).noneMatch(DmaBuf::isOpen);
        assertThat(encoder.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> collection.join("late"));
    }

    @Test
    void shouldTellTheOtherBundleWhenTheOpenersStopsBeforeThereAreBuffers() {
        stop(7);

        assertThat(encoder.isOpen()).isFalse();
        assertThatThrownBy(() -> encoder.state(TWO))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @Test
    void shouldKeepTheBuffersOfTheOthersWhenAParticipantsBundleStops() {
        encoder.state(TWO);
        collection.allocate(Duration.ZERO);

        stop(8);

        assertThat(encoder.isOpen()).isFalse();
        assertThat(camera.buffers(Duration.ZERO)).hasSize(4).allMatch(DmaBuf::isOpen);
        assertThat(heap.live).hasValue(4);
    }

    @Test
    void shouldWaitNoLongerForAParticipantWhoseBundleStopped() {
        assertThat(collection.silent()).containsExactly("encoder");

        stop(8);

        assertThat(collection.allocate(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void shouldWaitForNobodyWhoIsSeatedInThePlaceOfAnotherAsItsBundleStops() {
        engine.accounts().close(8);

        assertThatThrownBy(() -> encoder.replace("encoder2"))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
        stop(8);

        assertThat(collection.silent()).isEmpty();
        assertThat(collection.allocate(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void shouldReleaseEverythingWhenTheEngineStops() {
        encoder.state(TWO);
        collection.allocate(Duration.ZERO);

        engine.deactivate();

        assertThat(heap.live).hasValue(0);
        assertThat(camera.isOpen() || encoder.isOpen()).isFalse();
    }
}
