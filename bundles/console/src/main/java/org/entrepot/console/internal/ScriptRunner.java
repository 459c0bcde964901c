package org.entrepot.console.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.entrepot.control.ControlPlane;
import org.entrepot.pipeline.Pipeline;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Executes the commands with which the gateway was started, and ends it. The launcher registers the exit service last, so that
 * everything is there by then but what is still being configured; that is waited for.
 */
@Component(
        service = {},
        immediate = true)
public final class ScriptRunner {
    private static final String SCRIPT = "entrepot.exec";
    private static final int SETTLED_MILLIS = 150;
    private static final int GLANCE_MILLIS = 30;
    private static final int MOST_MILLIS = 5000;
    private static final int PARTING_MILLIS = 3000;

    private final CommandProcessor processor;
    private final ControlPlane control;
    private final Pipeline pipeline;
    private final IntConsumer exit;
    private final Logger log;
    private final Bundle framework;
    private final Thread thread;

    /** Begins if there is something to execute. */
    @Activate
    public ScriptRunner(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference ControlPlane control,
            @Reference Pipeline pipeline,
            @Reference(target = "(entrepot.exit=true)") IntConsumer exit,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.processor = processor;
        this.control = control;
        this.pipeline = pipeline;
        this.exit = exit;
        this.log = log;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        String script = context.getProperty(SCRIPT);
        this.thread = new Thread(() -> run(script == null ? "" : script), "entrepot-exec");
        if (script != null) {
            thread.start();
        }
    }

    /** The gateway ends: a run that goes on is stopped, so that its commands can say how far they came. */
    @Deactivate
    void deactivate() throws InterruptedException {
        if (thread.isAlive()) {
            pipeline.stop();
            thread.join(PARTING_MILLIS);
            thread.interrupt();
        }
    }

    private void run(String script) {
        try {
            settle();
            exit.accept(execute(script, System.in, stream(FileDescriptor.out), stream(FileDescriptor.err)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.debug("The gateway ends before its commands do", e);
        }
    }

    /** The process's own stream: {@code System.out} is the shell's by now, and leads back to whichever session runs. */
    private static PrintStream stream(FileDescriptor descriptor) {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
        return new PrintStream(new FileOutputStream(descriptor), true, Charset.forName(encoding));
    }

    /** Waits until heaps and devices have stopped arriving. */
    private void settle() throws InterruptedException {
        int quiet = 0;
        int seen = -1;
        for (int waited = 0; waited < MOST_MILLIS && quiet < SETTLED_MILLIS; waited += GLANCE_MILLIS) {
            int heaps = control.heaps().size();
            int now = heaps + control.devices().size();
            quiet = heaps > 0 && now == seen ? quiet + GLANCE_MILLIS : 0;
            seen = now;
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
        }
    }

    /** Executes statement by statement up to the first that fails; the exit code. */
    int execute(String script, InputStream in, PrintStream out, PrintStream err) throws InterruptedException {
        try (CommandSession session = processor.createSession(in, out, err)) {
            session.put("SCOPE", "dma:gogo:felix:*");
            for (String statement : Statements.of(script)) {
                Object result = session.execute(statement);
                if (result != null) {
                    CharSequence text = session.format(result, Converter.INSPECT);
                    if (text.length() > 0) {
                        out.println(text);
                    }
                }
            }
            return 0;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (framework.getState() != Bundle.STOPPING) { // else it fails because its services leave
                err.println("error: " + words(e));
            }
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** What a person is told of a failure: its message where it is one of ours, else its kind too. */
    private static String words(Exception failure) {
        Throwable e = failure;
        while (e instanceof InvocationTargetException && e.getCause() != null) {
            e = e.getCause();
        }
        String message = e.getMessage();
        boolean plain = e instanceof IllegalArgumentException
                || e instanceof IllegalStateException
                || e.getClass().getName().startsWith("org.entrepot.");
        return plain && message != null ? message : e.toString();
    }
}
