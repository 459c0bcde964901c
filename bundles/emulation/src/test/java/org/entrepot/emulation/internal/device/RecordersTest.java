package org.entrepot.emulation.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.device.EncodeDevice.EncodeStream;
import org.entrepot.device.FrameRate;
import org.entrepot.device.YCbCr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The devices that write files: display and encoder. */
class RecordersTest {
    private static final FrameRate RATE = new FrameRate(25, 1);

    private final DeviceBench bench = new DeviceBench();
    private final Display display =
            new Display(DeviceBench.config("display0", DeviceBench.DIRECT, Map.of()), bench.machine, bench.fences);
    private final Encoder encoder = new Encoder(
            DeviceBench.config("encoder0", DeviceBench.BEHIND_IOMMU, Map.of()), bench.machine, bench.fences);

    @TempDir
    private Path folder;

    private DeviceBench.Image image(PixelFormat format) {
        DeviceBench.Image image = bench.image(ImageLayout.of(format, 48, 33, 64, 16));
        new Random(7).nextBytes(image.bytes().array());
        return image;
    }

    private DeviceBench.Mapped shown(DeviceBench.Image image) {
        return bench.map(image, "display0", DeviceBench.DIRECT, Direction.TO_DEVICE);
    }

    @Test
    void shouldScanOutWhatIsInMemoryAndKeepAPictureOfIt() throws IOException {
        DeviceBench.Image image = image(PixelFormat.XRGB8888);
        CRC32C expected = new CRC32C();
        try (DisplayOutput output = display.open(Optional.of(folder))) {
            assertThat(output.screenshot("early")).isEmpty();
            long found = output.scanOut(shown(image), image.layout()).orElseThrow();
            BufferedImage picture =
                    ImageIO.read(output.screenshot("frame").orElseThrow().toFile());
            for (int y = 0; y < 33; y++) {
                for (int x = 0; x < 48; x++) {
                    for (int i = 0; i < 3; i++) {
                        expected.update(image.sample(0, 4 * x + i, y));
                        assertThat((picture.getRGB(x, y) >> (8 * i)) & 0xff).isEqualTo(image.sample(0, 4 * x + i, y));
                    }
                    expected.update(0);
                }
            }
            assertThat(found).isEqualTo(expected.getValue());
        }
        assertThat(files()).containsExactly("frame.png");
    }

    @Test
    void shouldShowAndEncodeTheSameColoursWhateverTheOrderOfTheirBytes() throws IOException {
        Map<PixelFormat, Long> shown = new EnumMap<>(PixelFormat.class);
        Map<PixelFormat, byte[]> encoded = new EnumMap<>(PixelFormat.class);
        for (PixelFormat format : List.of(PixelFormat.RGB888, PixelFormat.BGR888)) {
            DeviceBench.Image image = colours(format);
            try (DisplayOutput output = display.open(Optional.empty())) {
                shown.put(format, output.scanOut(shown(image), image.layout()).orElseThrow());
            }
            Path file = folder.resolve(format + ".avi");
            try (EncodeStream stream = encoder.open(file, 48, 33, RATE)) {
                stream.encode(
                        bench.map(image, "encoder0", DeviceBench.BEHIND_IOMMU, Direction.TO_DEVICE), image.layout());
            }
            encoded.put(format, Files.readAllBytes(file));
        }

        assertThat(shown.get(PixelFormat.RGB888)).isEqualTo(shown.get(PixelFormat.BGR888));
        assertThat(encoded.get(PixelFormat.RGB888)).isEqualTo(encoded.get(PixelFormat.BGR888));
    }

