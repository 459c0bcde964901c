package org.entrepot.emulation.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.CaptureSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
    @TempDir
    private Path folder;

    private static CaptureSettings of(Path path) {
        return new CaptureSettings(Optional.of(path), 0, 0);
    }

    private Path y4m(String header, int frames, int frameBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((header + "\n").getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < frames; i++) {
            bytes.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            byte[] plane = new byte[frameBytes];
            Arrays.fill(plane, (byte) (i + 1));
            bytes.writeBytes(plane);
        }
        return Files.write(folder.resolve("clip.y4m"), bytes.toByteArray());
    }

    private static byte firstLuma(PictureSource source) {
        Picture picture = new Picture(source.width(), source.height());
        source.next(picture);
        return picture.luma()[0];
    }

    private void assertBad(Path path, Reason reason, String... words) {
        assertThatThrownBy(() -> {
                    try (PictureSource source = Sources.open(of(path))) {
                        firstLuma(source);
                    }
                })
                .isInstanceOf(EntrepotException.class)
                .hasMessageContainingAll(words)
                .extracting(e -> ((EntrepotException) e).reason())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " C420", " C420jpeg Ip A1:1 XYSCSS=420JPEG", " C420mpeg2 I?", " C420paldv"})
    void shouldPlayEveryKindOf420AndBeginAgainAtTheEnd(String tags) throws IOException {
        try (PictureSource source = Sources.open(of(y4m("YUV4MPEG2 W5 H3 F30000:1001" + tags, 2, 15 + 2 * 6)))) {
            assertThat(source.width()).isEqualTo(5);
            assertThat(source.rate().periodNanos()).isEqualTo(33_366_666);
            assertThat(firstLuma(source)).isEqualTo((byte) 1);
            assertThat(firstLuma(source)).isEqualTo((byte) 2);
            assertThat(firstLuma(source)).isEqualTo((byte) 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RIFF, begins with YUV4MPEG2",
        "YUV4MPEG2 W4 H4 C422, C=422",
        "YUV4MPEG2 W4 H4 Cmono, C=mono",
        "YUV4MPEG2 W4 H4 C420p10, C=420p10",
        "YUV4MPEG2 W4 H4 It, I=t",
        "YUV4MPEG2 W0 H4, W=0",
        "YUV4MPEG2 W-4 H4, W=-4",
        "YUV4MPEG2 W4, a width and a height",
        "YUV4MPEG2 W99999 H4, W=99999",
        "YUV4MPEG2 W99999999999 H4, W=99999999999",
        "YUV4MPEG2 W4 H4 F25, F=25",
        "YUV4MPEG2 W4 H4 F0:1, F=0"
    })
    void shouldNameTheValueWhenAHeaderIsNotWhatItShouldBe(String header, String words) throws IOException {
        assertBad(y4m(header, 1, 24), Reason.IO, "clip.y4m", words);
    }

    @Test
    void shouldRefuseAFileThatNeverEndsItsFirstLine() throws IOException {
        assertBad(Files.write(folder.resolve("clip.y4m"), new byte[1 << 20]), Reason.IO, "header line");
    }

    @Test
    void shouldSayWhereAFileIsCutOff() throws IOException {
        assertBad(y4m("YUV4MPEG2 W4 H4", 1, 20), Reason.IO, "frame=0", "truncated");
        assertBad(y4m("YUV4MPEG2 W4 H4", 0, 0), Reason.IO, "frames=0");
        assertBad(Files.writeString(folder.resolve("clip.y4m"), "YUV4MPEG2 W4"), Reason.IO, "ends within a header");
    }

    @Test
    void shouldRefuseBytesBetweenFrames() throws IOException {
        try (PictureSource source = Sources.open(of(y4m("YUV4MPEG2 W4 H4", 2, 27)))) {
            firstLuma(source);
            assertThatThrownBy(() -> firstLuma(source)).hasMessageContaining("begins with FRAME");
        }
    }

    @Test
    void shouldCaptureAVideoInItsOwnSizeOnly() throws IOException {
        Path clip = y4m("YUV4MPEG2 W4 H4", 1, 24);
        assertThatThrownBy(() -> Sources.open(new CaptureSettings(Optional.of(clip), 8, 8)))
                .hasMessageContainingAll("wanted=8x8", "video=4x4");
    }

    @Test
    void shouldSayWhatIsWrongWithAPath() throws IOException {
        assertBad(folder.resolve("none.y4m"), Reason.UNKNOWN, "none.y4m", "check the path");
        assertBad(folder, Reason.IO, "has pictures");
        assertBad(Files.writeString(folder.resolve("text.png"), "no picture"), Reason.IO, "can be decoded");
    }

    private Path picture(String name, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, rgb);
            }
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void shouldShowTheFilesOfAFolderByNameInTheSizeOfTheFirst() throws IOException {
        picture("b.png", 100, 50, 0xffffff);
        picture("a.png", 32, 20, 0x000000);
        try (PictureSource source = Sources.open(of(folder))) {
            assertThat(source.width()).isEqualTo(32);
            assertThat(source.height()).isEqualTo(20);
            assertThat(firstLuma(source)).isEqualTo((byte) 16);
            assertThat(firstLuma(source)).isEqualTo((byte) 235);
            assertThat(firstLuma(source)).isEqualTo((byte) 16);
        }
    }

    @Test
    void shouldPanOverAPictureTheSameWayEachTime() throws IOException {
        Path file = picture("photo.png", 400, 300, 0x808080);
        try (PictureSource one = Sources.open(of(file));
                PictureSource two = Sources.open(of(file))) {
            assertThat(one.width()).isEqualTo(320);
            assertThat(one.height()).isEqualTo(192);
            for (int i = 0; i < 5; i++) {
                assertThat(firstLuma(one)).isEqualTo(firstLuma(two));
            }
        }
        assertThatThrownBy(() -> Sources.open(new CaptureSettings(Optional.of(file), 402, 300)))
                .hasMessageContaining("window=402x300");
    }

    @Test
    void shouldCountTheFramesInTheTestPattern() {
        try (PictureSource one = Sources.open(new CaptureSettings(Optional.empty(), 0, 0));
                PictureSource two = Sources.open(new CaptureSettings(Optional.empty(), 0, 0))) {
            Picture first = new Picture(one.width(), one.height());
            Picture second = new Picture(one.width(), one.height());
            one.next(first);
            two.next(second);
            assertThat(second.luma()).isEqualTo(first.luma());
            one.next(second);
            assertThat(second.luma()).isNotEqualTo(first.luma());
        }
    }
}
