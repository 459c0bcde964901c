package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;

class ManualTest {
    /** The scope as a word, and what the Tab key asks: neither is a page. */
    private static final Set<String> WITHOUT_PAGE = Set.of("dma", "words");

    private final HelpCommands commands = new HelpCommands();

    @Test
    void shouldHaveAPageWhenThereIsACommand() {
        Set<String> described = Stream.of(
                        HeapCommands.class,
                        BufferCommands.class,
                        CollectionCommands.class,
                        MigrationCommands.class,
                        TopCommands.class,
                        PipelineCommands.class,
                        PolicyCommands.class,
                        TourCommands.class,
                        HelpCommands.class,
                        WordCommands.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Descriptor.class))
                .map(Method::getName)
                .filter(name -> !WITHOUT_PAGE.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Manual.sorted()).extracting(Manual::command).containsExactlyElementsOf(described);
    }

    @Test
    void shouldListEveryCommandWhenNoneIsNamed() {
        assertThat(Manual.sorted())
                .allSatisfy(page -> assertThat(commands.help().text()).contains("dma:" + page.command() + " "));
    }

    @Test
    void shouldShowUsageAndExampleWhenACommandIsNamed() {
        assertThat(commands.help("dma:free").text()).contains("usage:    free BUFFER", "example:  free 3");
        assertThat(commands.help("free")).isEqualTo(commands.help("dma:free"));
    }

    @Test
    void shouldNameTheKnownOnesWhenACommandIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.help("nosuch"))
                .withMessageContaining("command=nosuch; known are [accounts, alloc");
    }
}
