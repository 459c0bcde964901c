package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaFault;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.Health.Verdict;
import org.entrepot.control.HeapStatus;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

/** One service fails while an operator looks: all others are seen, and it as it was seen last. */
class OperatorViewTest {
    private final Engine engine = Framework.engine();
    private final HealthWatch watch = Framework.health(engine);
    private final Queue<String> warned = new ConcurrentLinkedQueue<>();
    private final OperatorView view =
            new OperatorView(engine, Framework.policy(), watch, Framework.calling(Logger.class, (method, arguments) -> {
                warned.add(List.of((Object[]) arguments[1]).toString());
                return null;
            }));

    @AfterEach
    void end() {
        watch.deactivate();
    }

    private static void vendorBug() {
        throw new NoClassDefFoundError("org/example/Gone");
    }

    private record Camera(String name, Supplier<Long> count) implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription(
                    name, TestMachine.DIRECT_BUS, "a camera of the test", Provenance.emulated("test"));
        }

        @Override
        public Constraints constraints() {
            return Constraints.NONE;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }

        @Override
        public long faults() {
            return count.get();
        }
    }

    /** Serves whoever there is, and does not remember faults as it should. */
    private record Forgetful(String name, Supplier<List<DmaFault>> remembered) implements Mapper {
        @Override
        public boolean serves(DeviceDescription device) {
            return true;
        }

        @Override
        public Constraints lift(Constraints constraints) {
            return constraints;
        }

        @Override
        public Match match(DeviceDescription device, MemoryCookie cookie) {
            return Match.TRY_NEXT;
        }

        @Override
        public DeviceAddresses map(MapRequest request) {
            throw new IllegalStateException("test bug");
        }

        @Override
        public List<DmaFault> faults() {
            return remembered.get();
        }
    }

    @Test
    void shouldShowEveryHeapWhenOneDoesNotSayHowFullItIs() {
        TestHeap lame = TestHeap.system("lame");
        engine.bindExporter(lame, Framework.reference(1));
        engine.bindExporter(TestHeap.cma("sound"), Framework.reference(2));
        assertThat(view.heaps()).hasSize(2);
        lame.beforeReports = OperatorViewTest::vendorBug;

        List<HeapStatus> heaps = view.heaps();

        assertThat(heaps).extracting(HeapStatus::name).containsExactly("lame", "sound");
        assertThat(heaps.get(0).fill().capacity()).as("as it said last").isEqualTo(1 << 20);
        assertThat(warned).singleElement().asString().contains("exporter=lame", "org/example/Gone");
    }

    @Test
    void shouldBeRedRatherThanFailOnceSuchAHeapIsIsolated() {
        TestHeap lame = TestHeap.system("lame");
        lame.beforeReports = OperatorViewTest::vendorBug;
        engine.bindExporter(lame, Framework.reference(1));

        while (view.heaps().get(0).isolated().isEmpty()) {
            assertThat(warned).hasSizeLessThan(100);
        }

        assertThat(view.health().verdict()).isEqualTo(Verdict.CRITICAL);
    }

    @Test
    void shouldShowEveryDeviceWhenOneDoesNotSayHowManyFaultsItTook() {
        long[] count = {7};
        engine.bindImporter(
                new Camera("camera0", () -> {
                    if (count[0] < 0) {
                        vendorBug();
                    }
                    return count[0];
                }),
                Framework.reference(3));
        engine.bindImporter(new Camera("camera1", () -> 0L), Framework.reference(4));
        assertThat(view.devices()).hasSize(2);
        count[0] = -1;

        assertThat(view.devices())
                .extracting(DeviceStatus::name, DeviceStatus::faults)
                .containsExactly(tuple("camera0", 7L), tuple("camera1", 0L));
        assertThat(warned).singleElement().asString().contains("device=camera0");
    }

    @Test
    void shouldLeaveOutTheFaultsOfAMapperThatDoesNotTell() {
        Supplier<List<DmaFault>> lame = () -> {
            throw new IllegalStateException("vendor bug");
        };
        engine.bindMapper(new Forgetful("forgetful0", lame), Framework.reference(5));
        engine.bindMapper(new TestMapper("direct0", TestMachine.DIRECT_BUS, false), Framework.reference(6));

        assertThat(view.faults()).isEmpty();
        assertThat(warned).singleElement().asString().contains("mapper=forgetful0", "vendor bug");
    }

    @Test
    void shouldGoOnLookingForFaultsWhenOneIsMissingFromAMappersList() {
        Queue<Notice> notices = new ConcurrentLinkedQueue<>();
        engine.notices().follow((notice, at) -> notices.add(notice));
        engine.bindMapper(new Forgetful("forgetful0", () -> Collections.singletonList(null)), Framework.reference(5));
        long[] count = {0};
        engine.bindImporter(new Camera("camera0", () -> count[0]), Framework.reference(3));
        watch.look();
        count[0] = 3;

        watch.look();

        await().untilAsserted(() -> assertThat(notices)
                .anySatisfy(notice -> assertThat(notice.words()).contains("mapper=forgetful0")));
    }
}
