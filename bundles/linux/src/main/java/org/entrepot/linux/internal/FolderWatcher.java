package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Watches folders with a thread for each watch, which sleeps until something happens. */
@Component
public final class FolderWatcher implements NodeWatches {
    private final MemoryFiles files;
    private final Consumer<String> warnings;
    private final Function<Set<Path>, FolderEvents> opens;

    /**
     * Watches nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public FolderWatcher(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, log::warn, FolderEvents::new);
    }

    /**
     * Watches nothing yet, without a framework.
     *
     * @param warnings told what goes wrong where nobody can be told by an exception
     * @param opens the events of folders
     */
    FolderWatcher(MemoryFiles files, Consumer<String> warnings, Function<Set<Path>, FolderEvents> opens) {
        this.files = files;
        this.warnings = warnings;
        this.opens = opens;
    }

    @Override
    public Watch watch(Set<Path> folders, Pattern names, Runnable look) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            look.run();
            return () -> {};
        }
        Set<Path> all = folders.stream().map(Path::toAbsolutePath).collect(Collectors.toUnmodifiableSet());
        // Before it is looked, so that nothing happens in between.
        Optional<FolderEvents> armed = armed(all);
        try {
            look.run();
        } catch (RuntimeException e) {
            armed.ifPresent(FolderEvents::close);
            throw e;
        }
        Predicate<String> counts = name -> names.matcher(name).matches() || leadsTo(all, name);
        return armed.<Watch>map(events -> new FolderWatch(events, counts, look).started())
                .orElse(() -> {});
    }

    /** The events of folders; nothing, and a warning, if the kernel watches no more. */
    private Optional<FolderEvents> armed(Set<Path> folders) {
        try {
            FolderEvents events = opens.apply(folders);
            try {
                events.arm();
                return Optional.of(events);
            } catch (EntrepotException e) {
                events.close();
                throw e;
            }
        } catch (EntrepotException e) {
            warnings.accept("device nodes are not watched, those that are here are used: " + e.getMessage()
                    + ", and start the bundle again");
            return Optional.empty();
        }
    }

    /** Whether a name is that of a folder, or of one above it. */
    private static boolean leadsTo(Set<Path> folders, String name) {
        for (Path folder : folders) {
            for (Path part : folder) {
                if (part.toString().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private final class FolderWatch implements Watch {
        private final FolderEvents events;
        private final Thread thread;

        FolderWatch(FolderEvents events, Predicate<String> counts, Runnable look) {
            this.events = events;
            this.thread = new Thread(() -> goOn(counts, look), "entrepot-node-watch");
            thread.setDaemon(true);
        }

        Watch started() {
            thread.start();
            return this;
        }

        private void goOn(Predicate<String> counts, Runnable look) {
            try (events) {
                while (events.await(counts)) {
                    events.arm();
                    guarded(look);
                }
            } catch (EntrepotException e) {
                warnings.accept(
                        "device nodes are no longer watched: " + e.getMessage() + ", and start the bundle again");
            }
        }

        /** The one fence around the code of others: a failure in it ends no watch. */
        private void guarded(Runnable look) {
            try {
                look.run();
            } catch (RuntimeException e) {
                warnings.accept("whoever watches device nodes can look at them: " + e
                        + "; they are looked at again after the next change");
            }
        }

        @Override
        public void close() {
            events.end();
            if (Thread.currentThread() == thread) {
                // Who looks cannot wait for its own end.
                return;
            }
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
