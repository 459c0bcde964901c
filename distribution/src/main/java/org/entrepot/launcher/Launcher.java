package org.entrepot.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The command {@code entrepot}. */
public final class Launcher {
    private static final int NOT_STARTED = 2;

    private Launcher() {}

    /**
     * Starts a gateway and ends the JVM with its exit code.
     *
     * @param words behind the command
     */
    public static void main(String[] words) {
        int code;
        try {
            code = run(Request.parse(words, new StandardInput(System.in)));
        } catch (StartException e) {
            System.err.println("entrepot: " + e.getMessage());
            code = NOT_STARTED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = 1;
        }
        System.exit(code);
    }

    private static int run(Request request) throws StartException, InterruptedException {
        return switch (request.mode()) {
            case HELP -> say(Request.USAGE);
            case VERSION -> say("entrepot " + version());
            case CONSOLE, SCRIPT, SERVICE -> gateway(request);
        };
    }

    private static int say(String text) {
        System.out.println(text);
        return 0;
    }

    private static int gateway(Request request) throws StartException, InterruptedException {
        Closing closing = new Closing();
        Runtime.getRuntime().addShutdownHook(closing);
        try {
            return started(request, closing).await();
        } catch (StartException e) {
            if (closing.hasBegun()) {
                return NOT_STARTED; // a signal had ended the start, and says its own exit code
            }
            throw e;
        }
    }

    private static Gateway started(Request request, Closing closing) throws StartException {
        try {
            Path home = Path.of(System.getProperty("entrepot.home", "")).toAbsolutePath();
            // The shell looks for its profile there: etc/gosh_profile.
            System.setProperty("gosh.home", home.toString());
            Provision wanted = Provision.read(home.resolve("features"), System.getenv());
            boolean passing = request.mode() == Request.Mode.SCRIPT;
            DataFolder data = passing ? DataFolder.passing() : DataFolder.lasting(System.getenv());
            closing.data(data);
            Gateway gateway = Gateway.start(home, wanted, data, properties(request));
            closing.gateway(gateway);
            if (!closing.hasBegun()) {
                gateway.ready();
            }
            return gateway;
        } finally {
            closing.settled();
        }
    }

    private static Map<String, String> properties(Request request) {
        Map<String, String> properties = new HashMap<>();
        request.script().ifPresent(script -> properties.put("entrepot.exec", script));
        properties.put("entrepot.mode", request.mode().name().toLowerCase(Locale.ROOT));
        return properties;
    }

    private static String version() {
        String version = Launcher.class.getPackage().getImplementationVersion();
        return version == null ? "of no archive" : version;
    }

    /** Standard input, read whole when it is no terminal. */
    private record StandardInput(InputStream input) implements Request.Piped {
        @Override
        public boolean isTerminal() {
            return "terminal".equals(System.getProperty("entrepot.stdin"));
        }

        @Override
        public String text() throws StartException {
            try {
                return new String(input.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new StartException("what is piped in can be read: " + e.getMessage() + "; try again", e);
            }
        }
    }
}
