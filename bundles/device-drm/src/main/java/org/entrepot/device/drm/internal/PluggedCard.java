package org.entrepot.device.drm.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.KernelExporter;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.Logger;

/** A card that is open, with a service for each display that is connected. Not for use by several threads. */
final class PluggedCard {
    private final DisplayCard card;
    private final CardSurvey survey;
    private final House house;
    private final Map<String, Shown> displays = new TreeMap<>();
    private final Deque<ServiceRegistration<?>> heaps = new ArrayDeque<>();
    /** What was said of connectors that cannot be used, by connector: it is said once. */
    private final Map<String, String> said = new HashMap<>();

    private final Patience patience = new Patience();
    private String asked = "";
    private String seen = "";
    private boolean left;

    /**
     * Where its services go.
     *
     * @param context that registers them
     * @param buffers that map for displays
     * @param flips shows that displays read frames
     * @param connectors where the kernel tells who is connected, {@code /sys/class/drm}
     * @param log that tells who came
     */
    record House(BundleContext context, ImportedBuffers buffers, FlipFences flips, Path connectors, Logger log) {}

    private record Shown(KmsDisplay display, ServiceRegistration<?> service) {}

    /** Takes an open card over, with a heap of its memory; nobody has looked yet who is connected. */
    PluggedCard(DisplayCard card, CardSurvey survey, long heapBytes, House house) {
        this.card = card;
        this.survey = survey;
        this.house = house;
        // Memory of a driver that imports nothing is for itself: others that import it may find no pages.
        if (card.identity().dumb() && heapBytes > 0 && survey.memory().taken() != Taken.OWN) {
            heaps.push(heap(heapBytes));
        }
    }

    private ServiceRegistration<?> heap(long bytes) {
        HeapDescription description = new HeapDescription(survey.cardName(), "dumb", survey.provenance());
        Contiguity contiguity = survey.memory().taken() == Taken.ONE_RUN ? Contiguity.ONE_RUN : Contiguity.SCATTERED;
        Exporter own = new KernelExporter(description, card.heap(), contiguity, bytes);
        Map<String, Object> properties = Map.of(Exporter.NAME_PROPERTY, survey.cardName());
        return house.context().registerService(Exporter.class, own, FrameworkUtil.asDictionary(properties));
    }

    /**
     * Looks who is connected, if the kernel says that it may be others than before. What fails is said, and tried again at the
     * next look, and ever more seldom while it fails and the kernel says nothing new: each try drives the card for a moment. One
     * connector does not keep the others from being used.
     */
    void look() {
        String now = statuses();
        if (!now.equals(asked)) {
            asked = now;
            patience.renew();
        }
        if (left || now.equals(seen) || !patience.isOver()) {
            return;
        }
        if (tried(survey.cardName(), this::lookAtAll)) {
            seen = now;
        } else {
            patience.failed();
        }
    }

    /** What the kernel knows of its connectors, without asking a display. */
    private String statuses() {
        Map<String, String> statuses = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(house.connectors(), survey.cardName() + "-*")) {
            for (Path folder : folders) {
                statuses.put(folder.getFileName().toString(), Files.readString(folder.resolve("status")));
            }
        } catch (IOException e) {
            // It is leaving: what was read is another state than before.
            statuses.put(survey.cardName(), "unknown");
        }
        return statuses.toString();
    }

    /** Whether something of a connector, or of the card, went well. */
    private boolean tried(String what, BooleanSupplier step) {
        try {
            boolean done = step.getAsBoolean();
            said.remove(what);
            return done;
        } catch (EntrepotException | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(said.put(what, why))) {
                house.log()
                        .info(
                                "a part of a card can be used, as the others are: card={} part={}: {}",
                                survey.cardName(),
                                what,
                                why);
            }
            return false;
        }
    }

    private boolean lookAtAll() {
        Map<String, Connector> here = new TreeMap<>();
        card.connectors().stream()
                .filter(each -> each.connected()
                        && !each.modes().isEmpty()
                        && !each.formats().isNone())
                .forEach(each -> here.put(each.name(), each));
        boolean all = true;
        for (Map.Entry<String, Shown> each : Map.copyOf(displays).entrySet()) {
            if (!each.getValue().display().screen().connector().equals(here.get(each.getKey()))) {
                all &= tried(each.getKey(), () -> pullOut(each.getKey()));
            }
        }
        for (Connector each : here.values()) {
            all &= left || displays.containsKey(each.name()) || tried(each.name(), () -> plugIn(each));
        }
        return all;
    }

    private boolean plugIn(Connector connector) {
        KmsDisplay display = new KmsDisplay(survey.screen(connector), house.buffers(), house.flips());
        try {
            displays.put(connector.name(), new Shown(display, registered(display)));
        } catch (RuntimeException e) {
            display.leave();
            throw e;
        }
        house.log().info("{} is here: {}", display.name(), display.description().words());
        // Whoever was told of it may have ended all this.
        return !left || pullOut(connector.name());
    }

    private ServiceRegistration<?> registered(KmsDisplay display) {
        Map<String, Object> properties = Map.of(Importer.NAME_PROPERTY, display.name());
        String[] services = {Importer.class.getName(), DisplayDevice.class.getName()};
        return house.context().registerService(services, display, FrameworkUtil.asDictionary(properties));
    }

    private boolean pullOut(String connector) {
        Shown gone = displays.remove(connector);
        if (gone != null) {
            withdraw(gone.service());
            gone.display().leave();
            house.log().info("{} has left", gone.display().name());
        }
        return true;
    }

    private static void withdraw(ServiceRegistration<?> service) {
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework did, with the bundle.
            return;
        }
    }

    /** It leaves, with all its displays: one that cannot be shown what it showed before keeps no other here. */
    void leave() {
        left = true;
        try (card) {
            List.copyOf(displays.keySet()).forEach(each -> tried(each, () -> pullOut(each)));
            while (!heaps.isEmpty()) {
                withdraw(heaps.pop());
            }
        }
    }
}
