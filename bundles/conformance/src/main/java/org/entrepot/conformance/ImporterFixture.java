package org.entrepot.conformance;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A device, and what tests do with it. */
abstract class ImporterFixture extends Contract {
    private final ModelFences fences = new ModelFences();
    private Importer device;

    ImporterFixture() {
        super("IMP");
    }

    /** Plugs the device in, as its component's activation does. Called at the start of each test. */
    protected abstract Importer plugIn();

    /**
     * Pulls the device out, as its component's deactivation does; nothing if it has none. Twice is not too often.
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

    /**
     * Where the device is given work, for the rules about moves and fences; without it they are skipped.
     *
     * @param importer that {@link #plugIn} gave
     */
    protected Optional<Workplace> workplace(Importer importer) {
        return Optional.empty();
    }

    /** The fences that a device which announces its work is plugged in with; the same within a test. */
    protected final ModelFences fences() {
        return fences;
    }

    @BeforeEach
    final void plugItIn() {
        device = plugIn();
    }

    @AfterEach
    final void pullItOut() {
        pullOut(device);
        fences.close();
    }

    final Importer device() {
        return device;
    }

    /** The device in its next life. */
    final void plugItInAgain() {
        pullOut(device);
        device = plugIn();
    }
}
