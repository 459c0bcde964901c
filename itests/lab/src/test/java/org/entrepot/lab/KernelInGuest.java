package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** That the guest is what the other tests take it for. */
class KernelInGuest {
    @Test
    void shouldHaveAKernelOfItsOwn() throws IOException {
        assertThat(Path.of("/proc/sys/kernel/hostname")).hasContent("entrepot-lab");
    }

    @Test
    void shouldBeRoot() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/status"))).contains("Uid:\t0\t0\t0\t0");
    }
}
