package org.entrepot.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entrepot.api.ImporterKind;
import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A rule that nothing can break is no rule: heaps, mappers, devices and fences with one fault each, and who notices. */
class RulesNoticeTest {
    private static final Pattern BROKEN = Pattern.compile("^broken rule ([A-Z]+-\\d+):");
    private static final ThreadLocal<HeapFault> HEAP = new ThreadLocal<>();
    private static final ThreadLocal<MapperFault> MAPPER = new ThreadLocal<>();
    private static final ThreadLocal<DeviceFault> DEVICE = new ThreadLocal<>();
    private static final ThreadLocal<FenceFault> FENCES = new ThreadLocal<>();

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenAHeapHasAFault(HeapFault fault) {
        HEAP.set(fault);

        assertThat(broken(HeapWithAFault.class, fault.noticedBy())).isEqualTo(fault.noticedBy());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenAMapperHasAFault(MapperFault fault) {
        MAPPER.set(fault);

        assertThat(broken(MapperWithAFault.class, fault.noticedBy())).isEqualTo(fault.noticedBy());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenADeviceHasAFault(DeviceFault fault) {
        DEVICE.set(fault);

        assertThat(broken(FaultyDevice.class, fault.noticedBy())).isEqualTo(fault.noticedBy());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenFencesHaveAFault(FenceFault fault) {
        FENCES.set(fault);

        assertThat(broken(FencesWithAFault.class, fault.noticedBy())).isEqualTo(fault.noticedBy());
    }

    /** Which of some rules are found broken. */
    private static Set<String> broken(Class<?> contract, Set<String> rules) {
        List<DiscoverySelector> tests = RuleBook.tests(contract).stream()
                .filter(test -> rules.contains(RuleBook.number(test)))
                .<DiscoverySelector>map(test -> selectMethod(contract, test))
                .toList();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request().selectors(tests).build(), listener);
        return listener.getSummary().getFailures().stream()
                .map(TestExecutionSummary.Failure::getException)
                .map(failure -> BROKEN.matcher(String.valueOf(failure.getMessage())))
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Run by the test above only. */
    static final class HeapWithAFault extends ExporterContract {
        private final ModelMachine machine = new ModelMachine();

        @Override
        protected Exporter open() {
            return new BrokenHeap(new ModelHeap("broken", machine.frames()), HEAP.get());
        }

        @Override
        protected void leave(Exporter heap) {
            ((BrokenHeap) heap).leave();
        }

        @Override
        protected Optional<DeviceProbe> probe() {
            return Optional.of(machine.probe());
        }
    }

    /** Run by the test above only. */
    static final class MapperWithAFault extends MapperContract {
        private final ModelMachine machine = new ModelMachine();

        @Override
        protected DeviceProbe probe() {
            DeviceProbe sound = machine.probe();
            return new DeviceProbe(
                    sound.device(), new BrokenMapper(sound.mapper(), MAPPER.get()), sound.reading(), sound.writing());
        }

        @Override
        protected ExportedMemory memory(long bytes) {
            return ScatteredMemory.take(machine.frames(), bytes);
        }
    }

    /** Run by the test above only. */
    static final class FaultyDevice extends DeviceWithAFault {
        @Override
        ImporterKind kind() {
            return DEVICE.get().kind();
        }

        @Override
        DeviceFault fault() {
            return DEVICE.get();
        }
    }

    /** Run by the test above only. */
    static final class FencesWithAFault extends FenceContract {
        private final BrokenFences fences = new BrokenFences(FENCES.get());

        @Override
        protected Fences fences() {
            return fences;
        }

        @Override
        protected Reservation reservation() {
            return fences.reservation();
        }

        @Override
        protected void stop() {
            fences.stop();
        }
    }
}
