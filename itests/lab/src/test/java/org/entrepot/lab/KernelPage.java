package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page that says what is real on which kernel. With {@code -Dlab.write} a run brings its parts in line instead of comparing. */
final class KernelPage {
    private static final boolean WRITE = !System.getProperty("lab.write", "").isEmpty();

    private final Path page;
    private final String kernel;

    /**
     * The parts of one kernel.
     *
     * @param kernel {@code debian} or {@code own}
     */
    KernelPage(Path page, String kernel) {
        this.page = page;
        this.kernel = kernel;
    }

    /** Holds a part against what was seen. */
    void compare(String part, String seen) throws IOException {
        String name = part + " " + kernel;
        String begin = "<!-- " + name + " -->\n";
        String text = Files.readString(page);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- end -->", from);
        assertThat(from).as("part '%s' of %s", name, page).isBetween(begin.length(), to);
        if (WRITE) {
            Files.writeString(page, text.substring(0, from) + seen + text.substring(to));
        } else {
            assertThat(text.substring(from, to))
                    .as(
                            "part '%s' of %s; bring it in line: mvn verify -Plab -pl itests/lab -am -Dlab.write",
                            name, page)
                    .isEqualTo(seen);
        }
    }
}
