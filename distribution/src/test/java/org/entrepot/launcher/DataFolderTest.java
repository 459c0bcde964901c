package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void shouldBeWhereTheUserSaysWhenTheVariableIsSet() throws Exception {
        Path own = folder.resolve("own");

        try (DataFolder data = DataFolder.lasting(Map.of("ENTREPOT_DATA", own.toString(), "XDG_STATE_HOME", "/x"))) {
            assertThat(data.path()).isEqualTo(own).isDirectory();
            assertThat(data.isPassing()).isFalse();
        }
        assertThat(own).isDirectory();
    }

    @Test
    void shouldBeWhereStateBelongsWhenNothingElseIsSaid() throws Exception {
        try (DataFolder data = DataFolder.lasting(Map.of("ENTREPOT_DATA", "", "XDG_STATE_HOME", folder.toString()))) {
            assertThat(data.path()).isEqualTo(folder.resolve("entrepot"));
        }
    }

    @Test
    void shouldBeBelowTheUsersHomeWhenNothingAtAllIsSaid() throws Exception {
        try (DataFolder data = DataFolder.lasting(Map.of("HOME", folder.toString()))) {
            assertThat(data.path()).isEqualTo(folder.resolve(".local/state/entrepot"));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such permissions")
    void shouldBeClosedToOthersWhenMade() throws Exception {
        try (DataFolder lasting = lasting();
                DataFolder passing = DataFolder.passing()) {
            assertThat(permissions(lasting.path())).isEqualTo("rwx------");
            assertThat(permissions(passing.path())).isEqualTo("rwx------");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such permissions")
    void shouldLeaveAFolderAloneWhenItIsOpenToOthers() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> DataFolder.lasting(Map.of("ENTREPOT_DATA", shared.toString())))
                .withMessageContaining("folder=" + shared)
                .withMessageContaining("permissions=rwxr-xr-x")
                .withMessageContaining("chmod 700");
        assertThat(permissions(shared)).isEqualTo("rwxr-xr-x");
        assertThat(shared).isEmptyDirectory();
    }

    @Test
    void shouldNameTheFolderWhenItCannotBeMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> DataFolder.lasting(
                        Map.of("ENTREPOT_DATA", file.resolve("below").toString())))
                .withMessageContaining("folder=" + file.resolve("below"))
                .withMessageContaining("set ENTREPOT_DATA");
    }

    @Test
    void shouldBeFreeAgainWhenClosed() throws Exception {
        lasting().close();

        try (DataFolder again = lasting()) {
            assertThat(again.path()).isDirectory();
        }
    }

    @Test
    void shouldGoWithAllThatIsInItWhenItOnlyPasses() throws Exception {
        DataFolder data = DataFolder.passing();
        Files.createDirectories(data.path().resolve("a/b"));
        Files.writeString(data.path().resolve("a/b/c"), "d");

        assertThat(data.isPassing()).isTrue();
        data.close();
        data.close();

        assertThat(data.path()).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void shouldNotFollowALinkWhenItGoes() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept"), "kept");
        DataFolder data = DataFolder.passing();
        Files.createSymbolicLink(data.path().resolve("file"), kept);
        Files.createSymbolicLink(data.path().resolve("folder"), folder);

        data.close();

        assertThat(data.path()).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    private DataFolder lasting() throws StartException {
        return DataFolder.lasting(Map.of("ENTREPOT_DATA", folder.resolve("data").toString()));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
