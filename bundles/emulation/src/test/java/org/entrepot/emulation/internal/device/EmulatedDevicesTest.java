package org.entrepot.emulation.internal.device;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.conformance.Workplace;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.device.EncodeDevice.EncodeStream;
import org.entrepot.device.FrameRate;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The emulated devices, as importers. */
class EmulatedDevicesTest {
    private static final ImageLayout LAYOUT = ImageLayout.of(PixelFormat.NV12, 48, 48, 64, 16);

    @TempDir
    private Path folder;

    /** An emulated device on the bus of physical addresses, which works on small pictures. */
    private abstract static class OnTheBus extends ImporterContract {
        private final DeviceConfig config = DeviceBench.config("device0", DeviceBench.DIRECT, Map.of());
        private final DeviceBench bench = new DeviceBench(fences());

        abstract Importer plugIn(DeviceConfig config, DeviceBench bench);

        /** Begins a stream of the device; answers what makes it do a piece of work. */
        abstract Consumer<DeviceMapping> begin(Importer importer);

        @Override
        protected final Importer plugIn() {
            return plugIn(config, bench);
        }

        @Override
        protected final Optional<LongConsumer> toucher(Importer importer) {
            return Optional.of(
                    address -> bench.machine.port("device0", DeviceBench.DIRECT).read(address, new byte[1], 0, 1));
        }

        @Override
        protected final Optional<Workplace> workplace(Importer importer) {
            Consumer<DeviceMapping> work = begin(importer);
            return Optional.of(new Workplace() {
                @Override
                public DeviceMapping map() {
                    return mapped();
                }

                @Override
                public void work(DeviceMapping mapping) {
                    work.accept(mapping);
                }
            });
        }

        final DeviceMapping mapped() {
            return bench.map(bench.image(LAYOUT), "device0", DeviceBench.DIRECT, Direction.BIDIRECTIONAL);
        }
    }

    @Nested
    class CameraRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, DeviceBench bench) {
            return new Camera(config, bench.machine, bench.fences);
        }

        @Override
        Consumer<DeviceMapping> begin(Importer importer) {
            CaptureStream stream = ((Camera) importer).open(new CaptureSettings(Optional.empty(), 48, 48));
            return mapping -> stream.capture(mapping, LAYOUT);
        }

        @Override
        protected void pullOut(Importer importer) {
            ((Camera) importer).deactivate();
        }
    }

    @Nested
    class RotatorRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, DeviceBench bench) {
            return new Rotator(config, bench.machine, bench.fences);
        }

        @Override
        Consumer<DeviceMapping> begin(Importer importer) {
            TransformDevice.Frame source = new TransformDevice.Frame(mapped(), LAYOUT);
            return mapping ->
                    ((Rotator) importer).transform(source, new TransformDevice.Frame(mapping, LAYOUT), Rotation.R90);
        }

        @Override
        protected void pullOut(Importer importer) {
            ((Rotator) importer).deactivate();
        }
    }

    @Nested
    class EncoderRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, DeviceBench bench) {
            return new Encoder(config, bench.machine, bench.fences);
        }

        @Override
        Consumer<DeviceMapping> begin(Importer importer) {
            EncodeStream stream = ((Encoder) importer).open(folder.resolve("video.avi"), 48, 48, new FrameRate(25, 1));
            return mapping -> stream.encode(mapping, LAYOUT);
        }

        @Override
        protected void pullOut(Importer importer) {
            ((Encoder) importer).deactivate();
        }
    }

    @Nested
    class DisplayRules extends OnTheBus {
        @Override
        Importer plugIn(DeviceConfig config, DeviceBench bench) {
            return new Display(config, bench.machine, bench.fences);
        }

        @Override
        Consumer<DeviceMapping> begin(Importer importer) {
            DisplayOutput output = ((Display) importer).open(Optional.empty());
            return mapping -> output.scanOut(mapping, LAYOUT);
        }

        @Override
        protected void pullOut(Importer importer) {
            ((Display) importer).deactivate();
        }
    }
}
