package org.entrepot.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page shows as the example's code is the example's code. */
class SnippetsTest {
    private static final Path ROOT = Path.of(System.getProperty("house.root"));
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"docs/writing-a-backend.md", "docs/backend-rules.md"})
    void shouldStandInTheExampleToTheLetterWhenShownOnAPage(String page) throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path file : Sources.java(ROOT.resolve("examples/vendor-backend"))) {
            sources.add(Files.readString(file));
        }

        assertThat(BLOCK.matcher(Files.readString(ROOT.resolve(page))).results())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(sources)
                        .as("code of %s in some source of the example", page)
                        .anyMatch(source -> source.contains(block.group(1))));
    }
}
