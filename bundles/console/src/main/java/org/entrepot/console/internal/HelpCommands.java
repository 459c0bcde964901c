package org.entrepot.console.internal;

import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Component;

/** Help, and the command {@code dma}, which is the scope spelled as a word: {@code dma heaps} is {@code dma:heaps}. */
@Component(
        service = HelpCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=help", "osgi.command.function=dma"})
public final class HelpCommands {
    /** Lists the commands, or explains one. */
    @Descriptor("the commands of scope dma, or one of them")
    public Views.Notice help(Object... words) {
        List<String> given = new Arguments("help", words).exactly(0, 1);
        return new Views.Notice(given.isEmpty() ? overview() : page(given.get(0)));
    }

    private static String overview() {
        Table table = new Table("COMMAND", "WHAT IT DOES");
        Manual.sorted().forEach(page -> table.row("dma:" + page.command(), page.purpose()));
        return table + "\n\ndma:help COMMAND tells more. 'dma heaps' and 'heaps' are the same as 'dma:heaps'.";
    }

    private static String page(String command) {
        String name = command.startsWith("dma:") ? command.substring(4) : command;
        return Manual.of(name).orElseThrow(() -> unknown(name)).page();
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("a command must be known: command=" + name + "; known are "
                + Manual.sorted().stream().map(Manual::command).toList());
    }

    /** Calls the command that the first word names. */
    @Descriptor("calls the command of scope dma that the first word names")
    public Object dma(CommandSession session, Object... words) throws Exception {
        if (words.length == 0) {
            return help();
        }
        String name = String.valueOf(words[0]);
        if (Manual.of(name).isEmpty() || !(session.get("dma:" + name) instanceof Function function)) {
            throw unknown(name);
        }
        Object result = function.execute(session, Arrays.asList(words).subList(1, words.length));
        return result == null ? new Views.Notice("") : result;
    }
}
