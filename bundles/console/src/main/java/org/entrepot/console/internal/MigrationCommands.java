package org.entrepot.console.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands that move buffers, and show that they do. */
@Component(
        service = MigrationCommands.class,
        property = {
            "osgi.command.scope=dma",
            "osgi.command.function=migrate",
            "osgi.command.function=drain",
            "osgi.command.function=migrations"
        })
public final class MigrationCommands {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long LONGEST_SECONDS = 3600;
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final ControlPlane control;
    private final boolean terminal;

    /** Over the control plane. */
    @Activate
    public MigrationCommands(@Reference ControlPlane control, BundleContext context) {
        this.control = control;
        this.terminal = "true".equals(context.getProperty("entrepot.tty"));
    }

    /**
     * Moves buffers to a heap.
     *
     * @throws EntrepotException if one of them stays where it is
     */
    @Descriptor("moves buffers to another heap while whoever uses them goes on")
    public Views.Moved migrate(CommandSession session, Object... words) {
        Arguments arguments = new Arguments("migrate", words);
        List<String> rest = new ArrayList<>(arguments.rest());
        if (rest.size() < 2) {
            throw arguments.usage("dma:migrate takes buffers and a heap: given=" + rest);
        }
        String heap = rest.remove(rest.size() - 1);
        List<Long> buffers = rest.stream()
                .map(text -> arguments.number("buffer", text))
                .distinct()
                .toList();
        return followed(session, control.migrate(buffers, heap));
    }

    /**
     * Takes a heap out of service and its buffers out of it. It stays so, whatever comes of them.
     *
     * @throws EntrepotException if a buffer stays in it
     */
    @Descriptor("takes a heap out of service, and moves its buffers to others")
    public Views.Moved drain(CommandSession session, Object... words) {
        Arguments arguments = new Arguments("drain", words);
        Duration deadline = arguments
                .option("--deadline")
                .map(text -> seconds(arguments, text))
                .orElse(DEADLINE);
        String heap = arguments.exactly(1, 1).get(0);
        Migration drain = control.drain(heap, deadline);
        session.getConsole().println("heap " + heap + " is out of service until dma:enable " + heap);
        return followed(session, drain);
    }

    private static Duration seconds(Arguments arguments, String text) {
        long seconds = arguments.number("deadline", text);
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw arguments.usage("a deadline is 0 to " + LONGEST_SECONDS + " seconds: deadline=" + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    /** Lists the migrations. */
    @Descriptor("the migrations that are under way, and the last that ended")
    public Views.Migrations migrations(Object... words) {
        new Arguments("migrations", words).exactly(0, 0);
        return new Views.Migrations(control.migrations());
    }

    /** Shows how a migration goes on, until it ends. */
    private Views.Moved followed(CommandSession session, Migration migration) {
        while (!migration.await(GLANCE)) {
            if (Thread.interrupted()) {
                migration.cancel();
                // What is being copied right now is moved, or stays, before anybody is told which.
                migration.await(GRACE);
                throw stayed(session, migration.status(), Reason.INTERRUPTED, "interrupted");
            }
            show(session, "\r\u001b[K" + MigrationDrawing.progress(migration.status()));
        }
        show(session, "\r\u001b[K");
        MigrationStatus status = migration.status();
        if (status.state() != MigrationStatus.State.DONE) {
            throw stayed(session, status, Reason.BUSY, String.valueOf(status.state()));
        }
        return new Views.Moved(status);
    }

    private void show(CommandSession session, String line) {
        if (terminal) {
            session.getConsole().print(line);
            session.getConsole().flush();
        }
    }

    private EntrepotException stayed(CommandSession session, MigrationStatus status, Reason reason, String how) {
        show(session, "\r\u001b[K");
        session.getConsole().println(MigrationDrawing.outcome(status));
        return new EntrepotException(
                reason,
                "a migration moves every buffer: " + how + " moved=" + status.moved() + " stay="
                        + MigrationDrawing.staying(status)
                        + "; let go of what is named above, and type it again");
    }
}
