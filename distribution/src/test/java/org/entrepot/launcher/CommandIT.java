package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.entrepot.launcher.Command.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person types, and what becomes of it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is a POSIX shell script")
class CommandIT {
    @TempDir
    Path folder;

    private Command command;

    @BeforeEach
    void prepare() throws Exception {
        command = new Command(folder);
    }

    @Test
    void shouldExplainItselfAndKeepNothingWhenAskedForHelp() throws Exception {
        Outcome help = command.run("help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .startsWith("Usage: entrepot")
                .contains("demo", "exec", "--frames", "--camera", "--rotator", "--encoder", "--display");
        assertThat(help.err()).isEmpty();
        assertThat(command.data()).doesNotExist();
    }

    @Test
    void shouldSayItsVersionWhenAskedForIt() throws Exception {
        assertThat(command.run("--version").out()).matches("entrepot \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @Test
    void shouldPrintResultsAndNothingElseWhenCommandsSucceed() throws Exception {
        Outcome heaps = command.run("exec", "heaps; devices");

        assertThat(heaps).isEqualTo(new Outcome(0, heaps.out(), ""));
        assertThat(heaps.out()).contains("system", "cma", "camera0", "display0");
    }

    @Test
    void shouldExplainAsATableAndAsJsonWhenAsked() throws Exception {
        Outcome table = command.run("exec", "explain camera0 encoder0 display0 --image 1920x1080 NV12");
        Outcome json = command.run("exec", "explain camera0 encoder0 display0 --image 1920x1080 NV12 --json");

        assertThat(table.out())
                .startsWith("cma serves: 1920x1080 NV12 for camera0, encoder0, display0\n")
                .containsPattern("system +refused +\\d+ +address bits +32 bits");
        try (JsonReader reader = Json.createReader(new StringReader(json.out()))) {
            JsonObject explained = reader.readObject();
            assertThat(explained.getString("chosen")).isEqualTo("cma");
            assertThat(explained.getJsonArray("verdicts")).hasSize(5);
        }
    }

    @Test
    void shouldEndAtTheFirstErrorWhenACommandFails() throws Exception {
        Outcome failed = command.run("exec", "heaps; dma:disable nowhere; devices");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).contains("system").doesNotContain("camera0");
        assertThat(failed.err()).contains("nowhere").hasLineCount(1);
    }

    @Test
    void shouldExecuteLineByLineWhenLinesArePipedIn() throws Exception {
        Outcome piped = command.runWith("# what is here\nheaps\n\ndevices\n");

        assertThat(piped).isEqualTo(new Outcome(0, piped.out(), ""));
        assertThat(piped.out()).contains("cma", "camera0").doesNotContain("\u001b");
    }

    @Test
    void shouldLeaveNothingBehindWhenItOnlyPassed() throws Exception {
        command.run("exec", "heaps");

        assertThat(command.temporary()).isEmptyDirectory();
        assertThat(command.data()).doesNotExist();
    }

    @Test
    void shouldSayOneLineWhenTheCommandIsUnknown() throws Exception {
        Outcome unknown = command.run("dmeo");

        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("command=dmeo").hasLineCount(1);
    }

    @Test
    void shouldLoseNoFrameWhenTheDemonstrationRuns() throws Exception {
        Outcome demo = command.run("demo", "--frames", "12", "--size", "160x120", "--out", "two words");

        assertThat(demo.err()).doesNotContain("error", "Exception");
        assertThat(demo.code()).isZero();
        assertThat(command.caller().resolve("two words")).isNotEmptyDirectory();
    }

    @Test
    void shouldSayWhoServesWhatWhenAHeapIsAskedForAndAnotherTakesOver() throws Exception {
        Outcome demo =
                command.run("demo", "--heap", "system", "--swap-to", "tiler", "--frames", "24", "--size", "320x180");

        assertThat(demo.err()).isEmpty();
        assertThat(demo.code()).isZero();
        assertThat(demo.out())
                .containsPattern("system +camera0 → rotator0 .*address bits: camera0 wants 32 bits")
                .containsPattern("tiler +camera0 → encoder0, display0 +tiler +as asked")
                .containsPattern("90° +view +\\d+ +0 B");
    }

    @Test
    void shouldSayOneLineWhenTheHeapThatIsAskedForIsNotThere() throws Exception {
        Outcome refused = command.run("demo", "--heap", "nowhere");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("heap=nowhere", "tiler").hasLineCount(1);
        assertThat(command.caller()).isEmptyDirectory();
    }

    @Test
    void shouldNameTheDevicesThatAreHereWhenTheOneThatIsAskedForIsNot() throws Exception {
        Outcome refused = command.run("demo", "--display", "card9-HDMI-A-1");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("display=card9-HDMI-A-1", "display0").hasLineCount(1);
        assertThat(command.caller()).isEmptyDirectory();
    }

    @Test
    void shouldStartFromAnywhereWhenItLiesAtAnOddPlace() throws Exception {
        Path odd = folder.resolve("an odd $(place) with %20 & 'marks'");
        Command.copyGateway(odd);
        Path link = Files.createSymbolicLink(folder.resolve("link"), odd);

        assertThat(command.at(link).run("exec", "heaps").out()).contains("cma");
    }

    @Test
    void shouldSayWhatToDoWhenItsPlaceHasAComma() throws Exception {
        Path listed = folder.resolve("here, there");
        Command.copyGateway(listed);

        Outcome refused = command.at(listed).run("exec", "heaps");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("comma", listed.toString(), "move").hasLineCount(1);
    }

    @Test
    void shouldSayWhatABundleLacksWhenItIsDroppedIn() throws Exception {
        Path home = folder.resolve("installed");
        Command.copyGateway(home);
        Manifest needy = new Manifest();
        needy.getMainAttributes().putValue("Manifest-Version", "1.0");
        needy.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        needy.getMainAttributes().putValue("Bundle-SymbolicName", "needy");
        needy.getMainAttributes().putValue("Import-Package", "not.there");
        new JarOutputStream(Files.newOutputStream(home.resolve("deploy/needy.jar")), needy).close();

        Outcome heaps = command.at(home).run("exec", "heaps");

        assertThat(heaps.code()).isZero();
        assertThat(heaps.err()).contains("needy", "not.there").hasLineCount(1);
    }

    @Test
    void shouldSayWhatToDoWhenABundleIsMissing() throws Exception {
        Path broken = folder.resolve("broken");
        Command.copyGateway(broken);
        DataFolder.remove(broken.resolve("repository/net"));

        Outcome failed = command.at(broken).run("exec", "heaps");

        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.err())
                .contains("net.java.dev.jna", "unpack the gateway anew")
                .hasLineCount(1);
        assertThat(command.temporary()).isEmptyDirectory();
    }
}
