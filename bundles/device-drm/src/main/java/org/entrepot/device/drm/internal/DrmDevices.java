package org.entrepot.device.drm.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCards;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.NodeWatches.Watch;
import org.entrepot.spi.DeviceDiscovery;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** The cards that are here now: each display that is connected to one is a service. */
@Component(
        service = {},
        configurationPid = Terms.PID,
        immediate = true)
@Designate(ocd = DrmConfig.class)
public final class DrmDevices {
    /** What keeps a card from being used for a while only; its node is there a moment before it, and a moment longer. */
    private static final Set<Reason> PASSING = EnumSet.of(
            Reason.BUSY, Reason.OUT_OF_MEMORY, Reason.LIMIT, Reason.IO, Reason.TIMED_OUT, Reason.UNKNOWN, Reason.GONE);

    private final Sources sources;
    private final Terms terms;
    private final PluggedCard.House house;
    private final Logger log;
    private final Map<Path, Plugged> plugged = new HashMap<>();
    private final Map<Path, Refusal> refused = new HashMap<>();
    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private final Watch watch;
    private final ScheduledFuture<?> looking;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "entrepot-connectors");
        thread.setDaemon(true);
        return thread;
    });
    private String warned = "";
    private volatile @Nullable Thread looker;
    private volatile boolean ended;

    /**
     * Where cards come from.
     *
     * @param cards that opens them
     * @param files of which a probe makes memory
     * @param discovery that knows where a card sits and how far it reaches
     * @param nodes the folder of their nodes
     */
    record Sources(DisplayCards cards, MemoryFiles files, DeviceDiscovery discovery, Path nodes) {}

    /**
     * A node as it is.
     *
     * @param inode that tells it from another that came in its place
     * @param changed when its owner or mode did last
     */
    private record Node(Object inode, Object changed) {}

    /**
     * A card that is not used.
     *
     * @param passes whether it may be used later, though its node stays as it is
     */
    private record Refusal(Node node, String why, boolean passes) {}

    /** A card whose displays are services. */
    private record Plugged(Node node, PluggedCard card) {}

    /**
     * Looks for cards, and goes on watching.
     *
     * @throws IllegalArgumentException if a configured value breaks its rule
     */
    @Activate
    public DrmDevices(
            BundleContext context,
            DrmConfig config,
            @Reference DisplayCards cards,
            @Reference ImportedBuffers buffers,
            @Reference MemoryFiles files,
            @Reference DeviceDiscovery discovery,
            @Reference NodeWatches watches,
            @Reference(service = LoggerFactory.class) Logger log) {
        this(
                Terms.of(config),
                new Sources(cards, files, discovery, Path.of("/dev/dri")),
                watches,
                new PluggedCard.House(context, buffers, Path.of("/sys/class/drm"), log));
    }

    /** As the component does, wherever nodes are. */
    DrmDevices(Terms terms, Sources sources, NodeWatches watches, PluggedCard.House house) {
        this.terms = terms;
        this.sources = sources;
        this.house = house;
        this.log = house.log();
        this.watch = watches.watch(Set.of(sources.nodes()), terms.nodes(), this::nodesChanged);
        long look = terms.look().toMillis();
        this.looking = looks.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
    }

    /** The first look is over when the component is active; every other is one thread's, so that nobody waits for who looks. */
    private void nodesChanged() {
        if (isFirst.getAndSet(false)) {
            look();
        } else {
            looks.execute(this::look);
        }
    }

    private void look() {
        looker = Thread.currentThread();
        try {
            guarded(this::lookAtNodes);
            List.copyOf(plugged.values()).forEach(each -> guarded(each.card()::look));
        } finally {
            looker = null;
        }
    }

    /** The one fence around what looks: a failure in it ends no looking. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            warn("cards can be looked at: folder={}; it is tried again", e);
        }
    }

    /** Says what fails, and not at each look the same. */
    private void warn(String words, Exception why) {
        if (!why.toString().equals(warned)) {
            warned = why.toString();
            log.warn(words, sources.nodes(), why);
        }
    }

    /** Ends once nobody looks any more, unless it is ended by who looks: a listener that is told of a display may do that. */
    @Deactivate
    void deactivate() {
        ended = true;
        watch.close();
        looking.cancel(false);
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

    private void lookAtNodes() {
        Map<Path, Node> here = here();
        for (Map.Entry<Path, Plugged> each : Map.copyOf(plugged).entrySet()) {
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
        Pattern names = terms.nodes();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                sources.nodes(),
                entry -> names.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                node(entry).ifPresent(node -> here.put(entry, node));
            }
        } catch (NoSuchFileException e) {
            // No driver has made a node yet.
            return here;
        } catch (IOException e) {
            warn("display cards can be looked for: folder={}", e);
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
            DisplayCard card = sources.cards().open(path);
            try {
                CardSurvey survey = new CardSurvey(card, sources.files(), sources.discovery(), terms);
                plugged.put(path, new Plugged(node, new PluggedCard(card, survey, terms.heapBytes(), house)));
                refused.remove(path);
            } catch (RuntimeException e) {
                card.close();
                throw e;
            }
        } catch (EntrepotException e) {
            refuse(path, new Refusal(node, String.valueOf(e.getMessage()), PASSING.contains(e.reason())));
        } catch (IllegalArgumentException e) {
            refuse(path, new Refusal(node, String.valueOf(e.getMessage()), false));
        }
        // Whoever was told of its heap may have ended all this.
        if (ended) {
            pullOut(path);
        }
    }

    private void refuse(Path path, Refusal refusal) {
        if (!refusal.equals(refused.put(path, refusal))) {
            log.info("a display card is not used: node={}: {}", path, refusal.why());
        }
    }

    private void pullOut(Path node) {
        Plugged gone = plugged.remove(node);
        if (gone != null) {
            try {
                gone.card().leave();
            } catch (EntrepotException e) {
                // The others leave, too.
                log.warn("a card that leaves shows again what it did before: node={}: {}", node, e.getMessage());
            }
            log.info("{} has left", node);
        }
    }
}
