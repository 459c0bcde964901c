package org.entrepot.console.internal;

import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.control.ControlPlane;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command that shows what goes on, again and again. */
@Component(
        service = TopCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=top"})
public final class TopCommands {
    private static final long LONGEST_SECONDS = 3600;

    private final ControlPlane control;
    private final boolean terminal;

    /** Over the control plane. */
    @Activate
    public TopCommands(@Reference ControlPlane control, BundleContext context) {
        this.control = control;
        this.terminal = "true".equals(context.getProperty("entrepot.tty"));
    }

    /** Shows heaps and bundles with their rates, until it is interrupted or has shown them as often as asked. */
    @Descriptor("what goes on, live: buffers, bytes, allocations and moves a second, faults, by heap and bundle")
    public void top(CommandSession session, Object... words) {
        Arguments arguments = new Arguments("top", words);
        long every = within(arguments, "--every", 1, LONGEST_SECONDS, 1);
        long times = within(arguments, "--times", 1, Integer.MAX_VALUE, terminal ? Integer.MAX_VALUE : 1);
        arguments.exactly(0, 0);
        Activity before = Activity.of(control);
        for (long shown = 0; shown < times && waited(every); shown++) {
            Activity now = Activity.of(control);
            session.getConsole().println((terminal ? "\u001b[H\u001b[2J" : "") + TopDrawing.text(before, now));
            session.getConsole().flush();
            before = now;
        }
    }

    private static long within(Arguments arguments, String option, long least, long most, long otherwise) {
        long value = arguments
                .option(option)
                .map(text -> arguments.number(option, text))
                .orElse(otherwise);
        if (value < least || value > most) {
            throw arguments.usage("an option is " + least + " to " + most + ": " + option + "=" + value);
        }
        return value;
    }

    /** False if whoever looks has seen enough. */
    private static boolean waited(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            return true;
        } catch (InterruptedException e) {
            // Ctrl-C is how this command ends.
            return false;
        }
    }
}
