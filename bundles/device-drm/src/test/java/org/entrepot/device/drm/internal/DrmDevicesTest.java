package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.NodeWatches;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cards are found, looked at again and let go of, by whichever thread. */
@Timeout(20)
class DrmDevicesTest {
    private static final Terms TERMS = new Terms(
            Pattern.compile("card.*"), Map.of(), Map.of(), false, Duration.ofSeconds(1), Duration.ofMillis(10), 0);
    private static final String HDMI = "display card7-HDMI-A-1";

    private final ModelCard card = new ModelCard();
    private final Registry registry = new Registry();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile @Nullable RuntimeException refusal;
    private volatile Runnable change = () -> {};
    private @Nullable DrmDevices devices;

    @TempDir
    private Path nodes;

    @TempDir
    private Path connectors;

    @BeforeEach
    void plugIn() throws IOException {
        Files.createFile(nodes.resolve("card7"));
    }

    @AfterEach
    void end() {
        if (devices != null) {
            devices.deactivate();
        }
    }

    private DrmDevices found() {
        DrmDevices.Sources sources = new DrmDevices.Sources(this::open, ModelFiles.of(0), List::of, nodes);
        DrmDevices made = new DrmDevices(TERMS, sources, this::watch, registry.house(connectors));
        devices = made;
        return made;
    }

    private DisplayCard open(Path node) {
        opened.incrementAndGet();
        RuntimeException planned = refusal;
        if (planned != null) {
            throw planned;
        }
        return card;
    }

    /** As the kernel's does; a test says when something changed. */
    private NodeWatches.Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        look.run();
        change = look;
        return () -> {};
    }

    @Test
    void shouldHaveLookedWhenItIsActive() {
        found();
        assertThat(registry.services).containsExactly(HDMI);
    }

    @Test
    void shouldTryACardAgainThatIsRefusedForAWhile() {
        refusal = new EntrepotException(Reason.BUSY, "a card is free");
        found();
        assertThat(registry.services).isEmpty();
        refusal = null;

        await().until(() -> registry.services.contains(HDMI));
        assertThat(registry.said)
                .filteredOn(line -> line.contains("a card is free"))
                .hasSize(1);
    }

    /** The kernel makes the node before it knows the card by its number ({@code drm_dev_register}). */
    @Test
    void shouldTryACardAgainWhoseNodeIsThereBeforeIt() {
        refusal = new EntrepotException(Reason.UNKNOWN, "a display card is here");
        found();
        assertThat(registry.services).isEmpty();
        refusal = null;

        await().until(() -> registry.services.contains(HDMI));
    }

    @Test
    void shouldLeaveACardAloneThatIsRefusedForGood() {
        refusal = new EntrepotException(Reason.UNSUPPORTED, "a card has connectors");
        found();
        refusal = null;

        await().during(Duration.ofMillis(100)).until(registry.services::isEmpty);
    }

    @Test
    void shouldGoOnLookingWhenALookFails() {
        refusal = new IllegalStateException("a broken card");
        found();
        await().until(() -> opened.get() > 2);
        assertThat(registry.said).as("said once").hasSize(1);
        refusal = null;

        await().until(() -> registry.services.contains(HDMI));
    }

    @Test
    void shouldLetGoOfACardWhoseNodeWent() throws IOException {
        found();
        Files.delete(nodes.resolve("card7"));
        change.run();

        await().until(() -> card.told.contains("close"));
        assertThat(registry.services).isEmpty();
    }

    @Test
    void shouldEndWhenWhoIsToldOfADisplayEndsIt() {
        refusal = new EntrepotException(Reason.BUSY, "a card is free");
        DrmDevices made = found();
        AtomicBoolean ended = new AtomicBoolean();
        registry.whenToldOfADisplay = () -> {
            made.deactivate();
            ended.set(true);
        };
        devices = null;
        refusal = null;

        await().untilTrue(ended);
        await().until(() -> card.told.contains("close"));
        await().until(() -> registry.services.isEmpty() && registry.mapping.isEmpty());
    }
}
