package org.entrepot.device.drm.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.entrepot.api.Capabilities.Contiguity;
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
    private static final Path CONNECTORS = Path.of("/sys/class/drm");

    private final DisplayCard card;
    private final CardSurvey survey;
    private final House house;
    private final Map<String, Shown> displays = new TreeMap<>();
    private final List<ServiceRegistration<?>> heaps;
    private String seen;

    /**
     * Where its services go.
     *
     * @param context that registers them
     * @param buffers that map for displays
     * @param log that tells who came
     */
    record House(BundleContext context, ImportedBuffers buffers, Logger log) {}

    private record Shown(KmsDisplay display, ServiceRegistration<?> service) {}

    /** Takes an open card over, and looks who is connected. */
    PluggedCard(DisplayCard card, CardSurvey survey, long heapBytes, House house) {
        this.card = card;
        this.survey = survey;
        this.house = house;
        this.heaps = card.identity().dumb() && heapBytes > 0 ? List.of(heap(heapBytes)) : List.of();
        this.seen = statuses();
        look();
    }

    private ServiceRegistration<?> heap(long bytes) {
        HeapDescription description = new HeapDescription(survey.cardName(), "dumb", survey.provenance());
        Contiguity contiguity = survey.memory().taken() == Taken.ONE_RUN ? Contiguity.ONE_RUN : Contiguity.SCATTERED;
        Exporter own = new KernelExporter(description, card.heap(), contiguity, bytes);
        Map<String, Object> properties = Map.of(Exporter.NAME_PROPERTY, survey.cardName());
        return house.context().registerService(Exporter.class, own, FrameworkUtil.asDictionary(properties));
    }

    /** Looks again, if the kernel says that something was connected or disconnected. */
    void lookIfChanged() {
        String now = statuses();
        if (!now.equals(seen)) {
            seen = now;
            look();
        }
    }

    /** What the kernel knows of its connectors, without asking a display. */
    private String statuses() {
        Map<String, String> statuses = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(CONNECTORS, survey.cardName() + "-*")) {
            for (Path folder : folders) {
                statuses.put(folder.getFileName().toString(), Files.readString(folder.resolve("status")));
            }
        } catch (IOException e) {
            // It is leaving: what was read is another state than before.
            statuses.put(survey.cardName(), "unknown");
        }
        return statuses.toString();
    }

    private void look() {
        Map<String, Connector> here = new TreeMap<>();
        card.connectors().stream()
                .filter(each -> each.connected()
                        && !each.modes().isEmpty()
                        && !each.formats().isNone())
                .forEach(each -> here.put(each.name(), each));
        for (Map.Entry<String, Shown> each : Map.copyOf(displays).entrySet()) {
            if (!each.getValue().display().screen().connector().equals(here.get(each.getKey()))) {
                pullOut(each.getKey());
            }
        }
        here.forEach((name, connector) -> {
            if (!displays.containsKey(name)) {
                plugIn(connector);
            }
        });
    }

    private void plugIn(Connector connector) {
        KmsDisplay display = new KmsDisplay(survey.screen(connector), house.buffers());
        Map<String, Object> properties = Map.of(Importer.NAME_PROPERTY, display.name());
        String[] services = {Importer.class.getName(), DisplayDevice.class.getName()};
        displays.put(
                connector.name(),
                new Shown(
                        display,
                        house.context().registerService(services, display, FrameworkUtil.asDictionary(properties))));
        house.log().info("{} is here: {}", display.name(), display.description().words());
    }

    private void pullOut(String connector) {
        Shown gone = displays.remove(connector);
        if (gone != null) {
            gone.service().unregister();
            gone.display().leave();
            house.log().info("{} has left", gone.display().name());
        }
    }

    /** It leaves, with all its displays. */
    void leave() {
        List.copyOf(displays.keySet()).forEach(this::pullOut);
        heaps.forEach(ServiceRegistration::unregister);
        card.close();
    }
}
