package org.entrepot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private static final List<String> KNOWN = List.of("carveout", "tiler");

    @Test
    void shouldReadEveryOptionWhenTheyAreMixed() {
        Options options = Options.of(List.of("tiler", "--rounds", "11", "--write", "page.md", "carveout"), KNOWN);

        assertThat(options.areas()).containsExactly("tiler", "carveout");
        assertThat(options.rounds()).isEqualTo(11);
        assertThat(options.page()).contains(Path.of("page.md"));
    }

    @ParameterizedTest
    @CsvSource({"cma, area=cma", "--rounds x, --rounds=x", "--write, takes a value"})
    void shouldSayWhatIsWrongWhenAWordIsNotUnderstood(String words, String message) {
        assertThatThrownBy(() -> Options.of(List.of(words.split(" ")), KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldReplaceOnlyTheFiguresWhenAPageIsWritten() {
        String page = "before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n";

        assertThat(Page.replaced(page, "new\n"))
                .isEqualTo("before\n<!-- figures -->\n\nnew\n\n<!-- end of figures -->\nafter\n");
    }
}
