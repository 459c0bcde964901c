package org.entrepot.exporter.tiler.internal;

import java.util.Map;
import java.util.Optional;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.emulation.internal.machine.DmaPort;
import org.entrepot.emulation.internal.mapper.DirectMapper;
import org.entrepot.spi.DeviceBus;
import org.entrepot.spi.Exporter;

class TilerHeapRulesTest extends ExporterContract {
    private final Bench bench = new Bench(0, 192L << 20);

    @Override
    protected Exporter open() {
        TilerHeapConfig config = Bench.configured(TilerHeapConfig.class, Map.of());
        return new TilerHeap(config, bench.machine, bench.machine, bench.files);
    }

    @Override
    protected void leave(Exporter heap) {
        ((TilerHeap) heap).deactivate();
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        DmaPort port = bench.machine.port("probe0", DeviceBus.DIRECT);
        return Optional.of(DeviceProbe.on(
                "probe0",
                DeviceBus.DIRECT,
                new DirectMapper(bench.machine),
                (address, bytes) -> port.read(address, bytes, 0, bytes.length),
                (address, bytes) -> port.write(address, bytes, 0, bytes.length)));
    }
}
