package org.entrepot.device.v4l2.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.device.EncodeDevice.EncodeStream;
import org.entrepot.device.FrameRate;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice.Frame;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's memory-to-memory devices as devices of the engine. */
@Shows(Feature.MEMORY_TO_MEMORY)
class PassingOnInGuest {
    private static final String CONVERTER = "converter-test";
    private static final int FRAMES = 5;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 368;
    private static final int MAGIC = 0x4f4f4f4f;

    private final VideoScene scene = new VideoScene(Map.of("platform:vim2m", CONVERTER));

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() {
        scene.close();
    }

    /** Loads a module; the test is skipped where this kernel has none of the name. */
    static AutoCloseable loaded(String module) {
        assumeTrue(run("modprobe", module) == 0, () -> "this kernel has no " + module);
        return () -> {
            if (run("rmmod", module) != 0) {
                throw new AssertionError("nobody has the device any more: module=" + module);
            }
        };
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DmaBuf image(String name, String device, PixelFormat format) {
        return scene.engine()
                .allocator()
                .allocate(AllocationRequest.image(WIDTH, HEIGHT, format)
                        .devices(device)
                        .cpuUse(CpuUse.READ_WRITE)
                        .name(name)
                        .build());
    }

    @Test
    void shouldConvertFromOneBufferToAnother() throws Exception {
        scene.arrive("system");
        try (AutoCloseable module = loaded("vim2m")) {
            V4l2Devices devices = scene.devices(Map.of());
            try {
                Converter converter = (Converter) scene.device(CONVERTER);
                System.out.println(converter.description().words() + " " + converter.constraints());
                PixelFormat format = converter.inputFormats().stream()
                        .filter(converter.outputFormats()::contains)
                        .findFirst()
                        .orElseThrow();
                convert(converter, format);
            } finally {
                devices.deactivate();
            }
            assertThat(module).isNotNull();
        }
    }

    private void convert(Converter converter, PixelFormat format) {
        try (DmaBuf source = image("source", CONVERTER, format);
                DmaBuf target = image("target", CONVERTER, format);
                Attachment from = source.attach(CONVERTER);
                Attachment to = target.attach(CONVERTER);
                DeviceMapping reading = from.map(Direction.TO_DEVICE);
                DeviceMapping writing = to.map(Direction.FROM_DEVICE)) {
            fill(source);
            Frame one = new Frame(reading, (ImageLayout) source.layout());
            Frame other = new Frame(writing, (ImageLayout) target.layout());
            for (int i = 0; i < FRAMES; i++) {
                converter.transform(one, other, Rotation.R0);
            }
            assertThat(bytes(target)).isEqualTo(bytes(source));
        }
    }

    private static void fill(DmaBuf buffer) {
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            ByteBuffer view = access.view();
            for (int i = 0; i < view.capacity(); i++) {
                view.put(i, (byte) (i * 31 + i / WIDTH));
            }
        }
    }

    private static byte[] bytes(DmaBuf buffer) {
        byte[] bytes = new byte[Math.toIntExact(buffer.layout().bytes())];
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            access.view().get(0, bytes);
        }
        return bytes;
    }

    @Test
    void shouldEncodeIntoAFile() throws Exception {
        scene.arrive("system");
        try (AutoCloseable module = loaded("vicodec")) {
            V4l2Devices devices = scene.devices(Map.of());
            try {
                Importer found = scene.here().stream()
                        .filter(Coder.class::isInstance)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("vicodec has an encoder"));
                System.out.println(found.description().words() + " " + found.constraints());
                encode((Coder) found);
            } finally {
                devices.deactivate();
            }
            assertThat(module).isNotNull();
        }
    }

    private void encode(Coder coder) throws IOException {
        Path file = folder.resolve("video." + coder.fileExtension());
        try (DmaBuf picture = image("picture", coder.name(), coder.formats().get(0));
                Attachment attachment = picture.attach(coder.name())) {
            fill(picture);
            try (EncodeStream stream = coder.open(file, WIDTH, HEIGHT, new FrameRate(30, 1))) {
                for (int i = 0; i < FRAMES; i++) {
                    try (DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
                        stream.encode(mapping, (ImageLayout) picture.layout());
                    }
                }
            }
        }
        assertThat(file.getFileName().toString()).isEqualTo("video.fwht");
        ByteBuffer coded = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.BIG_ENDIAN);
        assertThat(coded.getInt(0)).isEqualTo(MAGIC);
        assertThat(pictures(coded)).isEqualTo(FRAMES);
    }

    private static int pictures(ByteBuffer coded) {
        int pictures = 0;
        for (int i = 0; i + 8 <= coded.capacity(); i++) {
            if (coded.getInt(i) == MAGIC && coded.getInt(i + 4) == -1) {
                pictures++;
            }
        }
        return pictures;
    }
}
