package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingState;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.api.Zeroing;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.buffer.Buffer;
import org.entrepot.core.internal.buffer.RecyclingPool;
import org.entrepot.core.internal.fence.BundleFences;
import org.entrepot.fence.Fence;
import org.entrepot.fence.Timeline;
import org.entrepot.fence.Usage;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.log.Logger;

/** A bundle, or the engine, stops while code of others does not come back, or work is not done. */
@Timeout(60)
class StuckStopTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Engine engine = new Engine(
            Framework.config(Map.of("call_deadlineMillis", 200L, "drain_deadlineMillis", 2000L)),
            Framework.answering(BundleContext.class, Map.of()),
            Framework.calling(Logger.class, (method, arguments) -> {
                if (method.equals("warn")) {
                    warnings.add(Arrays.deepToString(arguments));
                }
                return null;
            }));
    private final TestHeap heap = TestHeap.system("system");
    private final TestMapper mapper = new TestMapper("lame0", TestMachine.DIRECT_BUS, true);
    private final Account account = engine.accounts().of(7, "org.example.app");
    private final BundleFences fences = new BundleFences(engine.fences(), "org.example.driver");
    private final Hang hang = new Hang();

    private record Camera(String name) implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription(name, TestMachine.DIRECT_BUS, "of a test", Provenance.emulated("test"));
        }

        @Override
        public Constraints constraints() {
            return Constraints.NONE;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }
    }

    @BeforeEach
    void bringServicesIn() {
        engine.bindExporter(heap, Framework.reference(1));
        engine.bindMapper(mapper, Framework.reference(2));
        engine.bindImporter(new Camera("camera0"), Framework.reference(3));
    }

    @AfterEach
    void shouldHaveNothingLeft() {
        hang.close();
        await().untilAsserted(() -> assertThat(heap.live).hasValue(0));
        await().untilAsserted(() -> assertThat(engine.buffers().all()).isEmpty());
        assertThat(account.status().bytes()).isZero();
        assertThat(mapper.live).hasValue(0);
        fences.close();
    }

    private DmaBuf allocate() {
        return engine.buffers()
                .allocate(AllocationRequest.bytes(4096).devices("camera0").build(), account);
    }

    private List<DmaBuf> allocate(int count) {
        List<DmaBuf> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(allocate());
        }
        return all;
    }

    private CompletableFuture<Void> mapping(DmaBuf buffer) {
        mapper.beforeMapping = hang::stubborn;
        CompletableFuture<Void> mapping =
                CompletableFuture.runAsync(() -> buffer.attach("camera0").map(Direction.TO_DEVICE));
        await().until(() -> hang.inside.get() == 1);
        return mapping;
    }

    /** Whether it came in time is a race. */
    private static void assertOver(CompletableFuture<Void> mapping) {
        assertThat(mapping.handle((done, failure) -> true)).succeedsWithin(LONG);
    }

    private void stop() {
        engine.bundleChanged(
                new BundleEvent(BundleEvent.STOPPED, Framework.answering(Bundle.class, Map.of("getBundleId", 7L))));
    }

    @Test
    void shouldReleaseEverythingElseWhenAMapperHangsAsTheBundleStops() {
        List<DmaBuf> all = allocate(4);
        CompletableFuture<Void> mapping = mapping(all.get(1));

        stop();

        assertThat(heap.live).hasValue(1);
        assertThat(engine.buffers().all())
                .extracting(Buffer::id)
                .containsExactly(all.get(1).id());
        assertThat(warnings).anyMatch(words -> words.contains("org.example.app had 4 buffers"));
        assertThat(mapping).isNotDone();
        hang.close();
        assertOver(mapping);
    }

    @Test
    void shouldShowEveryBufferToAnOperatorWhileAMapperHangs() {
        List<DmaBuf> all = allocate(2);
        CompletableFuture<Void> mapping = mapping(all.get(0));

        assertThat(CompletableFuture.supplyAsync(() ->
                        engine.buffers().all().stream().map(Buffer::status).toList()))
                .succeedsWithin(LONG)
                .satisfies(seen -> assertThat(seen).hasSize(2));

        hang.close();
        assertOver(mapping);
        stop();
    }

    @Test
    void shouldReleaseEverythingElseWhenAnUnmappingHangsAsTheBundleStops() {
        List<DmaBuf> all = allocate(4);
        List<DeviceMapping> mappings = all.stream()
                .map(buffer -> buffer.attach("camera0").map(Direction.TO_DEVICE))
                .toList();
        mapper.beforeUnmapping = () -> {
            mapper.beforeUnmapping = () -> {};
            hang.stubborn();
        };

        stop();

        assertThat(heap.live).as("what is withheld").hasValue(1);
        assertThat(mappings).allMatch(mapping -> mapping.state() == MappingState.REVOKED);
    }

    @Test
    void shouldEndBuffersUnderWorkThatIsOverThoughTheMemoryOfAnotherHangs() {
        heap.behaviour = request -> new LameMemory(heap.serve(request), LameMemory.Part.CLOSE, hang::stubborn);
        DmaBuf lame = allocate();
        heap.behaviour = heap::serve;
        List<DmaBuf> others = allocate(3);
        Timeline work = fences.timeline("work", LONG);
        lame.reservation().add(work.issue(), Usage.READ);
        lame.close();
        work.signal(1);
        await().until(() -> hang.inside.get() == 1);
        others.forEach(buffer -> buffer.reservation().add(work.issue(), Usage.READ));
        others.forEach(DmaBuf::close);
        work.signal(4);

        await().untilAsserted(() -> assertThat(heap.live).hasValue(0));
        await().untilAsserted(() -> assertThat(engine.buffers().all()).isEmpty());
    }

    @Test
    void shouldGiveAllMemoryBackBeforeTheEngineHasStoppedThoughWorkIsPending() {
        Fence pending = fences.timeline("work", LONG).issue();
        pending.whenSignalled(done -> hang.stubborn());
        List<DmaBuf> all = allocate(3);
        all.forEach(buffer -> buffer.reservation().add(pending, Usage.WRITE));

        engine.deactivate();

        assertThat(heap.live).hasValue(0);
        assertThat(pending.failure()).isPresent();
        assertThat(warnings).noneMatch(words -> words.contains("ends of buffers"));
    }

    @Test
    void shouldStopTheEngineAndSayWhatIsLeftWhenAMapperHangs() {
        List<DmaBuf> all = allocate(4);
        CompletableFuture<Void> mapping = mapping(all.get(3));

        engine.deactivate();

        assertThat(heap.live).hasValue(1);
        assertThat(warnings).anyMatch(words -> words.contains("ends of buffers wait") && words.contains(", 1]"));
        hang.close();
        assertOver(mapping);
    }

    @Test
    void shouldGiveNothingToAnybodyOnceTheEngineStops() {
        engine.deactivate();

        assertGone(this::allocate);
        assertGone(() -> engine.pool(
                new RecyclingPool.Terms(AllocationRequest.bytes(4096).build(), 1, Zeroing.WHEN_FRESH), account));
        assertGone(() -> engine.buffers()
                .allocate(
                        AllocationRequest.bytes(4096).build(), engine.accounts().of(9, "org.example.late")));
    }

    private static void assertGone(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(EntrepotException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.GONE));
    }
}
