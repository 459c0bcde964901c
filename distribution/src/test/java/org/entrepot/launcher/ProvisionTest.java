package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.entrepot.launcher.Feature.BundleId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("gateway.json"), """
                {"bundles": [{"id": "g:engine:1", "start-order": 4}, {"id": "g:console:1", "start-order": 6}]}""");
        Files.writeString(folder.resolve("health.json"), """
                {"bundles": [{"id": "g:health:1", "start-order": 5}]}""");
        Files.writeString(folder.resolve("features.xml"), "<features/>");
    }

    private Provision read(Map<String, String> environment) throws StartException {
        return Provision.read(folder, environment);
    }

    @Test
    void shouldBeTheGatewayAloneUnlessMoreIsWanted() throws Exception {
        assertThat(read(Map.of()).feature().bundles())
                .extracting(BundleId::artifact)
                .containsExactly("engine", "console");
        assertThat(read(Map.of(Provision.VARIABLE, " ,gateway")).files()).hasSize(1);
    }

    @Test
    void shouldStartWhatAFurtherFeatureNamesInItsOrder() throws Exception {
        Provision both = read(Map.of(Provision.VARIABLE, "health, health"));

        assertThat(both.feature().bundles())
                .extracting(BundleId::artifact)
                .containsExactly("engine", "health", "console");
        assertThat(both.stamp()).isNotEqualTo(read(Map.of()).stamp());
    }

    @Test
    void shouldSayWhichThereAreWhenAFeatureIsNotThere() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> read(Map.of(Provision.VARIABLE, "helth")))
                .withMessageContaining("feature=helth")
                .withMessageContaining("[health]");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> read(Map.of(Provision.VARIABLE, "../health")))
                .withMessageContaining("feature=../health");
    }
}
