package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.FormatModifiers.Pair;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.linux.internal.DrmMode.DrmFormatModifierBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmFormatModifierLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said of nodes that are no cards, and how what the kernel tells is read; real ones are in the lab. */
@EnabledOnOs(OS.LINUX)
class CardNodesTest {
    private static final Modifier TILED = new Modifier(0x0100_0000_0000_0001L);

    @TempDir
    private Path folder;

    private static ThrowableAssertAlternative<EntrepotException> refusal(String form, Path node) {
        CardNodes nodes = new CardNodes(new MemoryFileStore(form, null, warning -> {}), false, warning -> {});
        return assertThatExceptionOfType(EntrepotException.class).isThrownBy(() -> nodes.open(node));
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoNode() {
        refusal("memfd", folder.resolve("card0"))
                .withMessageContainingAll("node=" + folder.resolve("card0"), "load its driver")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void shouldLeaveNoDescriptorWhenTheNodeIsNoCard() throws IOException {
        Path file = Files.createFile(folder.resolve("card0"));
        refusal("memfd", file);
        int before = descriptors();
        for (int i = 0; i < 100; i++) {
            refusal("memfd", file)
                    .withMessageContainingAll("VERSION", "errno=25")
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.UNSUPPORTED);
        }
        assertThat(descriptors()).isLessThan(before + 50);
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    @Test
    void shouldOpenNothingWhenNoNativeCallsAreMade() {
        refusal("direct", Path.of("/dev/null"))
                .withMessageContaining("/dev/null")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
    }

    /** 65 formats, of which the mask of a second entry begins at the last. */
    @Test
    void shouldReadFormatsWithTheirModifiers() {
        int formats = 65;
        int formatsAt = DrmFormatModifierBlobLayout.SIZEOF;
        int modifiersAt = formatsAt + formats * Integer.BYTES + Integer.BYTES;
        ByteBuffer blob = Structure.of(modifiersAt + 2 * DrmFormatModifierLayout.SIZEOF)
                .putInt(DrmFormatModifierBlobLayout.COUNT_FORMATS, formats)
                .putInt(DrmFormatModifierBlobLayout.FORMATS_OFFSET, formatsAt)
                .putInt(DrmFormatModifierBlobLayout.COUNT_MODIFIERS, 2)
                .putInt(DrmFormatModifierBlobLayout.MODIFIERS_OFFSET, modifiersAt)
                .putInt(formatsAt, DrmFourcc.DRM_FORMAT_XRGB8888)
                .putInt(formatsAt + Integer.BYTES, DrmFourcc.DRM_FORMAT_RGB565)
                .putInt(formatsAt + (formats - 1) * Integer.BYTES, DrmFourcc.DRM_FORMAT_NV12);
        entry(blob, modifiersAt, 0b11, 0, Modifier.LINEAR);
        entry(blob, modifiersAt + DrmFormatModifierLayout.SIZEOF, 1, formats - 1, TILED);

        assertThat(PlaneFormats.of(blob))
                .isEqualTo(FormatModifiers.of(List.of(
                        Pair.of(PixelFormat.XRGB8888, Modifier.LINEAR),
                        Pair.of(PixelFormat.RGB565, Modifier.LINEAR),
                        Pair.of(PixelFormat.NV12, TILED))));
    }

    private static void entry(ByteBuffer blob, int at, long mask, int first, Modifier modifier) {
        blob.putLong(at + DrmFormatModifierLayout.FORMATS, mask)
                .putInt(at + DrmFormatModifierLayout.OFFSET, first)
                .putLong(at + DrmFormatModifierLayout.MODIFIER, modifier.value());
    }

    @Test
    void shouldLeaveOutFormatsWithoutANameOfOurs() {
        assertThat(PlaneFormats.linear(List.of(DrmFourcc.DRM_FORMAT_XRGB8888, DrmFourcc.code("QQQQ"))))
                .isEqualTo(FormatModifiers.linear(PixelFormat.XRGB8888));
    }

    @Test
    void shouldReadTheChecksumsOfARefresh() {
        assertThat(CrtcChecksums.checksum("0x0000002a 0x12345678\n")).hasValue(0x1234_5678L);
        assertThat(CrtcChecksums.checksum("XXXXXXXXXX 0x00000001 0x00000002\n"))
                .isNotEqualTo(CrtcChecksums.checksum("XXXXXXXXXX 0x00000002 0x00000001\n"));
        assertThat(CrtcChecksums.checksum("\n")).isEmpty();
    }

    @Test
    void shouldNameConnectorsAsTheKernelDoes() {
        assertThat(ConnectorNames.of(11, 1)).isEqualTo("HDMI-A-1");
        assertThat(ConnectorNames.of(15, 2)).isEqualTo("Virtual-2");
        assertThat(ConnectorNames.of(99, 1)).isEqualTo("Unknown-1");
        assertThat(ConnectorNames.writesToMemory(18)).isTrue();
    }
}
