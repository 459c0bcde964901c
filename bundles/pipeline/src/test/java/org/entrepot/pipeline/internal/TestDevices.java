package org.entrepot.pipeline.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.CapturedFrame;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.FrameRate;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.jspecify.annotations.Nullable;

/** Devices of the test: 6 by 4 pixels, XRGB8888 throughout, slow or broken where a test wants them so. */
final class TestDevices {
    static final int WIDTH = 6;
    static final int HEIGHT = 4;
    private static final List<PixelFormat> FORMATS = List.of(PixelFormat.XRGB8888);

    final AtomicInteger opened = new AtomicInteger();
    final AtomicLong skipped = new AtomicLong();
    final Semaphore display = new Semaphore(Integer.MAX_VALUE / 2);
    volatile int cameraAhead;
    final AtomicInteger mostHandedOver = new AtomicInteger();
    final AtomicInteger preparedTargets = new AtomicInteger();
    volatile long wrongChecksumAt = -1;
    volatile long wrongTurnAt = -1;
    volatile boolean displayIsMute;
    final AtomicInteger heldOver = new AtomicInteger();
    volatile long captureFaultAt = -1;
    volatile long encodeFailureAt = -1;
    private final AtomicLong transforms = new AtomicLong();

    /** Gives a pipeline its devices. */
    void plugInto(FramePipeline pipeline) {
        pipeline.bindCamera(camera, Map.of("entrepot.device", "camera0"));
        pipeline.bindRotator(rotator, Map.of("entrepot.device", "rotator0"));
        pipeline.bindEncoder(encoder, Map.of("entrepot.device", "encoder0"));
        pipeline.bindDisplay(displays, Map.of("entrepot.device", "display0"));
    }

    final CaptureDevice camera = new CaptureDevice() {
        @Override
        public String name() {
            return "camera0";
        }

        @Override
        public CaptureStream open(CaptureSettings settings) {
            opened.incrementAndGet();
            return new Stream();
        }
    };

    private final class Stream implements CaptureDevice.CaptureStream {
        private final Deque<DeviceMapping> handedOver = new ArrayDeque<>();
        private long sequence;

        @Override
        public int ahead() {
            return cameraAhead;
        }

        @Override
        public void prepare(DeviceMapping target, ImageLayout layout) {
            if (!handedOver.contains(target)) {
                handedOver.add(target);
            }
            mostHandedOver.accumulateAndGet(handedOver.size(), Math::max);
            preparedTargets.incrementAndGet();
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public int height() {
            return HEIGHT;
        }

        @Override
        public List<PixelFormat> formats() {
            return FORMATS;
        }

        @Override
        public FrameRate rate() {
            return new FrameRate(25, 1);
        }

        @Override
        public String source() {
            return "numbers";
        }

        @Override
        public CapturedFrame capture(DeviceMapping target, ImageLayout layout) {
            if (!target.equals(handedOver.poll())) {
                throw new IllegalStateException("targets are captured into in the order in which they were prepared");
            }
            if (handedOver.stream().anyMatch(next -> !next.isOpen())) {
                throw new IllegalStateException("a target is lent until it was captured into");
            }
            long number = sequence++;
            if (number == captureFaultAt) {
                throw new EntrepotException(Reason.DEVICE_FAULT, "DMA fault: device=camera0 address=0x0");
            }
            ByteBuffer bytes = ((TestAttachment.Mapping) target).bytes();
            CRC32C checksum = new CRC32C();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int pixel = (int) number * 1000 + y * WIDTH + x;
                    put(bytes, layout, x, y, pixel);
                    checksum.update(new byte[] {(byte) pixel, (byte) (pixel >> 8), (byte) (pixel >> 16), 0});
                }
            }
            long right = checksum.getValue();
            return new CapturedFrame(
                    number, System.nanoTime(), OptionalLong.of(number == wrongChecksumAt ? right + 1 : right));
        }

        @Override
        public void skip() {
            skipped.incrementAndGet();
            sequence++;
        }

