package org.entrepot.conformance;

import static java.lang.management.ManagementFactory.getThreadMXBean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.function.LongConsumer;
import org.entrepot.spi.Importer;

/**
 * The rules for a device(). A test extends this and says how the device is plugged in and pulled out:
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
public abstract class ImporterContract extends ImporterMoveRules {
    private static final int TIMES = 1_000;
    private static final long CHEAP_NANOS = 1_000_000_000L;
    private static final long STRAY = 0xdead_b000L;

    /** For the tests that extend it. */
    protected ImporterContract() {}

    @Rule("IMP-1")
    void shouldBeTheSameDeviceEachTime() {
        assertThat(device().description())
                .as("description()")
                .isEqualTo(device().description())
                .isNotNull();
    }

    @Rule("IMP-2")
    void shouldHaveTheSameLimitsEachTime() {
        assertThat(device().constraints())
                .as("constraints()")
                .isEqualTo(device().constraints())
                .isNotNull();
    }

    @Rule("IMP-3")
    void shouldTakeSomeMappingTypesEachNamedOnce() {
        assertThat(device().mappingTypes())
                .as("mappingTypes()")
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isEqualTo(device().mappingTypes())
                .isUnmodifiable();
    }

    @Rule("IMP-4")
    void shouldBeCheapToAsk() {
        long start = getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            device().description();
            device().constraints();
            device().mappingTypes();
            device().kind();
            device().faults();
        }
        assertThat(getThreadMXBean().getCurrentThreadCpuTime() - start)
                .as("nanoseconds of CPU for asking %s times", TIMES)
                .isLessThan(CHEAP_NANOS);
    }

    @Rule("IMP-5")
    void shouldCountEachFaultOnce() {
        LongConsumer toucher = toucher(device()).orElseGet(() -> abort("no toucher: the test cannot make it err"));
        long before = device().faults();
        for (int i = 1; i <= 3; i++) {
            touch(toucher);
            assertThat(device().faults())
                    .as("faults after %s stray accesses", i)
                    .isEqualTo(before + i);
        }
    }

    @Rule("IMP-6")
    void shouldStayTheSameWhenPulledOutAndPluggedInAgain() {
        Importer old = device();
        plugItInAgain();

        assertThat(device().description()).as("description() of the next life").isEqualTo(old.description());
        assertThat(device().constraints()).as("constraints() of the next life").isEqualTo(old.constraints());
    }

    @Rule("IMP-8")
    void shouldBeOfOneKind() {
        assertThat(device().kind()).as("kind()").isNotNull().isEqualTo(device().kind());
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
