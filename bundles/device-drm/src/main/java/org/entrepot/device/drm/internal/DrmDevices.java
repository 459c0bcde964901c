package org.entrepot.device.drm.internal;

import java.nio.file.Path;
import org.entrepot.api.EntrepotException;
import org.entrepot.fence.Fences;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCards;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.NodeWatches;
import org.entrepot.linux.PluggedNodes;
import org.entrepot.linux.PluggedNodes.Place;
import org.entrepot.linux.PluggedNodes.Rhythm;
import org.entrepot.linux.SyncFiles;
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
    private final PluggedNodes<PluggedCard> nodes;

    /**
     * Where cards come from.
     *
     * @param cards that opens them
     * @param files of which a probe makes memory
     * @param discovery that knows where a card sits and how far it reaches
     * @param nodes the folder of their nodes
     */
    record Sources(DisplayCards cards, MemoryFiles files, DeviceDiscovery discovery, Path nodes) {}

    /** Opens cards, and has their displays looked at. */
    private record Cards(Terms terms, Sources sources, PluggedCard.House house)
            implements PluggedNodes.Owner<PluggedCard> {
        @Override
        public PluggedCard plugIn(Path node) {
            DisplayCard card = sources.cards().open(node);
            try {
                CardSurvey survey = new CardSurvey(card, sources.files(), sources.discovery(), terms);
                return new PluggedCard(card, survey, terms.heapBytes(), house);
            } catch (RuntimeException e) {
                card.close();
                throw e;
            }
        }

        @Override
        public void look(PluggedCard here) {
            here.look();
        }

        @Override
        public void pullOut(Path node, PluggedCard gone) {
            try {
                gone.leave();
            } catch (EntrepotException e) {
                // The others leave, too.
                house.log()
                        .warn("a card that leaves shows again what it did before: node={}: {}", node, e.getMessage());
            }
            house.log().info("{} has left", node);
        }
    }

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
            @Reference Fences fences,
            @Reference SyncFiles syncFiles,
            @Reference MemoryFiles files,
            @Reference DeviceDiscovery discovery,
            @Reference NodeWatches watches,
            @Reference(service = LoggerFactory.class) Logger log) {
        this(
                Terms.of(config),
                new Sources(cards, files, discovery, Path.of("/dev/dri")),
                watches,
                new PluggedCard.House(
                        context, buffers, new FlipFences(fences, syncFiles), Path.of("/sys/class/drm"), log));
    }

    /** As the component does, wherever nodes are. Nobody tells of connectors, so they are looked at regularly. */
    DrmDevices(Terms terms, Sources sources, NodeWatches watches, PluggedCard.House house) {
        Place place = new Place(sources.nodes(), terms.nodes(), "display card", Rhythm.REGULARLY, terms.look());
        this.nodes = new PluggedNodes<>(watches, place, new Cards(terms, sources, house), house.log());
    }

    @Deactivate
    void deactivate() {
        nodes.close();
    }
}
