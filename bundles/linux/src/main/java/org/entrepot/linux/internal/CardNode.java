package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.Framebuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.ScanOut;
import org.entrepot.linux.internal.Drm.DrmGetCapLayout;
import org.entrepot.linux.internal.Drm.DrmSetClientCapLayout;
import org.entrepot.linux.internal.Drm.DrmVersionLayout;

/** An open node of {@code /dev/dri/card*}. */
final class CardNode implements DisplayCard {
    private static final int LONGEST_TEXT = 128;

    private final CardCalls calls;
    private final CardMaster master;
    private final CardEvents events;
    private final GemHandles handles;
    private final DumbMemory dumb;
    private final Identity identity;
    /** CRTCs that are driven, by connector. */
    private final Map<Integer, Integer> driven = new HashMap<>();

    /**
     * Takes an open node over.
     *
     * @param mappings that show memory of the card's own
     * @param stepwise whether a driver is not asked for atomic changes
     * @throws EntrepotException if it drives no display; the node is still the caller's then
     */
    CardNode(Path node, int fd, Mappings mappings, boolean stepwise) {
        this.calls = new CardCalls(node, fd);
        String[] version = version();
        calls.made(
                "SET_CLIENT_CAP(universal planes)",
                Drm.DRM_IOCTL_SET_CLIENT_CAP,
                client(Drm.DRM_CLIENT_CAP_UNIVERSAL_PLANES));
        boolean atomic = !stepwise && calls.tried(Drm.DRM_IOCTL_SET_CLIENT_CAP, client(Drm.DRM_CLIENT_CAP_ATOMIC)) == 0;
        CardResources resources = new CardResources(calls);
        if (resources.connectors().isEmpty()) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a card has connectors: node=" + node + " driver=" + version[0]
                            + "; use it to render, not to show");
        }
        this.master = new CardMaster(calls);
        this.events = new CardEvents(calls::read);
        this.handles = new GemHandles(calls);
        this.dumb = new DumbMemory(calls, mappings);
        this.identity = new Identity(
                version[0],
                version[1],
                atomic,
                capability(Drm.DRM_CAP_DUMB_BUFFER) != 0,
                capability(Drm.DRM_CAP_ADDFB2_MODIFIERS) != 0,
                resources.width(),
                resources.height());
    }

    private static ByteBuffer client(long capability) {
        return Structure.of(DrmSetClientCapLayout.SIZEOF)
                .putLong(DrmSetClientCapLayout.CAPABILITY, capability)
                .putLong(DrmSetClientCapLayout.VALUE, 1);
    }

    private long capability(long which) {
        ByteBuffer data = Structure.of(DrmGetCapLayout.SIZEOF).putLong(DrmGetCapLayout.CAPABILITY, which);
        int errno = calls.tried(Drm.DRM_IOCTL_GET_CAP, data);
        if (errno != 0 && errno != Errno.EINVAL && errno != Errno.EOPNOTSUPP) {
            throw calls.failure("GET_CAP", errno);
        }
        return errno == 0 ? data.getLong(DrmGetCapLayout.VALUE) : 0;
    }

    /** The driver's name, and what it says of itself. */
    private String[] version() {
        ByteBuffer name = Structure.of(LONGEST_TEXT);
        ByteBuffer words = Structure.of(LONGEST_TEXT);
        ByteBuffer data = Structure.of(DrmVersionLayout.SIZEOF)
                .putLong(DrmVersionLayout.NAME_LEN, LONGEST_TEXT - 1)
                .putLong(DrmVersionLayout.NAME, Structure.address(name))
                .putLong(DrmVersionLayout.DESC_LEN, LONGEST_TEXT - 1)
                .putLong(DrmVersionLayout.DESC, Structure.address(words));
        calls.made("VERSION", Drm.DRM_IOCTL_VERSION, data, name, words);
        return new String[] {Structure.text(name, 0, LONGEST_TEXT), Structure.text(words, 0, LONGEST_TEXT)};
    }

    @Override
    public Path node() {
        return calls.node();
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public List<Connector> connectors() {
        // A display is asked for its modes only by who drives the card; where somebody does, he has asked.
        boolean asks = master.tryTake();
        try {
            CardResources resources = new CardResources(calls);
            return resources.connectors().stream()
                    .map(id -> RawConnector.of(calls, id))
                    .filter(raw -> !ConnectorNames.writesToMemory(raw.type()))
                    .map(raw -> connector(resources, raw))
                    .toList();
        } finally {
            if (asks) {
                master.give();
            }
        }
    }

    private static Connector connector(CardResources resources, RawConnector raw) {
        return new Connector(
                raw.id(),
                ConnectorNames.of(raw.type(), raw.number()),
                raw.connected(),
                raw.modes().stream().map(RawConnector::mode).toList(),
                resources.formats(raw));
    }

    @Override
    public boolean imports(int descriptor) {
        int handle = handles.take(descriptor);
        if (handle > 0) {
            handles.give(handle);
            return true;
        }
        if (!CardFramebuffer.isRefusal(-handle) || calls.isUnplugged()) {
            throw calls.failure("PRIME_FD_TO_HANDLE", -handle);
        }
        return false;
    }

    @Override
    public Framebuffer framebuffer(int descriptor, ImageLayout layout) {
        return CardFramebuffer.of(calls, handles, identity.modifiers(), descriptor, layout);
    }

    @Override
    public Dumb dumb(String name, DumbSize size) {
        return dumb.make(name, size);
    }

    @Override
    public KernelHeap heap() {
        return new CardHeap(node(), dumb, new MachineMemory(Path.of("/proc")));
    }

    @Override
    public ScanOut drive(int connector, Mode mode) {
        master.take();
        try {
            return driving(connector, mode);
        } catch (RuntimeException e) {
            master.give();
            throw e;
        }
    }

    private synchronized ScanOut driving(int id, Mode mode) {
        if (driven.containsKey(id)) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "a connector is driven once: node=" + node() + " connector=" + id + "; close the other");
        }
        CardResources resources = new CardResources(calls);
        RawConnector raw = RawConnector.of(calls, id);
        ByteBuffer timings = raw.modes().stream()
                .filter(each -> RawConnector.mode(each).equals(mode))
                .findFirst()
                .orElseThrow(() -> noMode(raw, mode));
        CardRoute route = resources.route(raw, taken(resources, id)).orElseThrow(() -> noRoute(raw));
        Flipping flipping = identity.atomic()
                ? new AtomicFlipping(calls, events, route, timings)
                : new StepwiseFlipping(calls, events, route, timings);
        CardScanOut.Shown shown = new CardScanOut.Shown(connector(resources, raw), mode);
        ScanOut scanOut = new CardScanOut(calls, events, route, shown, flipping, () -> left(id));
        driven.put(id, route.crtc());
        return scanOut;
    }

    private Set<Integer> taken(CardResources resources, int id) {
        Set<Integer> taken = new LinkedHashSet<>(driven.values());
        taken.addAll(resources.feeding(id));
        return taken;
    }

    private EntrepotException noMode(RawConnector raw, Mode mode) {
        return new EntrepotException(
                Reason.GONE,
                "a display has the mode: node=" + node() + " connector=" + ConnectorNames.of(raw.type(), raw.number())
                        + " mode=" + mode + " connected=" + raw.connected()
                        + "; look its modes up anew, another display may be there");
    }

    private EntrepotException noRoute(RawConnector raw) {
        return new EntrepotException(
                Reason.BUSY,
                "a connector is fed by a CRTC of its own: node=" + node() + " connector="
                        + ConnectorNames.of(raw.type(), raw.number()) + "; close another connector of the card");
    }

    private void left(int id) {
        synchronized (this) {
            driven.remove(id);
        }
        master.give();
    }

    /** How many DMA-BUFs it has imported. */
    int imported() {
        return handles.open();
    }

    /** What each connector shows now, for comparison. */
    List<CrtcState> state() {
        CardResources resources = new CardResources(calls);
        return resources.connectors().stream()
                .map(id -> RawConnector.of(calls, id))
                .flatMap(raw -> resources.route(raw, Set.of()).stream())
                .map(route -> CrtcState.now(calls, route))
                .toList();
    }

    @Override
    public void close() {
        calls.close();
    }
}
