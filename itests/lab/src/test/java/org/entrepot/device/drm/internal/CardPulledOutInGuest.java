package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.entrepot.device.drm.internal.DisplayScene.LONG;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.lab.Feature;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Shows;
import org.entrepot.linux.internal.Kms;
import org.entrepot.linux.internal.OpenDmaBufs;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A card that is pulled out while a frame is shown takes its services with it, and keeps nothing. */
@Shows(Feature.HOTPLUG)
class CardPulledOutInGuest {
    private static final String NAME = "shown to the end";

    private final DisplayScene scene = new DisplayScene(Kms.node(Kms.CIRRUS));

    @AfterEach
    void closeAll() {
        scene.close();
    }

    @Test
    void shouldTakeItsServicesWithItAndFreeEverything() throws IOException {
        Path device = Path.of("/sys/class/drm", scene.node().getFileName().toString(), "device")
                .toRealPath();
        scene.engine().arrive(LabMemory.systemHeap());
        KmsDisplay display = scene.display();
        DmaBuf buffer = scene.engine().allocate(scene.frame(NAME));
        Attachment attachment = buffer.attach(display.name());
        DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
        DisplayOutput output = display.open(Optional.empty());
        output.scanOut(mapping, (ImageLayout) buffer.layout());
        Files.writeString(device.resolve("remove"), "1");
        try {
            await().atMost(LONG).until(() -> scene.services(Object.class).isEmpty());
            assertThat(scene.engine().devices()).isZero();
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> output.scanOut(mapping, (ImageLayout) buffer.layout()))
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.GONE);
            assertThat(openCards())
                    .as("files of the card that this process has open")
                    .isZero();
            output.close();
            mapping.close();
            attachment.close();
            buffer.close();
            assertThat(OpenDmaBufs.named(NAME)).isEmpty();
        } finally {
            Files.writeString(Path.of("/sys/bus/pci/rescan"), "1");
        }
        await().atMost(LONG).until(() -> !scene.services(DisplayDevice.class).isEmpty());
        assertThat(scene.services(Exporter.class)).hasSize(1);
    }

    private long openCards() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(this::isCard).count();
        }
    }

    private boolean isCard(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(scene.node());
        } catch (IOException e) {
            // It was closed just now.
            return false;
        }
    }
}
