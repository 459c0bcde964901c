package org.entrepot.device.vfio.internal;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.spi.Importer;

class VfioImporterRulesTest extends ImporterContract {
    private Bench bench = new Bench();

    @Override
    protected Importer plugIn() {
        bench = new Bench();
        return bench.importer;
    }

    @Override
    protected void pullOut(Importer importer) {
        bench.device.close();
    }

    @Override
    protected Optional<LongConsumer> toucher(Importer importer) {
        return Optional.of(address -> bench.device.read(address, new byte[1]));
    }
}
