package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.control.Health;
import org.entrepot.control.Health.Finding;
import org.entrepot.control.Health.Subject;
import org.entrepot.control.Health.Verdict;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.DeviceFaulted;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;

class HealthWatchTest {
    private static final AllocationRequest REQUEST =
            AllocationRequest.bytes(1 << 20).build();

    private final Engine engine = Framework.engine();
    private final HealthWatch watch = Framework.health(engine);
    private final OperatorView view =
            new OperatorView(engine, Framework.policy(), watch, Framework.answering(Logger.class, Map.of()));

    @AfterEach
    void end() {
        watch.deactivate();
    }

    @Test
    void shouldBeGreenAndSayWhatWasLookedAtWhenNothingIsWrong() {
        Health health = view.health();

        assertThat(health.verdict()).isEqualTo(Verdict.OK);
        assertThat(health.findings()).extracting(Finding::subject).containsExactly(Subject.values());
    }

    @Test
    void shouldBeRedWhileABufferIsStrandedAndGreenOnceItIsReleased() {
        ServiceReference<Exporter> reference = Framework.reference(1);
        engine.bindExporter(TestHeap.system("leaves"), reference);
        try (DmaBuf buffer =
                engine.buffers().allocate(REQUEST, engine.accounts().of(7, "org.example.app"))) {
            assertThat(view.health().verdict()).isEqualTo(Verdict.OK);

            engine.unbindExporter(reference);

            assertThat(buffer.size()).isEqualTo(1 << 20);
            assertThat(only(Verdict.CRITICAL)).contains("1 buffers", "1048576 bytes", "leaves");
        }
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void shouldBeRedWhileAHeapIsExhausted() {
        TestHeap heap = TestHeap.system("small");
        engine.bindExporter(heap, Framework.reference(1));
        heap.used = (1 << 20) - 4096;
        assertThat(only(Verdict.CRITICAL)).contains("small is exhausted", "used=1044480", "capacity=1048576");

        heap.used = 1 << 19;
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void shouldBeRedWhenAHeapRefusedForLackOfRoomSinceTheLastLook() {
        TestHeap heap = TestHeap.system("small");
        engine.bindExporter(heap, Framework.reference(1));
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);

        heap.failures = 3;

        assertThat(only(Verdict.CRITICAL)).contains("small refused 3 allocations of late", "dma:heap small");
    }

    @Test
    void shouldBeRedWhileAHeapIsIsolatedAndGreenWhenItIsEnabled() {
        TestHeap heap = TestHeap.system("broken");
        engine.modified(Framework.config(Map.of("call_faultsUntilIsolation", 1)));
        engine.bindExporter(heap, Framework.reference(1));
        heap.behaviour = request -> {
            throw new IllegalStateException("test bug");
        };
        assertThatThrownBy(this::allocate).isInstanceOf(EntrepotException.class);
        assertThat(only(Verdict.CRITICAL)).contains("broken is isolated", "dma:enable broken");

        view.enable("broken");
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void shouldWarnAndNameTheKeyWhenALimitIsNearlyReached() {
        engine.bindExporter(TestHeap.system("here"), Framework.reference(1));
        engine.modified(Framework.config(Map.of("limit_buffers", 5L)));
        List<DmaBuf> buffers = List.of(allocate(), allocate(), allocate());
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);

        DmaBuf fourth = allocate();

        assertThat(only(Verdict.WARN)).contains("all bundles", "has=4", "limit.buffers=5");
        fourth.close();
        buffers.forEach(DmaBuf::close);
    }

    @Test
    void shouldBeRedAndTellOnceWhenADeviceTookNewFaults() {
        AtomicLong faults = new AtomicLong();
        Queue<Notice> notices = new ConcurrentLinkedQueue<>();
        engine.notices().follow((notice, at) -> notices.add(notice));
        engine.bindImporter(new FaultyDevice(faults), Framework.reference(3));
        assertThat(view.health().verdict()).isEqualTo(Verdict.OK);

        faults.set(1080);

        assertThat(only(Verdict.CRITICAL)).contains("camera0", "1080 DMA faults");
        assertThat(only(Verdict.CRITICAL)).contains("1080");
        await().untilAsserted(() -> assertThat(notices)
                .singleElement()
                .isEqualTo(new DeviceFaulted("camera0", 1080, "not remembered by its mapper")));
    }

    private DmaBuf allocate() {
        return engine.buffers().allocate(REQUEST, engine.accounts().of(7, "org.example.app"));
    }

    private String only(Verdict verdict) {
        Health health = view.health();
        assertThat(health.verdict()).isEqualTo(verdict);
        return health.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::words)
                .reduce((one, two) -> one + "\n" + two)
                .orElseThrow();
    }

    private record FaultyDevice(AtomicLong counter) implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription("camera0", "direct", "a device of the test", Provenance.emulated("test"));
        }

        @Override
        public Constraints constraints() {
            return Constraints.builder().build();
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }

        @Override
        public long faults() {
            return counter.get();
        }
    }
}
