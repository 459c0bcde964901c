package org.entrepot.emulation.internal.device;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.conformance.ModelFences;
import org.entrepot.emulation.internal.machine.EmulatedMachine;
import org.entrepot.emulation.internal.machine.Machines;
import org.entrepot.fence.Fences;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.Nested;
import org.osgi.service.component.ComponentServiceObjects;

/** The emulated devices, as importers. */
class EmulatedDevicesTest {
    private static final ComponentServiceObjects<Fences> FENCES = DeviceBench.source(new ModelFences());

    private final EmulatedMachine machine = Machines.quiet();

    /** An emulated device on the bus of physical addresses. */
    private abstract class OnTheBus extends ImporterContract {
        private final DeviceConfig config = DeviceBench.config("device0", DeviceBench.DIRECT, Map.of());

        abstract Importer plugIn(DeviceConfig config, EmulatedMachine machine);

        @Override
        protected final Importer plugIn() {
            return plugIn(config, machine);
        }

        @Override
        protected void pullOut(Importer importer) {
            // No stream is open, so there is nothing to end.
        }

        @Override
        protected final Optional<LongConsumer> toucher(Importer importer) {
            return Optional.of(
                    address -> machine.port("device0", DeviceBench.DIRECT).read(address, new byte[1], 0, 1));
        }
    }

    @Nested
    class CameraRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, EmulatedMachine machine) {
            return new Camera(config, machine, FENCES);
        }
    }

    @Nested
    class RotatorRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, EmulatedMachine machine) {
            return new Rotator(config, machine, FENCES);
        }
    }

    @Nested
    class EncoderRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, EmulatedMachine machine) {
            return new Encoder(config, machine, FENCES);
        }
    }

    @Nested
    class DisplayRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, EmulatedMachine machine) {
            return new Display(config, machine, FENCES);
        }
    }
}
