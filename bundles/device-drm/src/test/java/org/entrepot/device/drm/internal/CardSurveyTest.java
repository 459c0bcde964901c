package org.entrepot.device.drm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.entrepot.api.Constraints;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.api.Range;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.junit.jupiter.api.Test;

/** What is found out about a card becomes what its displays cannot do. */
class CardSurveyTest {
    private static final int PAGE = 1;
    private static final int SCATTERED = 4;
    private static final FoundDevice FOUND = new FoundDevice(
            FoundDevice.Kind.DRM,
            "card7",
            "a model",
            Optional.of("pci-0000:00:02.0"),
            Optional.of("model"),
            new Dma(OptionalInt.of(32), OptionalInt.empty(), Optional.empty()),
            Optional.empty());

    private final ModelCard card = new ModelCard();

    private CardSurvey survey(boolean probes, long largest) {
        Terms terms = new Terms(
                Pattern.compile("card.*"), Map.of(), Map.of(), probes, Duration.ofSeconds(1), Duration.ofSeconds(1), 0);
        return new CardSurvey(card, ModelFiles.of(largest), () -> List.of(FOUND), terms);
    }

    @Test
    void shouldTakeScatteredMemoryWhereTheDriverImportsIt() {
        card.importable.addAll(List.of(PAGE, SCATTERED));
        Screen screen = survey(true, 1 << 20).screen(card.connector);

        Constraints constraints = screen.needs().constraints();
        assertThat(constraints.maxSegments()).isEqualTo(Integer.MAX_VALUE);
        assertThat(constraints.addressBits()).isEqualTo(32);
        assertThat(constraints.strideAlignment()).isEqualTo(256);
        assertThat(constraints.formats()).isEqualTo(card.connector.formats());
        assertThat(screen.mappingType()).isEqualTo(MappingType.FD);
        assertThat(screen.description().bus()).isEqualTo("pci-0000:00:02.0");
        assertThat(screen.description().provenance()).isEqualTo(Provenance.real("/dev/dri/card7, driver model"));
        assertThat(screen.formats()).containsExactly(PixelFormat.XRGB8888, PixelFormat.NV12);
    }

    @Test
    void shouldTakeOneRunWhereTheDriverRefusesScatteredMemory() {
        card.importable.add(PAGE);
        CardSurvey survey = survey(true, 1 << 20);

        assertThat(survey.memory().taken()).isEqualTo(Taken.ONE_RUN);
        assertThat(survey.screen(card.connector).needs().constraints().maxSegments())
                .isEqualTo(1);
    }

    @Test
    void shouldTakeItsOwnMemoryWhereTheDriverImportsNone() {
        CardSurvey survey = survey(true, 1 << 20);

        assertThat(survey.memory().taken()).isEqualTo(Taken.OWN);
        assertThat(survey.screen(card.connector).mappingType()).isEqualTo(MappingType.PRIVATE);
        assertThat(survey.screen(card.connector).description().words()).contains("memory of its own", "yet");
    }

    @Test
    void shouldTakeOneRunWhereNobodyCanAsk() {
        card.importable.addAll(List.of(PAGE, SCATTERED));

        assertThat(survey(true, 0).memory().words()).contains("unknown", "a test");
        assertThat(survey(false, 1 << 20).memory().taken()).isEqualTo(Taken.UNKNOWN);
        assertThat(survey(false, 1 << 20)
                        .screen(card.connector)
                        .needs()
                        .constraints()
                        .maxSegments())
                .isEqualTo(1);
    }

    @Test
    void shouldTakeTheSizesOfItsModesUnlessAPictureMayBeSmaller() {
        Screen.Needs exact = survey(true, 1 << 20).screen(card.connector).needs();
        assertThat(exact.constraints().width()).isEqualTo(new Range(640, 1280));
        assertThat(exact.alternatives()).hasSize(1);
        assertThat(exact.alternatives().get(0).choices())
                .extracting(Constraints::height)
                .containsExactly(new Range(768, 768), new Range(480, 480), new Range(1024, 1024));

        card.small = true;
        Screen.Needs any = survey(true, 1 << 20).screen(card.connector).needs();
        assertThat(any.constraints().height()).isEqualTo(new Range(1, 1024));
        assertThat(any.alternatives()).isEmpty();
        assertThat(card.open).isZero();
    }
}
