package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Backing;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Modifier;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWordsTest {
    private static AllocationRequest parsed(String words) {
        return RequestWords.parse(new Arguments("alloc", (Object[]) words.split(" ", -1)));
    }

    @Test
    void shouldAskForAnImageWhenItIsTyped() {
        AllocationRequest request = parsed("--device camera0 --image 640x480 nv12 I420 --cpu read --name=shot");

        assertThat(request.shape()).isEqualTo(new Shape.Image(640, 480, List.of(PixelFormat.NV12, PixelFormat.I420)));
        assertThat(request.devices()).containsExactly("camera0");
        assertThat(request.cpuUse()).isEqualTo(CpuUse.READ);
        assertThat(request.name()).isEqualTo("shot");
    }

    @Test
    void shouldTagTheRequestWhenWordsAreGivenForThat() {
        assertThat(parsed("--tag preview --tag=night 64K").tags()).containsExactly("night", "preview");
    }

    @Test
    void shouldAskForBytesWhenASizeIsTyped() {
        assertThat(parsed("64K").shape()).isEqualTo(new Shape.Bytes(65536));
    }

    @Test
    void shouldAskForMemoryAtTheFirstUseWhenTheRequestIsLazy() {
        assertThat(parsed("64K --lazy").backing()).isEqualTo(Backing.AT_FIRST_USE);
        assertThat(parsed("64K").backing()).isEqualTo(Backing.AT_ONCE);
    }

    @Test
    void shouldAskForAnOrientationWhenItIsTypedBehindADevice() {
        AllocationRequest request =
                parsed("--device camera0 --device encoder0@90 --device display0@Transpose --image 640x480 NV12");

        assertThat(request.devices()).containsExactly("camera0", "encoder0", "display0");
        assertThat(request.orientation("camera0")).isEqualTo(Orientation.ROTATE_0);
        assertThat(request.orientation("encoder0")).isEqualTo(Orientation.ROTATE_90);
        assertThat(request.orientation("display0")).isEqualTo(Orientation.TRANSPOSE);
    }

    @Test
    void shouldAskForDevicesWhenTheyAreTypedAsPlainWords() {
        AllocationRequest image = parsed("camera0:write encoder0@90:read display0@transpose --image 64x48 NV12 yu12");
        AllocationRequest bytes = parsed("camera0 4M display0 --device encoder0");

        assertThat(image.devices()).containsExactly("camera0", "encoder0", "display0");
        assertThat(image.shape()).isEqualTo(new Shape.Image(64, 48, List.of(PixelFormat.NV12, PixelFormat.I420)));
        assertThat(image.orientation("encoder0")).isEqualTo(Orientation.ROTATE_90);
        assertThat(image.orientation("display0")).isEqualTo(Orientation.TRANSPOSE);
        assertThat(image.use("camera0")).isEqualTo(Direction.FROM_DEVICE);
        assertThat(image.use("encoder0")).isEqualTo(Direction.TO_DEVICE);
        assertThat(image.use("display0")).isEqualTo(Direction.BIDIRECTIONAL);
        assertThat(bytes.devices()).containsExactly("camera0", "display0", "encoder0");
        assertThat(bytes.shape()).isEqualTo(new Shape.Bytes(4 << 20));
    }

    @Test
    void shouldTakeOptionsWhereverTheyStand() {
        assertThat(parsed("camera0 --image --cpu read 64x48 NV12 --name shot"))
                .isEqualTo(parsed("--name=shot camera0 --cpu=READ --image 64x48 nv12"));
    }

    @Test
    void shouldAskForModifiersWhenTheyAreTyped() {
        assertThat(parsed("--image 64x48 NV12 --modifier 0x0100000000000001 --modifier linear")
                        .shape())
                .isEqualTo(new Shape.Image(
                        64,
                        48,
                        List.of(PixelFormat.NV12),
                        List.of(new Modifier(0x0100_0000_0000_0001L), Modifier.LINEAR)));
        assertThat(parsed("--image 64x48 NV12 --modifier any").shape())
                .isEqualTo(new Shape.Image(64, 48, List.of(PixelFormat.NV12), List.of()));
    }

    @Test
    void shouldAddWhatAParticipantNeedsWhenAFileSaysIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("player.json"), """
                {"participant": "player", "constraints": {"paddingRows": 16},
                 "alternatives": [{"name": "rows", "choices": [{"strideAlignment": 256}, {}]}]}""");

        assertThat(parsed("64K --needs " + file).needs())
                .containsExactly(new Needs(
                        "player",
                        Constraints.builder().paddingRows(16).build(),
                        List.of(new AlternativeGroup(
                                "rows",
                                List.of(
                                        Constraints.builder()
                                                .strideAlignment(256)
                                                .build(),
                                        Constraints.NONE)))));
    }

    @Test
    void shouldNameTheFileWhenItHoldsNoNeeds(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.json"), "{\"participant\": \"p\", \"constraints\": {\"adressBits\": 1}}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> parsed("64K --needs " + file))
                .withMessageContaining("name=adressBits")
                .withMessageEndingWith("; in file=" + file);
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> parsed("64K --needs " + folder.resolve("nowhere.json")))
                .withMessageContaining("file=" + folder.resolve("nowhere.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "--device display0@45 --image 64x48 NV12",
                "--device display0@ --image 64x48 NV12",
                "--device display0@90 64K",
                "-5",
                "1 2",
                "--cpu often 64K",
                "--image 640 NV12",
                "--image 0x5 NV12",
                "--image 64x48",
                "--image 64x48 BOGUS",
                "--tag a,b 64K",
                "--typo 64K",
                "camera0",
                "camera0 64K 4M",
                "camera0: 64K",
                "camera0:paint 64K",
                "camera0@90@180 --image 64x48 NV12",
                "64x48 --image 64x48 NV12",
                "--image 64x48 NV12 camera0",
                "--image 64x48 NV12 --modifier any --modifier linear",
                "--image 64x48 NV12 --modifier tiled",
                "--modifier linear 64K"
            })
    void shouldRefuseWhenTheWordsAreNoRequest(String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> parsed(words)).withMessageContaining("=");
    }
}
