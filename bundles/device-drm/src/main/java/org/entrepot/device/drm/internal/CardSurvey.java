package org.entrepot.device.drm.internal;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.KernelMapping;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Provenance;
import org.entrepot.api.Range;
import org.entrepot.api.Reason;
import org.entrepot.device.drm.internal.MemoryProbe.Answer;
import org.entrepot.device.drm.internal.MemoryProbe.Taken;
import org.entrepot.device.drm.internal.Screen.Needs;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.Dumb;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.ScanOut;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.DeviceDiscovery;

/** What can be found out about a card and its displays without showing anything. */
final class CardSurvey {
    /** Sizes that are worth a choice of each; of more the least and the most are said. */
    private static final int MOST_SIZES = 24;

    private static final int BITS = 32;

    /** What keeps a card from being asked: then its displays show what they show for sure. */
    private static final Set<Reason> NOT_NOW =
            EnumSet.of(Reason.BUSY, Reason.ACCESS_DENIED, Reason.REFUSED, Reason.OUT_OF_MEMORY);

    private final DisplayCard card;
    private final Terms terms;
    private final Answer memory;
    private final int strideAlignment;
    private final Optional<FoundDevice> found;

    /** Asks a card what does not depend on its displays. */
    CardSurvey(DisplayCard card, MemoryFiles files, DeviceDiscovery discovery, Terms terms) {
        this.card = card;
        this.terms = terms;
        this.memory = terms.memory(cardName())
                .orElseGet(() -> terms.probes()
                        ? MemoryProbe.ask(card, files)
                        : new Answer(Taken.UNKNOWN, Taken.UNKNOWN.words() + ", it was not asked"));
        this.strideAlignment = strideAlignment();
        this.found = discovery.find().stream()
                .filter(device ->
                        device.kind() == FoundDevice.Kind.DRM && device.name().equals(cardName()))
                .findFirst();
    }

    /** The name of its node. */
    String cardName() {
        return card.node().getFileName().toString();
    }

    Answer memory() {
        return memory;
    }

    /** How a driver aligns rows of its own: those of a picture that is one pixel wide. */
    private int strideAlignment() {
        if (!card.identity().dumb()) {
            return 1;
        }
        Dumb pixel = card.dumb("entrepot-probe", new DumbSize(1, 1, BITS));
        pixel.memory().close();
        return Math.max(1, pixel.stride());
    }

    /** Where it is, for a display and for the card's own memory. */
    Provenance provenance() {
        return Provenance.real(card.node() + ", driver " + card.identity().driver());
    }

    /** A display on a connector. */
    Screen screen(Connector connector) {
        String words = "display: " + connector.modes().get(0) + " on " + connector.name() + "; " + memory.words();
        return new Screen(
                card,
                connector,
                new DeviceDescription(
                        terms.name(cardName() + "-" + connector.name()),
                        found.flatMap(FoundDevice::bus).orElse("drm"),
                        words,
                        provenance()),
                needs(connector),
                memory.taken() == Taken.OWN ? MappingType.PRIVATE : MappingType.FD,
                terms.longest());
    }

    private Needs needs(Connector connector) {
        ConstraintsBuilder constraints = base().formats(connector.formats()).strideAlignment(strideAlignment);
        if (memory.taken() == Taken.ONE_RUN || memory.taken() == Taken.UNKNOWN) {
            constraints.maxSegments(1);
        }
        List<Mode> sizes = sizes(connector.modes());
        boolean anywhere = showsSmallerPictures(connector);
        constraints
                .width(range(sizes.stream().map(Mode::width).toList(), anywhere))
                .height(range(sizes.stream().map(Mode::height).toList(), anywhere));
        return new Needs(
                constraints.build(),
                anywhere || sizes.size() > MOST_SIZES
                        ? List.of()
                        : List.of(new AlternativeGroup("mode", choices(sizes))));
    }

    /** How far it reaches, unless an I/O MMU stands before it. Some drivers copy pictures by the CPU, and none says whether it does. */
    private ConstraintsBuilder base() {
        return found
                .filter(device -> !device.dma().isTranslated())
                .map(FoundDevice::constraints)
                .orElse(Constraints.NONE)
                .toBuilder()
                .kernelMappings(KernelMapping.WHOLE);
    }

    /** One mode of each size. */
    private static List<Mode> sizes(List<Mode> modes) {
        return modes.stream()
                .map(mode -> new Mode("", mode.width(), mode.height(), 0))
                .distinct()
                .toList();
    }

    private static Range range(List<Integer> extents, boolean anywhere) {
        int most = extents.stream().mapToInt(Integer::intValue).max().orElseThrow();
        int least = extents.stream().mapToInt(Integer::intValue).min().orElseThrow();
        return new Range(anywhere ? 1 : least, most);
    }

    private static List<Constraints> choices(List<Mode> sizes) {
        return sizes.stream()
                .map(size -> Constraints.builder()
                        .width(new Range(size.width(), size.width()))
                        .height(new Range(size.height(), size.height()))
                        .build())
                .toList();
    }

    /** Whether a picture may leave a part of the display dark: tried, where this process may drive the card now, and not shown. */
    private boolean showsSmallerPictures(Connector connector) {
        Mode mode = connector.modes().get(0);
        if (!card.identity().dumb() || !connector.formats().takes(PixelFormat.XRGB8888, Modifier.LINEAR)) {
            return false;
        }
        try {
            return shows(
                    connector,
                    mode,
                    card.dumb("entrepot-probe", new DumbSize(mode.width() / 2, mode.height() / 2, BITS)));
        } catch (EntrepotException e) {
            if (NOT_NOW.contains(e.reason())) {
                return false;
            }
            throw e;
        }
    }

    private boolean shows(Connector connector, Mode mode, Dumb small) {
        try (DmaBufFile memory = small.memory();
                Framebuffer picture = card.framebuffer(memory.descriptor().orElseThrow(), layout(small, mode));
                ScanOut tried = card.drive(connector.id(), mode)) {
            return tried.takes(picture);
        }
    }

    private static ImageLayout layout(Dumb small, Mode mode) {
        int height = mode.height() / 2;
        return new ImageLayout(
                PixelFormat.XRGB8888,
                mode.width() / 2,
                height,
                List.of(new Plane(0, small.stride(), height)),
                small.memory().size());
    }
}
