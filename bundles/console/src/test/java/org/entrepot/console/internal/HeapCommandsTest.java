package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapCommandsTest {
    private final TestMachine machine = new TestMachine();
    private final HeapCommands commands = new HeapCommands(machine);

    @TempDir
    private Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldShowAHeapFromInsideWhenNamed() {
        assertThat(Drawing.text(commands.heap("plenty")))
                .startsWith("heap plenty\n")
                .contains("region", "container");
    }

    @Test
    void shouldListTheHeapsWhenNoneIsNamed() {
        assertThat(Drawing.text(commands.heap())).startsWith("HEAP ");
    }

    @Test
    void shouldSayTheSameAsJsonWhenAsked() {
        Map<?, ?> heap = only(String.valueOf(Drawing.text(commands.heaps("--json"))), "heaps");
        Map<?, ?> device = only(String.valueOf(Drawing.text(commands.devices("--json"))), "devices");

        assertThat(heap.get("capabilities"))
                .isEqualTo(asRead(TestMachine.PLENTY.capabilities().plain()));
        assertThat(heap.get("fill"))
                .asInstanceOf(MAP)
                .containsEntry("highWater", 1L << 15)
                .containsEntry("fragmented", 1L);
        assertThat(device.get("constraints"))
                .isEqualTo(TestMachine.CAMERA.constraints().plain());
        assertThat(device.get("faults")).isEqualTo(2L);
    }

    private static Map<?, ?> only(String text, String name) {
        List<?> all = (List<?>) JsonText.read(text).get(name);
        assertThat(all).hasSize(1);
        return (Map<?, ?>) all.get(0);
    }

    /** Whole numbers are long when they are read. */
    private static Map<String, Object> asRead(Map<String, Object> plain) {
        return JsonText.read(JsonText.of(plain));
    }

    @Test
    void shouldSayWhereWhenAHeapIsDrawnIntoAFile() throws Exception {
        Path file = folder.resolve("plenty.svg");

        assertThat(Drawing.text(commands.heap("plenty", "--svg", file.toString())))
                .isEqualTo("heap plenty is drawn in " + file);
        assertThat(file).content().isEqualTo(HeapSvg.of(TestMachine.INSIDE));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(machine.asked()).containsExactly(1 << 15);
    }

    @Test
    void shouldTakeThePlaceOfAnOlderPictureWhenThereIsOne() throws Exception {
        Path file = Files.writeString(folder.resolve("plenty.svg"), "older");

        commands.heap("plenty", "--svg=" + file);

        assertThat(file).content().startsWith("<svg");
        assertThat(files()).containsExactly("plenty.svg");
    }

    @Test
    void shouldNameTheFileWhenItsFolderIsNotThere() throws Exception {
        Path file = folder.resolve("nosuch/plenty.svg");

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.heap("plenty", "--svg", file.toString()))
                .withMessageContaining("file=" + file + " (NoSuchFileException)")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IO));
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldLeaveWhatIsNoFileAloneWhenAHeapIsDrawn() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.svg"), Files.createFile(folder.resolve("mine")));

        for (Path taken : List.of(folder, link)) {
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> commands.heap("plenty", "--svg", taken.toString()))
                    .withMessageContaining("file=" + taken);
        }
        assertThat(folder.resolve("mine")).isEmptyFile();
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void shouldWriteNothingWhenTheHeapIsUnknown() throws Exception {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() ->
                        commands.heap("nosuch", "--svg", folder.resolve("a.svg").toString()))
                .withMessageContaining("heap=nosuch");
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldAskForANameWhenAFileIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.heap("--svg", folder.resolve("a.svg").toString()))
                .withMessageContaining("see dma:help heap");
    }

    @Test
    void shouldShowEachFaultAndTheirNumberWhenFaultsAreListed() {
        assertThat(Drawing.text(commands.faults())).isEqualTo("""
                        WHEN                      DEVICE   ACCESS  ADDRESS
                        2026-11-24T23:00:00.123Z  camera0  write    0x7000
                        2026-11-24T23:00:01Z      camera0  read     0x8000

                        DEVICE   FAULTS  MAPPER
                        camera0       2  direct0""");
    }

    @Test
    void shouldShowHowFarEachTimelineIsWhenFencesAreListed() {
        assertThat(Drawing.text(commands.fences())).isEqualTo("""
                        CONTEXT  TIMELINE  OWNER                ISSUED  SIGNALLED  PENDING  OLDEST    BOUND
                              3  scan-out  org.example.display      17         15        2   12 ms  1000 ms""");
    }

    @Test
    void shouldListOurDevicesOrTheKernelsWhenDevicesAreListed() {
        assertThat(commands.devices()).isEqualTo(new Views.Devices(machine.devices()));
        assertThat(commands.devices("--machine")).isEqualTo(new Views.Found(TestStatuses.FOUND));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.devices("--kernel"))
                .withMessageContaining("option=--kernel");
    }

    @Test
    void shouldSaySoWhenNoDeviceTookAFault() {
        assertThat(Drawing.text(new Views.Faults(List.of(), List.of()))).isEqualTo("no device took a DMA fault");
    }
}
