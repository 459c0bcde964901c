package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.launcher.Feature.BundleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTest {
    private static final String EXTENSIONS = """
            "extensions": {"framework-launching-properties": {"kind": "optional", "type": "json", "json": {"a.b": "c"}}}""";

    @TempDir
    Path folder;

    @Test
    void shouldOrderBundlesByTheirStartOrderWhenRead() throws Exception {
        Feature feature = Feature.read(written("""
                {"bundles": [{"id": "g:late:1", "start-order": 2}, {"id": "g:first:1"}, {"id": "g:second:1"}],\s""" + EXTENSIONS + "}"));

        assertThat(feature.bundles()).extracting(BundleId::artifact).containsExactly("first", "second", "late");
    }

    @Test
    void shouldReadPropertiesOfTheFrameworkWhenRead() throws Exception {
        assertThat(Feature.read(written("{\"bundles\": [], " + EXTENSIONS + "}"))
                        .properties())
                .containsEntry("a.b", "c")
                .hasSize(1);
    }

    @Test
    void shouldStartABundleInItsModeOnlyWhenItNamesOne() throws Exception {
        BundleId shell = BundleId.parse("g:shell:1", 1, "console");

        assertThat(shell.startsIn("console")).isTrue();
        assertThat(shell.startsIn("script")).isFalse();
        assertThat(BundleId.parse("g:core:1", 1, "").startsIn("script")).isTrue();
    }

    @Test
    void shouldLieWhereMavenPutsItWhenInARepository() throws Exception {
        assertThat(BundleId.parse("org.a.b:c.d:1.2-SNAPSHOT", 1, "").within(Path.of("repository")))
                .isEqualTo(Path.of("repository/org/a/b/c.d/1.2-SNAPSHOT/c.d-1.2-SNAPSHOT.jar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifact", "group:artifact", "group:artifact:jar:1", ""})
    void shouldRefuseAnIdWhenItHasNotThreeParts(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BundleId.parse(id, 1, ""))
                .withMessageContaining("group:artifact:version")
                .withMessageContaining("id=" + id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"bundles\": [1]}",
                "{\"bundles\": [{}]}",
                "{\"bundles\": [{\"id\": 1}]}",
                "{\"bundles\": \"none\"}"
            })
    void shouldNameTheFileWhenItIsNoFeature(String text) throws IOException {
        Path file = written(text);

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Feature.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("unpack the gateway anew");
    }

    @Test
    void shouldNameTheFileWhenItIsMissing() {
        Path file = folder.resolve("missing.json");

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Feature.read(file))
                .withMessageContaining(file.toString());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("feature.json"), text);
    }
}
