package org.entrepot.device.drm.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
import java.util.regex.Pattern;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCards;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.NodeWatches.Watch;
import org.entrepot.spi.DeviceDiscovery;
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
    private static final Path FOLDER = Path.of("/dev/dri");

    private final DisplayCards cards;
    private final MemoryFiles files;
    private final DeviceDiscovery discovery;
    private final Terms terms;
    private final PluggedCard.House house;
    private final Logger log;
    private final Map<Path, Plugged> plugged = new HashMap<>();
    private final Map<Path, Node> refused = new HashMap<>();
    private final Watch watch;
    private final ScheduledFuture<?> looking;
    private final ScheduledExecutorService connectors = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "entrepot-connectors");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A node as it is.
     *
     * @param inode that tells it from another that came in its place
     * @param changed when its owner or mode did last
     */
    private record Node(Object inode, Object changed) {}

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
        this.terms = Terms.of(config);
        this.cards = cards;
        this.files = files;
        this.discovery = discovery;
        this.house = new PluggedCard.House(context, buffers, log);
        this.log = log;
        this.watch = watches.watch(Set.of(FOLDER), terms.nodes(), this::look);
        long look = terms.look().toMillis();
        this.looking = connectors.scheduleWithFixedDelay(this::lookAtConnectors, look, look, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() {
        watch.close();
        looking.cancel(false);
        connectors.shutdown();
        synchronized (this) {
            List.copyOf(plugged.keySet()).forEach(this::pullOut);
        }
    }

    private synchronized void lookAtConnectors() {
        Map.copyOf(plugged).forEach((node, each) -> {
            try {
                each.card().lookIfChanged();
            } catch (EntrepotException e) {
                // A card that was pulled out is told by its node, too.
                log.info("connectors can be looked at: node={}: {}", node, e.getMessage());
            }
        });
    }

    private synchronized void look() {
        Map<Path, Node> here = here();
        for (Map.Entry<Path, Plugged> each : Map.copyOf(plugged).entrySet()) {
            Node now = here.get(each.getKey());
            if (now == null || !now.inode().equals(each.getValue().node().inode())) {
                pullOut(each.getKey());
            }
        }
        refused.keySet().retainAll(here.keySet());
        here.forEach((path, node) -> {
            if (!plugged.containsKey(path) && !node.equals(refused.get(path))) {
                plugIn(path, node);
            }
        });
    }

    private Map<Path, Node> here() {
        Map<Path, Node> here = new TreeMap<>();
        Pattern names = terms.nodes();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                FOLDER, entry -> names.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                node(entry).ifPresent(node -> here.put(entry, node));
            }
        } catch (NoSuchFileException e) {
            // No driver has made a node yet.
            return here;
        } catch (IOException e) {
            log.warn("display cards can be looked for: folder={} ({})", FOLDER, e.toString());
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
            DisplayCard card = cards.open(path);
            try {
                CardSurvey survey = new CardSurvey(card, files, discovery, terms);
                plugged.put(path, new Plugged(node, new PluggedCard(card, survey, terms.heapBytes(), house)));
                refused.remove(path);
            } catch (RuntimeException e) {
                card.close();
                throw e;
            }
        } catch (EntrepotException | IllegalArgumentException e) {
            refused.put(path, node);
            log.info("a display card is not used: node={}: {}", path, e.getMessage());
        }
    }

    private void pullOut(Path node) {
        Plugged gone = plugged.remove(node);
        if (gone != null) {
            gone.card().leave();
            log.info("{} has left", node);
        }
    }
}
