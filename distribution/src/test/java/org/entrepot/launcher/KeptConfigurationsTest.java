package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptConfigurationsTest {
    @TempDir
    Path data;

    @Test
    void shouldForgetAConfigurationWhenItCameFromAFile() throws Exception {
        Path fromFile = kept("a/b.config", "felix.fileinstall.filename=\"file:/conf/a.b.cfg\"\nquota.bytes=\"0\"\n");

        KeptConfigurations.forgetFiles(data);

        assertThat(fromFile).doesNotExist();
    }

    @Test
    void shouldKeepAConfigurationWhenAPersonMadeItByHand() throws Exception {
        Path byHand = kept("a/c.config", "quota.bytes=L\"0\"\n");

        KeptConfigurations.forgetFiles(data);

        assertThat(byHand).exists();
    }

    @Test
    void shouldFindNothingToForgetWhenTheGatewayIsNew() {
        assertThatCode(() -> KeptConfigurations.forgetFiles(data)).doesNotThrowAnyException();
    }

    private Path kept(String name, String text) throws Exception {
        Path file = KeptConfigurations.within(data).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
