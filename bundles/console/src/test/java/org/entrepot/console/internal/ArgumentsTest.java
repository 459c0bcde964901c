package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void shouldTakeAnOptionWhenItsValueStandsBehindOrWithin() {
        Arguments arguments = new Arguments("run", "--a", "1", "word", "--b=2");

        assertThat(arguments.option("--a")).contains("1");
        assertThat(arguments.option("--b")).contains("2");
        assertThat(arguments.exactly(1, 1)).containsExactly("word");
    }

    @Test
    void shouldTakeAllValuesWhenAnOptionMayBeRepeated() {
        assertThat(new Arguments("run", "--a", "1", "--a=2").options("--a")).containsExactly("1", "2");
    }

    @Test
    void shouldLeaveTheWordsWhenItOnlyAsksForAnOption() {
        Arguments arguments = new Arguments("run", "--a=1");

        assertThat(arguments.given("--a")).isTrue();
        assertThat(arguments.option("--a")).contains("1");
    }

    @Test
    void shouldRefuseWhenAnOptionIsGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run", "--a=1", "--a=2").option("--a"))
                .withMessage("an option is given once: --a=[1, 2]; see dma:help run");
    }

    @Test
    void shouldRefuseWhenAValueIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run", "--a").option("--a"))
                .withMessage("an option has a value: --a; see dma:help run");
    }

    @Test
    void shouldRefuseWhenAnOptionIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run", "--typo").exactly(0, 1))
                .withMessage("an option must be known: option=--typo; see dma:help run");
    }

    @Test
    void shouldRefuseWhenThereAreTooManyOrTooFewWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run", "a", "b").exactly(1, 1))
                .withMessage("dma:run takes 1 word: given=[a, b]; see dma:help run");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run", "a").exactly(0, 0))
                .withMessageContaining("takes no words: given=[a]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run").exactly(1, 3))
                .withMessageContaining("1 to 3 words");
    }

    @Test
    void shouldReadANumberWhenItIsDecimalOrHexadecimal() {
        Arguments arguments = new Arguments("run");

        assertThat(arguments.number("n", "-12")).isEqualTo(-12);
        assertThat(arguments.number("n", "0x1f")).isEqualTo(31);
    }

    @Test
    void shouldNameTheNumberWhenItIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments("run").number("frames", "many"))
                .withMessage("a number is whole: frames=many; see dma:help run");
    }
}