        @Override
        public void close() {
            opened.decrementAndGet();
        }
    }

    private static void put(ByteBuffer bytes, ImageLayout layout, int x, int y, int pixel) {
        Plane plane = layout.planes().get(0);
        int at = (int) plane.offset() + y * plane.stride() + 4 * x;
        bytes.put(at, (byte) pixel)
                .put(at + 1, (byte) (pixel >> 8))
                .put(at + 2, (byte) (pixel >> 16))
                .put(at + 3, (byte) 0);
    }

    private static int get(ByteBuffer bytes, ImageLayout layout, int x, int y) {
        Plane plane = layout.planes().get(0);
        int at = (int) plane.offset() + y * plane.stride() + 4 * x;
        return (bytes.get(at + 2) & 0xff) << 16 | (bytes.get(at + 1) & 0xff) << 8 | (bytes.get(at) & 0xff);
    }

    final TransformDevice rotator = new TransformDevice() {
        @Override
        public String name() {
            return "rotator0";
        }

        @Override
        public List<PixelFormat> inputFormats() {
            return FORMATS;
        }

        @Override
        public List<PixelFormat> outputFormats() {
            return FORMATS;
        }

        @Override
        public void transform(Frame source, Frame target, Rotation rotation) {
            ByteBuffer from = ((TestAttachment.Mapping) source.mapping()).bytes();
            ByteBuffer to = ((TestAttachment.Mapping) target.mapping()).bytes();
            boolean wrong = transforms.getAndIncrement() / 2 == wrongTurnAt;
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int pixel = get(from, source.layout(), x, y);
                    put(to, target.layout(), HEIGHT - 1 - y, x, wrong ? pixel + 1 : pixel);
                }
            }
        }
    };

    final DisplayDevice displays = new DisplayDevice() {
        @Override
        public String name() {
            return "display0";
        }

        @Override
        public List<PixelFormat> formats() {
            return FORMATS;
        }

        @Override
        public DisplayOutput open(Optional<Path> screenshots) {
            opened.incrementAndGet();
            return new Screen();
        }
    };

    private final class Screen implements DisplayDevice.DisplayOutput {
        private @Nullable DeviceMapping last;

        @Override
        public OptionalLong scanOut(DeviceMapping source, ImageLayout layout) {
            display.acquireUninterruptibly();
            if (last != null && last.isOpen()) {
                heldOver.incrementAndGet();
            }
            last = source;
            if (displayIsMute) {
                return OptionalLong.empty();
            }
            CRC32C checksum = new CRC32C();
            for (int y = 0; y < layout.height(); y++) {
                for (int x = 0; x < layout.width(); x++) {
                    int pixel = get(((TestAttachment.Mapping) source).bytes(), layout, x, y);
                    checksum.update(new byte[] {(byte) pixel, (byte) (pixel >> 8), (byte) (pixel >> 16), 0});
                }
            }
            return OptionalLong.of(checksum.getValue());
        }

        @Override
        public Optional<Path> screenshot(String name) {
            return Optional.empty();
        }

        @Override
        public void close() {
            opened.decrementAndGet();
        }
    }

    final EncodeDevice encoder = new EncodeDevice() {
        @Override
        public String name() {
            return "encoder0";
        }

        @Override
        public List<PixelFormat> formats() {
            return FORMATS;
        }

        @Override
        public String fileExtension() {
            return "bin";
        }

        @Override
        public EncodeStream open(Path file, int width, int height, FrameRate rate) {
            opened.incrementAndGet();
            return recorder(file);
        }
    };

    private EncodeDevice.EncodeStream recorder(Path file) {
        return new EncodeDevice.EncodeStream() {
            private long frames;

            @Override
            public void encode(DeviceMapping source, ImageLayout layout) {
                if (frames++ == encodeFailureAt) {
                    throw new EntrepotException(
                            Reason.IO, "a file can be written: file=" + file + "; look at the disk");
                }
            }

            @Override
            public void close() {
                opened.decrementAndGet();
                try {
                    Files.writeString(file, "frames=" + frames);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
