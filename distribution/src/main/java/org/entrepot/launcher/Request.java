package org.entrepot.launcher;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person wants of the gateway.
 *
 * @param mode how it runs
 * @param script commands to execute, if any
 */
record Request(Mode mode, Optional<String> script) {
    static final String USAGE = """
            Usage: entrepot [COMMAND]

              (nothing)               a console; lines piped in are executed like a script, up to the first error
              demo [OPTION]...        run frames from camera to display and exchange the backend half way
              exec 'COMMAND; ...'     start, run console commands, end at the first error
              run                     no console: run until stopped by a signal
              help, --version         this page, the version

            Options of demo:
              --input FILE            a .y4m video, a picture, or a folder of pictures (default: the photograph in share/)
              --frames N              how many frames (120)
              --out DIR               where the video and the pictures go (./entrepot-demo)
              --fps N                 keep a pace; a frame that finds no buffer in time is lost (default: as fast as it goes)
              --size WxH              the size of the picture
              --rotate 0|90|180|270   how it is turned on its way (90)
              --rotate-by auto|view|rotator
                                      who turns it: a view of the memory, which moves nothing, or the rotator (auto: the
                                      view if the heap of --heap has one)
              --heap NAME             run in this heap wherever it can serve, and say why where it cannot
              --swap-to NAME          half way another heap takes over from that of --heap
              --no-swap               leave the backend where it is
              --camera NAME           film with this device instead of the emulated camera0, such as video0; the names are
                                      those of exec 'devices'
              --rotator NAME          turn with this converter instead of the emulated rotator0
              --encoder NAME          code with this encoder instead of the emulated encoder0
              --display NAME          show on this device instead of the emulated display0, such as card0-HDMI-A-1

            Console commands: entrepot exec 'help'""";

    /** How the gateway runs. */
    enum Mode {
        /** With a console for a person. */
        CONSOLE,
        /** With commands to execute, then it ends. */
        SCRIPT,
        /** Until a signal. */
        SERVICE,
        /** It only says how it is used. */
        HELP,
        /** It only says which version it is. */
        VERSION
    }

    /**
     * Reads the words behind the command.
     *
     * @param piped what came through standard input, if it is not a terminal
     */
    static Request parse(String[] words, Piped piped) throws StartException {
        String[] rest = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
        return switch (words.length == 0 ? "" : words[0]) {
            case "" ->
                piped.isTerminal()
                        ? new Request(Mode.CONSOLE, Optional.empty())
                        : new Request(Mode.SCRIPT, Optional.of(piped.text()));
            case "exec" -> new Request(Mode.SCRIPT, Optional.of(script(rest)));
            case "demo" -> new Request(Mode.SCRIPT, Optional.of(command("dma:demo", rest)));
            case "run" -> new Request(Mode.SERVICE, Optional.empty());
            case "help", "--help", "-h" -> new Request(Mode.HELP, Optional.empty());
            case "--version", "version" -> new Request(Mode.VERSION, Optional.empty());
            default -> throw new StartException("a command must be known: command=" + words[0] + "; see entrepot help");
        };
    }

    /** Standard input. */
    interface Piped {
        boolean isTerminal();

        String text() throws StartException;
    }

    private static String script(String[] words) throws StartException {
        if (words.length == 0) {
            throw new StartException(
                    "exec has commands to execute: given=nothing; write entrepot exec 'heaps; devices'");
        }
        return String.join(" ", words);
    }

    /** A command with its words quoted, so that the shell takes each as it is. */
    static String command(String name, String... words) {
        return Arrays.stream(words)
                .map(Request::quoted)
                .collect(Collectors.joining(" ", name + " ", ""))
                .strip();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "\"" + word.replaceAll("([\"\\\\$])", "\\\\$1") + "\"";
    }
}
