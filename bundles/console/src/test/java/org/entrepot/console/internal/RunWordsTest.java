package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.entrepot.device.Rotation;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.pipeline.PipelineSettings.RotateBy;
import org.junit.jupiter.api.Test;

class RunWordsTest {
    private static PipelineSettings parse(String... words) {
        return RunWords.parse(new Arguments("demo", (Object[]) words)).build();
    }

    @Test
    void shouldLeaveTheChoiceToTheAllocatorWhenNoHeapIsNamed() {
        PipelineSettings settings = parse();

        assertThat(settings.heap()).isEmpty();
        assertThat(settings.swapTo()).isEmpty();
        assertThat(settings.rotateBy()).isEqualTo(RotateBy.AUTO);
    }

    @Test
    void shouldTakeHeapsAndTurningWhenTheyAreNamed() {
        PipelineSettings settings = parse(
                "--heap", "system", "--swap-to=cma", "--swap-after", "9", "--rotate", "270", "--rotate-by", "view");

        assertThat(settings.heap()).contains("system");
        assertThat(settings.swapTo()).contains("cma");
        assertThat(settings.swapAfter()).hasValue(9);
        assertThat(settings.rotation()).isEqualTo(Rotation.R270);
        assertThat(settings.rotateBy()).isEqualTo(RotateBy.VIEW);
    }

    @Test
    void shouldTakeTheDevicesThatAreNamedAndTheEmulatedOnesElse() {
        PipelineSettings settings = parse("--rotator", "video4", "--encoder=video5");

        assertThat(settings.camera()).isEqualTo("camera0");
        assertThat(settings.rotator()).isEqualTo("video4");
        assertThat(settings.encoder()).isEqualTo("video5");
        assertThat(settings.display()).isEqualTo("display0");
    }

    @Test
    void shouldRefuseWhenAHeapTakesOverFromItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--heap", "cma", "--swap-to", "cma", "--swap-after", "9"))
                .withMessageContaining("heap=cma swapTo=cma");
    }

    @Test
    void shouldRefuseWhenNobodySaysWhenTheOtherTakesOver() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--swap-to", "cma"))
                .withMessageContaining("swapTo=cma", "swapAfter");
    }

    @Test
    void shouldNameTheChoicesWhenNobodyTurnsLikeThat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--rotate-by", "hand"))
                .withMessageContaining("[AUTO, VIEW, ROTATOR]: rotate-by=hand");
    }
}
