package org.entrepot.conformance;

import static java.lang.management.ManagementFactory.getThreadMXBean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The rules for a device. A test extends this and says how the device is plugged in and pulled out:
 *
 * <pre>{@code
 * class ScalerRulesTest extends ImporterContract {
 *     @Override protected Importer plugIn() { return new Scaler(); }
 *     @Override protected void pullOut(Importer device) { ((Scaler) device).deactivate(); }
 * }
 * }</pre>
 *
 * <p>Each test names its rule; the rules stand in {@code docs/backend-rules.md}.
 */
public abstract class ImporterContract extends Contract {
    private static final int TIMES = 1_000;
    private static final long CHEAP_NANOS = 1_000_000_000L;
    private static final long STRAY = 0xdead_b000L;

    private Importer device;

    /** For the tests that extend it. */
    protected ImporterContract() {
        super("IMP");
    }

    /** Plugs the device in, as its component's activation does. Called at the start of each test. */
    protected abstract Importer plugIn();

    /**
     * Pulls the device out, as its component's deactivation does; nothing if it has none.
     *
     * @param importer that {@link #plugIn} gave
     */
    protected abstract void pullOut(Importer importer);

    /**
     * Makes the device touch an address that is not mapped for it, for the rule about faults; without it the rule is skipped.
     * What the device throws is of no interest.
     *
     * @param importer that {@link #plugIn} gave
     */
    protected Optional<LongConsumer> toucher(Importer importer) {
        return Optional.empty();
    }

    @BeforeEach
    void plugItIn() {
        device = plugIn();
    }

    @AfterEach
    void pullItOut() {
        pullOut(device);
    }

    @Rule("IMP-1")
    void shouldBeTheSameDeviceEachTime() {
        assertThat(device.description())
                .as("description()")
                .isEqualTo(device.description())
                .isNotNull();
    }

    @Rule("IMP-2")
    void shouldHaveTheSameLimitsEachTime() {
        assertThat(device.constraints())
                .as("constraints()")
                .isEqualTo(device.constraints())
                .isNotNull();
    }

    @Rule("IMP-3")
    void shouldTakeSomeMappingTypesEachNamedOnce() {
        assertThat(device.mappingTypes())
                .as("mappingTypes()")
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isEqualTo(device.mappingTypes())
                .isUnmodifiable();
    }

    @Rule("IMP-4")
    void shouldBeCheapToAsk() {
        long start = getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            device.description();
            device.constraints();
            device.mappingTypes();
            device.faults();
        }
        assertThat(getThreadMXBean().getCurrentThreadCpuTime() - start)
                .as("nanoseconds of CPU for asking %s times", TIMES)
                .isLessThan(CHEAP_NANOS);
    }

    @Rule("IMP-5")
    void shouldCountEachFaultOnce() {
        LongConsumer toucher = toucher(device).orElseGet(() -> abort("no toucher: the test cannot make it err"));
        long before = device.faults();
        for (int i = 1; i <= 3; i++) {
            touch(toucher);
            assertThat(device.faults()).as("faults after %s stray accesses", i).isEqualTo(before + i);
        }
    }

    @Rule("IMP-6")
    void shouldStayTheSameWhenPulledOutAndPluggedInAgain() {
        Importer old = device;
        pullOut(old);
        device = plugIn();

        assertThat(device.description()).as("description() of the next life").isEqualTo(old.description());
        assertThat(device.constraints()).as("constraints() of the next life").isEqualTo(old.constraints());
    }

    private static void touch(LongConsumer toucher) {
        try {
            toucher.accept(STRAY);
        } catch (RuntimeException e) {
            // How a device complains to whoever drives it is its own business; that it counts the fault is not.
            assertThat(e).isNotNull();
        }
    }
}
