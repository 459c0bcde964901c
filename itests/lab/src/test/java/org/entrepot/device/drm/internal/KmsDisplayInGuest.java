package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.entrepot.device.drm.internal.DisplayScene.HEIGHT;
import static org.entrepot.device.drm.internal.DisplayScene.LONG;
import static org.entrepot.device.drm.internal.DisplayScene.WIDTH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Constraint;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.DisplayDevice.DisplayOutput;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.entrepot.fence.Usage;
import org.entrepot.lab.Feature;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.internal.Kms;
import org.entrepot.linux.internal.OpenDmaBufs;
import org.entrepot.linux.internal.Vgem;
import org.entrepot.linux.internal.VkmsChecksum;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kernel's displays as devices of the engine: they come, show frames out of memory that it chose, and leave. */
@Shows(Feature.SCAN_OUT)
class KmsDisplayInGuest {
    private static final Path BUFFERS = Path.of("/sys/kernel/debug/dma_buf/bufinfo");
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int RED = 0x00c0_1020;
    private static final int BLUE = 0x0010_20c0;

    private final DisplayScene scene = new DisplayScene(Kms.node());

    @AfterEach
    void closeAll() {
        scene.close();
    }

    @Test
    void shouldBeADeviceForEachDisplayThatIsConnected() {
        KmsDisplay display = scene.display();

        assertThat(scene.services(DisplayDevice.class)).hasSize(1);
        assertThat(display.name()).matches("card\\d+-(Virtual|VGA)-\\d");
        assertThat(display.description().provenance().kind()).isEqualTo(Provenance.Kind.REAL);
        assertThat(display.description().words()).contains(Taken.SCATTERED.words());
        assertThat(display.mappingTypes()).containsExactly(MappingType.FD);
        assertThat(display.formats()).startsWith(PixelFormat.XRGB8888);
    }

    @Test
    void shouldShowFramesByPageFlipsOutOfMemoryThatSuitsIt() throws IOException {
        scene.engine().arrive(LabMemory.systemHeap());
        scene.engine().arrive(LabMemory.files());
        AllocationRequest request = scene.frame("scanned out");
        System.out.println(scene.engine().explain(request).decisiveLine());
        assertThat(scene.engine().explain(request).chosen()).isPresent();
        flipBetweenTwo(request);
        keepsNothing("scanned out");
    }

    @Test
    @Shows(Feature.DUMB_BUFFERS)
    void shouldShowOutOfTheCardsOwnMemoryWhereNoOtherIs() throws IOException {
        AllocationRequest request = scene.frame("own memory");
        assertThat(scene.engine().explain(request).chosen().orElseThrow().exporter())
                .isEqualTo(scene.node().getFileName().toString());
        flipBetweenTwo(request);
        assertThat(scene.heap().usage().used()).isZero();
        keepsNothing("own memory");
    }

    private void flipBetweenTwo(AllocationRequest request) {
        try (DmaBuf one = scene.engine().allocate(request);
                DmaBuf other = scene.engine().allocate(request);
                Attachment first = one.attach(scene.display().name());
                Attachment second = other.attach(scene.display().name());
                DeviceMapping red = first.map(Direction.TO_DEVICE);
                DeviceMapping blue = second.map(Direction.TO_DEVICE);
                DisplayOutput output = scene.display().open(Optional.empty())) {
            DisplayScene.draw(one, RED);
            DisplayScene.draw(other, BLUE);
            for (int i = 0; i < 2; i++) {
                assertThat(output.scanOut(red, layout(one))).isEmpty();
                assertIsOnTheDisplay(RED);
                assertThat(output.scanOut(blue, layout(other))).isEmpty();
                assertIsOnTheDisplay(BLUE);
            }
            assertThat(scene.display().faults()).isZero();
        }
    }

    private static ImageLayout layout(DmaBuf buffer) {
        return (ImageLayout) buffer.layout();
    }

    /** Only the kernel's own card says what it sends out. */
    private void assertIsOnTheDisplay(int colour) {
        DisplayCard card = scene.display().screen().card();
        if (card.identity().driver().equals(Kms.VKMS)) {
            assertThat(VkmsChecksum.seen(card.node(), LONG))
                    .as("what vkms sends to the display")
                    .isEqualTo(VkmsChecksum.of(WIDTH, HEIGHT, (x, y) -> DisplayScene.colour(colour, y)));
        }
    }

    private static void keepsNothing(String name) throws IOException {
        assertThat(OpenDmaBufs.named(name)).isEmpty();
        if (Files.exists(BUFFERS)) {
            assertThat(Files.readString(BUFFERS)).doesNotContain(name);
        }
    }

    @Test
    void shouldBeRefusedMemoryBeforehandForAPictureThatItDoesNotShow() {
        scene.engine().arrive(LabMemory.systemHeap());
        Explanation large = scene.engine()
                .explain(AllocationRequest.image(16384, HEIGHT, PixelFormat.XRGB8888)
                        .devices(scene.display().name())
                        .build());

        assertThat(large.chosen()).isEmpty();
        assertThat(large.verdicts().get(0).refusals().get(0).constraint()).isEqualTo(Constraint.IMAGE_SIZE);
    }

    @Test
    void shouldShowAFrameOnlyWhenTheDriverThatDrawsItSignalsItsFence() throws Exception {
        scene.engine().arrive(LabMemory.systemHeap());
        try (DmaBuf buffer = scene.engine().allocate(scene.frame("drawn by vgem"));
                Attachment attachment = buffer.attach(scene.display().name());
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE);
                DisplayOutput output = scene.display().open(Optional.empty());
                Vgem vgem = new Vgem(OpenDmaBufs.named("drawn by vgem").get(0))) {
            output.scanOut(mapping, layout(buffer));
            int work = vgem.begin(true);
            CompletableFuture<?> shown = CompletableFuture.supplyAsync(() -> output.scanOut(mapping, layout(buffer)));

            await().during(SHORT).atMost(LONG).until(() -> !shown.isDone());
            if (hasSyncFiles()) {
                assertThat(buffer.reservation().fences(Usage.READ))
                        .as("the display, which reads the frame")
                        .hasSize(1);
            }
            vgem.end(work);
            await().atMost(LONG).until(shown::isDone);
            assertThat(shown).isCompleted();
            assertThat(buffer.reservation().await(Usage.BEFORE_WRITE, LONG))
                    .as("the frame may be drawn again")
                    .isTrue();
        }
    }

    /** Older drivers have none. */
    private boolean hasSyncFiles() {
        return scene.display().screen().card().identity().atomic();
    }

    @Test
    @Shows(Feature.HOTPLUG)
    void shouldLeaveWhenTheDisplayIsUnpluggedAndComeBack() throws IOException {
        KmsDisplay display = scene.display();
        Path status = Path.of(
                "/sys/class/drm",
                scene.node().getFileName() + "-" + display.screen().connector().name(),
                "status");
        Files.writeString(status, "off");
        try {
            await().atMost(LONG).until(() -> scene.services(DisplayDevice.class).isEmpty());
            gone(display);
            assertThat(scene.services(Exporter.class))
                    .as("the card is still here")
                    .hasSize(1);
        } finally {
            Files.writeString(status, "detect");
        }
        await().atMost(LONG).until(() -> !scene.services(DisplayDevice.class).isEmpty());
        assertThat(scene.display()).isNotSameAs(display);
        assertThat(scene.display().name()).isEqualTo(display.name());
    }

    private static void gone(KmsDisplay display) {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> display.open(Optional.empty()))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.GONE);
    }
}
