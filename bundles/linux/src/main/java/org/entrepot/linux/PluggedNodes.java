package org.entrepot.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.NodeWatches.Watch;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * The device nodes of a folder, each plugged in as long as it is there. The kernel makes a node a moment before its driver
 * answers, and keeps it a moment longer: a node that is refused for a while only is tried again after a pause, which is twice as
 * long each time that the same comes of it, up to a minute; and at once when something else leaves. One that is refused for good
 * is tried again when it changes.
 *
 * <p>The owner is called by one thread at a time: the first time by who makes this, before the constructor returns; later by a
 * thread of its own; and last by who closes this, which pulls all out.
 *
 * @param <P> what its owner makes of a node
 */
public final class PluggedNodes<P> implements AutoCloseable {
    private final Place place;
    private final Owner<P> owner;
    private final Logger log;
    private final Map<Path, Plugged<P>> plugged = new HashMap<>();
    private final RefusedNodes refused;
    /** What was said of looks that failed, by what was looked at: it is said once. */
    private final Map<Path, String> said = new HashMap<>();

    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private final ScheduledThreadPoolExecutor looks;
    private final Watch watch;
    private @Nullable Future<?> next;
    private volatile @Nullable Thread looker;
    private volatile boolean ended;

    /** Who makes something of nodes. */
    public interface Owner<P> {
        /**
         * A node came, or may be used now.
         *
         * @param node its path
         * @return what there is of it from now on
         * @throws EntrepotException if it is not used: it is tried again after a pause if the reason passes, and else when the node changes
         */
        P plugIn(Path node);

        /** Nodes were looked at: this one is still here. Does nothing unless it is said what. */
        default void look(P here) {}

        /** A node left, or all this ends. What it throws is in the log, and keeps no other here. */
        void pullOut(Path node, P gone);
    }

    /** When nodes are looked at. */
    public enum Rhythm {
        /** When one comes, leaves or changes, and while one is refused for a while. */
        WHEN_NEEDED,
        /** Besides, after each pause. */
        REGULARLY
    }

    /**
     * Which nodes.
     *
     * @param folder of the nodes
     * @param names of those that count
     * @param noun for one of them, for people
     * @param rhythm in which they are looked at
     * @param pause from one look to the next, and before the first try again
     */
    public record Place(Path folder, Pattern names, String noun, Rhythm rhythm, Duration pause) {}

    private record Plugged<P>(NodeState node, P what) {}

    /**
     * Plugs in what is here, and goes on looking until it is closed.
     *
     * @param watches that tell of changes
     * @param log told which nodes are not used, and why
     */
    public PluggedNodes(NodeWatches watches, Place place, Owner<P> owner, Logger log) {
        this.place = place;
        this.owner = owner;
        this.log = log;
        this.refused = new RefusedNodes(place.pause());
        this.looks = new ScheduledThreadPoolExecutor(1, this::thread, new DiscardPolicy());
        looks.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.watch = watches.watch(Set.of(place.folder()), place.names(), this::nodesChanged);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "entrepot-nodes-" + place.folder().getFileName());
        thread.setDaemon(true);
        return thread;
    }

    /** The first look is over when this is made; every other is one thread's, so that nobody waits for who looks. */
    private void nodesChanged() {
        if (isFirst.getAndSet(false)) {
            look();
        } else {
            looks.execute(this::look);
        }
    }

    private void look() {
        looker = Thread.currentThread();
        boolean done;
        try {
            done = isDone(place.folder(), this::lookAtNodes);
            for (Map.Entry<Path, Plugged<P>> each : Map.copyOf(plugged).entrySet()) {
                done &= isDone(each.getKey(), () -> owner.look(each.getValue().what()));
            }
        } finally {
            looker = null;
        }
        if (!done || place.rhythm() == Rhythm.REGULARLY) {
            lookAgain(place.pause());
        } else {
            refused.untilNext().ifPresent(this::lookAgain);
        }
    }

    /** After a pause, however many looks there were before. */
    private void lookAgain(Duration pause) {
        if (next != null) {
            next.cancel(false);
        }
        next = looks.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The one fence around the code of others: a failure in it ends no looking. */
    private boolean isDone(Path what, Runnable step) {
        try {
            step.run();
            said.remove(what);
            return true;
        } catch (RuntimeException e) {
            // Not at each look the same.
            if (!e.toString().equals(said.put(what, e.toString()))) {
                log.warn("nodes can be looked at: {}={}; it is tried again", place.noun(), what, e);
            }
            return false;
        }
    }

    private void lookAtNodes() {
        Map<Path, NodeState> here = NodeState.in(place.folder(), place.names());
        for (Map.Entry<Path, Plugged<P>> each : Map.copyOf(plugged).entrySet()) {
            NodeState now = here.get(each.getKey());
            if (now == null || !now.inode().equals(each.getValue().node().inode())) {
                pullOut(each.getKey());
            }
        }
        refused.retain(here.keySet());
        here.forEach((path, node) -> {
            if (!ended && !plugged.containsKey(path) && refused.isWorthATry(path, node)) {
                plugIn(path, node);
            }
        });
    }

    private void plugIn(Path path, NodeState node) {
        try {
            plugged.put(path, new Plugged<>(node, owner.plugIn(path)));
            refused.remove(path);
        } catch (EntrepotException | IllegalArgumentException e) {
            if (refused.add(path, node, e)) {
                log.info("a {} is not used: node={}: {}", place.noun(), path, e.getMessage());
            }
        } catch (RuntimeException e) {
            // A driver that nobody thought of keeps no other node from being used.
            if (refused.add(path, node, e)) {
                log.warn("a {} is not used: node={}; it is tried again", place.noun(), path, e);
            }
        }
        // Whoever was told of it may have ended all this.
        if (ended) {
            pullOut(path);
        }
    }

    /** What fails as one leaves keeps no other here. */
    private void pullOut(Path node) {
        Plugged<P> gone = plugged.remove(node);
        if (gone == null) {
            return;
        }
        said.remove(node);
        refused.somethingLeft();
        try {
            owner.pullOut(node, gone.what());
        } catch (RuntimeException e) {
            log.warn("a {} leaves nothing behind: node={}", place.noun(), node, e);
        }
    }

    /**
     * Pulls all out, once nobody looks any more, unless it is closed by who looks: a listener that is told of a device may do
     * that. Closing twice counts once.
     */
    @Override
    public void close() {
        ended = true;
        watch.close();
        looks.shutdown();
        if (Thread.currentThread() != looker) {
            awaitTheLooker();
        }
        List.copyOf(plugged.keySet()).forEach(this::pullOut);
    }

    private void awaitTheLooker() {
        boolean interrupted = false;
        while (!looks.isTerminated()) {
            try {
                looks.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
