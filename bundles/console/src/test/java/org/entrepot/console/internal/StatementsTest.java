package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {
    @Test
    void shouldCutWhenASemicolonOrAnEndOfLineComes() {
        assertThat(Statements.of("heaps; alloc 1\nbuffers")).containsExactly("heaps", "alloc 1", "buffers");
    }

    @Test
    void shouldNotCutWhenWithinQuotesOrBraces() {
        assertThat(Statements.of("fill 1 'a;b'; each [1;2] { echo \"}\"; echo 2 }; heaps"))
                .containsExactly("fill 1 'a;b'", "each [1;2] { echo \"}\"; echo 2 }", "heaps");
    }

    @Test
    void shouldNotCutWhenTheSemicolonIsEscaped() {
        assertThat(Statements.of("fill 1 a\\;b;heaps")).containsExactly("fill 1 a\\;b", "heaps");
    }

    @Test
    void shouldLeaveOutCommentsAndBlanksWhenAScriptHasThem() {
        assertThat(Statements.of("# first\n\n  ; heaps ;;\n")).containsExactly("heaps");
    }

    @Test
    void shouldFindNothingWhenTheScriptIsEmpty() {
        assertThat(Statements.of(" \n")).isEmpty();
    }
}
