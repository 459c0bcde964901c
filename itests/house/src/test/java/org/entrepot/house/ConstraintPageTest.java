package org.entrepot.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.Capabilities;
import org.entrepot.api.ConstraintField;
import org.junit.jupiter.api.Test;

/** What the page says of the fields is what the code does. */
class ConstraintPageTest {
    private static final Path PAGE = Path.of(System.getProperty("house.root"), "docs", "constraints.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern MERGED = Pattern.compile("`([^`]+)` and `([^`]+)` give `([^`]+)`");

    /** The rows of the table below a heading, cell by cell. */
    private static List<List<String>> table(String heading) throws IOException {
        String chapter =
                Files.readString(PAGE).split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
        return chapter.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    private static Map<ConstraintField<?>, List<String>> fields() throws IOException {
        Map<ConstraintField<?>, List<String>> fields = new LinkedHashMap<>();
        for (List<String> row : table("The fields")) {
            String name = codes(row.get(0)).get(0);
            fields.put(ConstraintField.of(name).orElseThrow(() -> new AssertionError("no such field: " + name)), row);
        }
        return fields;
    }

    @Test
    void shouldHaveARowForEachFieldInItsOrder() throws IOException {
        assertThat(fields().keySet()).containsExactlyElementsOf(ConstraintField.all());
        assertThat(fields().values())
                .allSatisfy(row -> assertThat(row).hasSize(6).noneMatch(String::isEmpty));
    }

    @Test
    void shouldSayWhatConstrainsNothing() throws IOException {
        fields().forEach((field, row) -> assertThat(
                        (Object) field.read(codes(row.get(3)).get(0)))
                .as("what constrains nothing of %s", field)
                .isEqualTo(field.unconstrained()));
    }

    @Test
    void shouldSayHowTwoValuesMerge() throws IOException {
        fields().forEach((field, row) -> {
            Matcher example = MERGED.matcher(row.get(4));
            assertThat(example.find()).as("an example of how %s merges", field).isTrue();
            assertThat(merged(field, example.group(1), example.group(2)))
                    .as("%s: %s", field, example.group())
                    .isEqualTo(field.read(example.group(3)));
        });
    }

    private static <T> Object merged(ConstraintField<T> field, String one, String other) {
        return field.merge(field.read(one), field.read(other));
    }

    @Test
    void shouldHaveAnEntryForEachCapability() throws IOException {
        List<String> entries = table("What memory can do").stream()
                .flatMap(row -> codes(row.get(0)).stream())
                .toList();

        assertThat(entries)
                .containsExactlyInAnyOrderElementsOf(Capabilities.between(0, 1)
                        .largestSize(4096)
                        .build()
                        .plain()
                        .keySet());
    }
}
