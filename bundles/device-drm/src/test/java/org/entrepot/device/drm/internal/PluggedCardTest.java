package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.entrepot.linux.DisplayCard.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Displays of a card come and go, and what fails of one of them is that one's. */
class PluggedCardTest {
    private static final String HEAP = "heap card7";
    private static final String HDMI = "display card7-HDMI-A-1";
    private static final String DP = "display card7-DP-1";
    private static final int DP_SOCKET = 32;

    private final ModelCard card = new ModelCard();
    private final Registry registry = new Registry();

    @TempDir
    private Path connectors;

    @BeforeEach
    void connect() throws IOException {
        status("connected");
        card.connectors.add(new Connector(DP_SOCKET, "DP-1", true, card.connector.modes(), card.connector.formats()));
    }

    private void status(String now) throws IOException {
        Path folder = Files.createDirectories(connectors.resolve("card7-DP-1"));
        Files.writeString(folder.resolve("status"), now);
    }

    private PluggedCard plugged() {
        return plugged(Map.of());
    }

    private PluggedCard plugged(Map<String, Taken> memory) {
        Terms terms = new Terms(
                Pattern.compile("card.*"), Map.of(), memory, false, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        CardSurvey survey = new CardSurvey(card, ModelFiles.of(0), List::of, terms);
        return new PluggedCard(card, survey, 4096, registry.house(connectors));
    }

    private static EntrepotException failure(Reason reason) {
        return new EntrepotException(reason, "a driver does as it is told: call=TEST");
    }

    @Test
    void shouldUseTheOthersWhenOneConnectorFailsAndTryThatAgain() {
        card.failures.put(DP_SOCKET, failure(Reason.IO));
        PluggedCard plugged = plugged();
        plugged.look();
        plugged.look();

        assertThat(registry.services).containsExactlyInAnyOrder(HEAP, HDMI);
        assertThat(registry.said).filteredOn(line -> line.contains("call=TEST")).hasSize(1);
        card.failures.clear();
        plugged.look();
        plugged.look();
        assertThat(registry.services).containsExactlyInAnyOrder(HEAP, HDMI, DP);
    }

    @Test
    void shouldLookAgainWhenTheConnectorsCouldNotBeAsked() throws IOException {
        PluggedCard plugged = plugged();
        plugged.look();
        card.failures.put(0, failure(Reason.GONE));
        card.connectors.remove(1);
        status("disconnected");
        plugged.look();
        assertThat(registry.services).contains(DP);

        card.failures.clear();
        plugged.look();
        assertThat(registry.services).containsExactlyInAnyOrder(HEAP, HDMI);
    }

    @Test
    void shouldNotAskTheConnectorsWhileTheKernelSaysNothingNew() {
        PluggedCard plugged = plugged();
        plugged.look();
        card.connectors.clear();
        plugged.look();

        assertThat(registry.services).contains(HDMI, DP);
    }

    @Test
    void shouldAskLessOftenWhileAConnectorFailsAgainAndAgain() throws IOException {
        card.failures.put(DP_SOCKET, failure(Reason.IO));
        PluggedCard plugged = plugged();
        for (int i = 0; i < 100; i++) {
            plugged.look();
        }
        // At 0, 1, 3, 7, 15, 31, 63 and 95.
        assertThat(card.asked).isEqualTo(8);

        card.failures.clear();
        status("disconnected");
        plugged.look();
        assertThat(registry.services).contains(DP);
    }

    /** What it makes has no pages for other drivers, and its own display takes no descriptors. */
    @Test
    void shouldHandOutNoMemoryOfADriverThatImportsNone() {
        plugged(Map.of("card7", Taken.OWN)).look();

        assertThat(registry.services).containsExactlyInAnyOrder(HDMI, DP);
    }

    @Test
    void shouldShowLessWhenNobodyCanTryWhetherAPictureMayBeSmaller() {
        card.failures.put(DP_SOCKET, failure(Reason.OUT_OF_MEMORY));
        plugged().look();

        assertThat(registry.services).contains(DP);
    }

    @Test
    void shouldLeaveNothingWhenItLeaves() {
        PluggedCard plugged = plugged();
        plugged.look();
        plugged.leave();
        plugged.look();

        assertThat(registry.services).isEmpty();
        assertThat(registry.mapping).isEmpty();
        assertThat(card.told).endsWith("close");
    }

    @Test
    void shouldLeaveNothingWhenWhoIsToldOfADisplayEndsIt() {
        PluggedCard plugged = plugged();
        registry.whenToldOfADisplay = plugged::leave;
        plugged.look();

        assertThat(registry.services).isEmpty();
        assertThat(registry.mapping).isEmpty();
    }
}
