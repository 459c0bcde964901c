package org.entrepot.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a compiler does not see any more: the sources themselves. */
class SourcesTest {
    private static final int LONGEST_FILE = 300;
    private static final Path ROOT = Path.of(System.getProperty("house.root"));

    @Test
    void shouldBeTwoFilesWhenPastThreeHundredLines() throws IOException {
        assertThat(Sources.java(ROOT)).isNotEmpty().allSatisfy(file -> assertThat(lines(file))
                .as("lines of %s", ROOT.relativize(file))
                .hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void shouldAwaitAndNotSleepWhenATest() throws IOException {
        assertThat(Sources.java(ROOT).stream().filter(SourcesTest::isATest))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(lines(file))
                        .as("%s sleeps", ROOT.relativize(file))
                        .noneMatch(line -> line.contains("Thread." + "sleep(")));
    }

    @Test
    void shouldHaveACommentWhenExported() throws IOException {
        assertThat(Comments.missingIn(exported())).isEmpty();
    }

    /** The api is all contract; elsewhere what is exported lies directly in a package named after its bundle. */
    private static List<Path> exported() throws IOException {
        return Sources.java(ROOT.resolve("bundles")).stream()
                .filter(file -> !isATest(file) && !file.toString().contains("internal"))
                .filter(file -> !file.endsWith("package-info.java"))
                .toList();
    }

    private static boolean isATest(Path file) {
        return file.toString().contains(Path.of("src", "test").toString());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