    private DeviceBench.Image colours(PixelFormat format) {
        DeviceBench.Image image = bench.image(ImageLayout.of(format, 48, 33, 64, 16));
        int stride = image.layout().planes().get(0).stride();
        for (int y = 0; y < 33; y++) {
            for (int x = 0; x < 48; x++) {
                int at = y * stride + 3 * x;
                image.bytes().put(at + (format == PixelFormat.RGB888 ? 2 : 0), (byte) (5 * x));
                image.bytes().put(at + 1, (byte) (7 * y));
                image.bytes().put(at + (format == PixelFormat.RGB888 ? 0 : 2), (byte) (x * y));
            }
        }
        return image;
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void shouldConvertWhatItScansOutWhenMemoryHoldsLumaAndChroma(Orientation orientation) {
        ImageLayout lying = ImageLayout.of(PixelFormat.NV12, 48, 34, 64, 16);
        DeviceBench.Image image = bench.image(lying.seen(orientation));
        new Random(8).nextBytes(image.bytes().array());
        CRC32C expected = new CRC32C();
        for (int y = 0; y < image.layout().height(); y++) {
            for (int x = 0; x < image.layout().width(); x++) {
                int chroma = x / 2 * 2;
                int pixel = YCbCr.toRgb(
                        image.sample(0, x, y), image.sample(1, chroma, y / 2), image.sample(1, chroma + 1, y / 2));
                expected.update(new byte[] {(byte) pixel, (byte) (pixel >> 8), (byte) (pixel >> 16), 0});
            }
        }

        try (DisplayOutput output = display.open(Optional.empty())) {
            assertThat(output.scanOut(shown(image), image.layout())).hasValue(expected.getValue());
        }
    }

    @Test
    void shouldTakeNoPictureWhenNoFolderIsGiven() {
        DeviceBench.Image image = image(PixelFormat.XRGB8888);
        try (DisplayOutput output = display.open(Optional.empty())) {
            output.scanOut(shown(image), image.layout());

            assertThat(output.screenshot("frame")).isEmpty();
        }
    }

    @Test
    void shouldRefuseAFolderThatIsNotThere() {
        assertThatThrownBy(() -> display.open(Optional.of(folder.resolve("none"))))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("folder=");
        display.open(Optional.empty()).close();
    }

    @Test
    void shouldSayOnceThatAPictureCannotBeWritten() throws IOException {
        DeviceBench.Image image = image(PixelFormat.XRGB8888);
        try (DisplayOutput output = display.open(Optional.of(folder))) {
            output.scanOut(shown(image), image.layout());
            Files.delete(folder);

            assertThatThrownBy(() -> output.screenshot("frame"))
                    .isInstanceOf(EntrepotException.class)
                    .hasMessageContaining("frame.png");
            Files.createDirectory(folder);
        }
    }

    @Test
    void shouldWriteAnAviFileWhoseFramesDecode() throws IOException {
        DeviceBench.Image image = image(PixelFormat.NV12);
        Path file = folder.resolve("video.avi");
        try (EncodeStream stream = encoder.open(file, 48, 33, RATE)) {
            for (int i = 0; i < 3; i++) {
                stream.encode(
                        bench.map(image, "encoder0", DeviceBench.BEHIND_IOMMU, Direction.TO_DEVICE), image.layout());
            }
            assertThat(file).doesNotExist();
        }

        ByteBuffer avi = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(word(avi, 0)).isEqualTo("RIFF");
        assertThat(avi.getInt(4)).isEqualTo(avi.capacity() - 8);
        assertThat(word(avi, 8)).isEqualTo("AVI ");
        assertThat(avi.getInt(48)).as("frames").isEqualTo(3);
        assertThat(avi.getInt(64)).as("width").isEqualTo(48);
        assertThat(avi.getInt(68)).as("height").isEqualTo(33);
        assertThat(word(avi, 220)).isEqualTo("movi");
        int movieBytes = avi.getInt(216) - 4;
        int index = 224 + movieBytes;
        assertThat(word(avi, index)).isEqualTo("idx1");
        assertThat(avi.getInt(index + 4)).isEqualTo(3 * 16);
        for (int i = 0; i < 3; i++) {
            int chunk = 220 + avi.getInt(index + 8 + i * 16 + 8);
            assertThat(word(avi, chunk)).isEqualTo("00dc");
            byte[] jpeg = new byte[avi.getInt(chunk + 4)];
            avi.get(chunk + 8, jpeg);
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
            assertThat(picture.getWidth()).isEqualTo(48);
            assertThat(picture.getHeight()).isEqualTo(33);
        }
        assertThat(files()).containsExactly("video.avi");
    }

    private static String word(ByteBuffer avi, int at) {
        byte[] word = new byte[4];
        avi.get(at, word);
        return new String(word, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldLeaveNoFileWhenNoFrameWasEncoded() throws IOException {
        encoder.open(folder.resolve("video.avi"), 48, 33, RATE).close();

        assertThat(files()).isEmpty();
    }

    @Test
    void shouldRefuseAFolderInPlaceOfAFile() {
        assertThatThrownBy(() -> encoder.open(folder, 48, 33, RATE))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("choose another name");
        assertThatThrownBy(() -> encoder.open(folder.resolve("none/video.avi"), 48, 33, RATE))
                .isInstanceOf(EntrepotException.class)
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(Reason.IO);
        encoder.open(folder.resolve("video.avi"), 48, 33, RATE).close();
    }

    @Test
    void shouldCompleteTheFileWhenTheEncoderIsUnplugged() throws IOException {
        DeviceBench.Image image = image(PixelFormat.I420);
        EncodeStream stream = encoder.open(folder.resolve("video.avi"), 48, 33, RATE);
        stream.encode(bench.map(image, "encoder0", DeviceBench.BEHIND_IOMMU, Direction.TO_DEVICE), image.layout());

        encoder.deactivate();

        assertThat(files()).containsExactly("video.avi");
        stream.close();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
