package org.entrepot.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Writes what the bundles log into a file, and warnings of a gateway that only passes to standard error, too. The log service
 * lives in the framework's class space, out of the launcher's sight, so it is called by reflection.
 */
final class LogTap implements InvocationHandler {
    private static final String READER = "org.osgi.service.log.LogReaderService";
    private static final String LISTENER = "org.osgi.service.log.LogListener";
    private static final String OURS = "org.entrepot.";
    /** It warns of what a person put into a folder. */
    private static final String FILE_INSTALL = "LogService.org.apache.felix.fileinstall";

    private static final Pattern COMPONENT =
            Pattern.compile("bundle [^\\[]*\\[([^(\\]]*)[^\\]]*\\] : .*", Pattern.DOTALL);
    private static final int MOST_TOLD = 1000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private final PrintStream file;
    private final boolean toStandardError;

    private LogTap(PrintStream file, boolean toStandardError) {
        this.file = file;
        this.toStandardError = toStandardError;
    }

    /**
     * Begins to listen, if a log service is there.
     *
     * @param file to append to
     * @param toStandardError whether warnings go to standard error, too
     * @return the file, for what bundles say past the log service; nothing if there is no log service
     */
    static Optional<PrintStream> open(BundleContext context, Path file, boolean toStandardError) throws StartException {
        ServiceReference<?> reference = context.getServiceReference(READER);
        Object reader = reference == null ? null : context.getService(reference);
        if (reader == null) {
            return Optional.empty();
        }
        try {
            PrintStream lines = new PrintStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8);
            ClassLoader loader = reader.getClass().getClassLoader();
            Class<?> listener = Class.forName(LISTENER, false, loader);
            Object tap = Proxy.newProxyInstance(loader, new Class<?>[] {listener}, new LogTap(lines, toStandardError));
            Class.forName(READER, false, loader)
                    .getMethod("addLogListener", listener)
                    .invoke(reader, tap);
            return Optional.of(lines);
        } catch (IOException | ReflectiveOperationException e) {
            throw new StartException(
                    "the log can be written: file=" + file + " (" + e.getMessage()
                            + "); set ENTREPOT_DATA to another folder",
                    e);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws ReflectiveOperationException {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "log tap";
            default -> {
                if (arguments != null) {
                    write(arguments[0]);
                }
                yield null;
            }
        };
    }

    private void write(Object entry) throws ReflectiveOperationException {
        String level = String.valueOf(value(entry, "getLogLevel"));
        String name = String.valueOf(value(entry, "getLoggerName"));
        String message = String.valueOf(value(entry, "getMessage"));
        Object failure = value(entry, "getException");
        if (level.equals("DEBUG") || level.equals("TRACE") || name.startsWith("Events.")) {
            return;
        }
        synchronized (file) {
            file.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + name + " " + message
                    + reason(failure, message));
            if (failure instanceof Throwable thrown) {
                file.print(stackOf(thrown));
            }
        }
        tell(level, name, message, failure);
    }

    /** Tells standard error, once for each line. What Declarative Services warn of follows from an error they tell of, too. */
    private void tell(String level, String name, String message, @Nullable Object failure) {
        Matcher component = COMPONENT.matcher(message);
        boolean ofComponent = component.matches();
        boolean heeded = name.startsWith(OURS) || name.equals(FILE_INSTALL);
        boolean grave = level.equals("ERROR") || (level.equals("WARN") && heeded && !ofComponent);
        if (toStandardError && grave) {
            String text = ofComponent ? component.group(1) + " does not start" : message;
            String line = level.toLowerCase(Locale.ROOT) + ": " + text + reason(failure, text);
            if (told.size() < MOST_TOLD && told.add(line)) {
                System.err.println(line);
            }
        }
    }

    /** Why something failed: a component that refuses its configuration says so underneath what the framework makes of it. */
    private static String reason(@Nullable Object failure, String said) {
        if (!(failure instanceof Throwable cause)) {
            return "";
        }
        while (cause.getCause() != null && isWrapping(cause)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return said.contains(message)
                ? ""
                : ": " + message.replaceFirst("^(?:java\\.lang\\.Illegal|org\\.entrepot\\.)[\\w.]*Exception: ", "");
    }

    /** By its words: the log service hands out copies of failures whose classes it cannot share. */
    private static boolean isWrapping(Throwable failure) {
        String words = failure.toString();
        return words.contains("java.lang.reflect.InvocationTargetException")
                || words.contains("org.osgi.service.component.ComponentException");
    }

    private static String stackOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static @Nullable Object value(Object entry, String accessor) throws ReflectiveOperationException {
        Method method = Class.forName(
                        "org.osgi.service.log.LogEntry", false, entry.getClass().getClassLoader())
                .getMethod(accessor);
        return method.invoke(entry);
    }
}
