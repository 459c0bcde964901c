package org.entrepot.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.NodeWatches.Watch;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * The device nodes of a folder, each plugged in as long as it is there. The kernel makes a node a moment before its driver answers, and keeps it a
 * moment longer: a node that is refused for a while only is tried again after a pause, one that is refused for good when it changes.
 *
 * <p>The owner is called by one thread at a time: the first time by who makes this, before the constructor returns; later by a thread of its own.
 *
 * @param <P> what its owner makes of a node
 */
public final class PluggedNodes<P> implements AutoCloseable {
    private static final Set<Reason> PASSING = EnumSet.of(
            Reason.BUSY, Reason.OUT_OF_MEMORY, Reason.LIMIT, Reason.IO, Reason.TIMED_OUT, Reason.UNKNOWN, Reason.GONE);

    private final Place place;
    private final Owner<P> owner;
    private final Logger log;
    private final Map<Path, Plugged<P>> plugged = new HashMap<>();
    private final Map<Path, Refusal> refused = new HashMap<>();
    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private final ScheduledThreadPoolExecutor looks;
    private final Watch watch;
    private String warned = "";
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
         * @throws EntrepotException if it is not used: it is tried again after the pause if the reason passes, and else when the node changes
         */
        P plugIn(Path node);

        /** Nodes were looked at: this one is still here. Does nothing unless it is said what. */
        default void look(P here) {}

        /** A node left, or all this ends. It throws nothing. */
        void pullOut(Path node, P gone);
    }

    /** When nodes are looked at. */
    public enum Rhythm {
        /** When one comes, leaves or changes, and after the pause while one is refused for a while. */
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
     * @param pause from one look to the next
     */
    public record Place(Path folder, Pattern names, String noun, Rhythm rhythm, Duration pause) {}

    /**
     * A node as it is.
     *
     * @param inode that tells it from another that came in its place
     * @param changed when its owner or mode did last
     */
    private record Node(Object inode, Object changed) {}

    /**
     * A node that is not used.
     *
     * @param passes whether it may be used later, though it stays as it is
     */
    private record Refusal(Node node, String why, boolean passes) {}

    private record Plugged<P>(Node node, P what) {}

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
            done = isDone(this::lookAtNodes);
            for (Plugged<P> each : List.copyOf(plugged.values())) {
                done &= isDone(() -> owner.look(each.what()));
            }
        } finally {
            looker = null;
        }
        if (!done
                || place.rhythm() == Rhythm.REGULARLY
                || refused.values().stream().anyMatch(Refusal::passes)) {
            lookAgain();
        }
    }

    /** After the pause, however many looks there were before. */
    private void lookAgain() {
        if (next != null) {
            next.cancel(false);
        }
        next = looks.schedule(this::look, place.pause().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The one fence around the code of others: a failure in it ends no looking. */
    private boolean isDone(Runnable step) {
        try {
            step.run();
            warned = "";
            return true;
        } catch (RuntimeException e) {
            // Not at each look the same.
            if (!e.toString().equals(warned)) {
                warned = e.toString();
                log.warn("nodes can be looked at: folder={}; it is tried again", place.folder(), e);
            }
            return false;
        }
    }

    private void lookAtNodes() {
        Map<Path, Node> here = here();
        for (Map.Entry<Path, Plugged<P>> each : Map.copyOf(plugged).entrySet()) {
            Node now = here.get(each.getKey());
            if (now == null || !now.inode().equals(each.getValue().node().inode())) {
                pullOut(each.getKey());
            }
        }
        refused.keySet().retainAll(here.keySet());
        here.forEach((path, node) -> {
            if (!ended && !plugged.containsKey(path) && isWorthATry(path, node)) {
                plugIn(path, node);
            }
        });
    }

    private boolean isWorthATry(Path path, Node node) {
        Refusal before = refused.get(path);
        return before == null || before.passes() || !node.equals(before.node());
    }

    private Map<Path, Node> here() {
        Map<Path, Node> here = new TreeMap<>();
        Pattern names = place.names();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                place.folder(),
                entry -> names.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                node(entry).ifPresent(node -> here.put(entry, node));
            }
        } catch (NoSuchFileException e) {
            // No driver has made a node yet.
            return here;
        } catch (IOException e) {
            // What is not seen has not left.
            throw new UncheckedIOException(e);
        }
        return here;
    }

    /** A node, unless it left just now. */
    private static Optional<Node> node(Path path) throws IOException {
        try {
            return Optional.of(new Node(Files.getAttribute(path, "unix:ino"), Files.getAttribute(path, "unix:ctime")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void plugIn(Path path, Node node) {
        try {
            plugged.put(path, new Plugged<>(node, owner.plugIn(path)));
            refused.remove(path);
        } catch (EntrepotException e) {
            refuse(path, new Refusal(node, String.valueOf(e.getMessage()), PASSING.contains(e.reason())));
        } catch (IllegalArgumentException e) {
            refuse(path, new Refusal(node, String.valueOf(e.getMessage()), false));
        } catch (RuntimeException e) {
            // A driver that nobody thought of keeps no other node from being used.
            Refusal refusal = new Refusal(node, e.toString(), true);
            if (!refusal.equals(refused.put(path, refusal))) {
                log.warn("a {} is not used: node={}; it is tried again", place.noun(), path, e);
            }
        }
        // Whoever was told of it may have ended all this.
        if (ended) {
            pullOut(path);
        }
    }

    private void refuse(Path path, Refusal refusal) {
        if (!refusal.equals(refused.put(path, refusal))) {
            log.info("a {} is not used: node={}: {}", place.noun(), path, refusal.why());
        }
    }

    private void pullOut(Path node) {
        Plugged<P> gone = plugged.remove(node);
        if (gone != null) {
            owner.pullOut(node, gone.what());
        }
    }

    /**
     * Pulls all out, once nobody looks any more, unless it is closed by who looks: a listener that is told of a device may do that. Closing twice
     * counts once.
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
