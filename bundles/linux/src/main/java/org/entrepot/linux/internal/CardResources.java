package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.Range;
import org.entrepot.linux.internal.DrmMode.DrmModeCardResLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetEncoderLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPlaneLayout;
import org.entrepot.linux.internal.DrmMode.DrmModeGetPlaneResLayout;

/** What a card has, as it was when it was read: CRTCs, connectors, primary planes. */
final class CardResources {
    /** {@code DRM_PLANE_TYPE_PRIMARY} of {@code <drm/drm_plane.h>}, which is no header for programs though its numbers are. */
    private static final int PRIMARY = 1;

    private record Plane(int id, int crtc, int possibleCrtcs, List<Integer> formats, ObjectProperties properties) {}

    private record Encoder(int crtc, int possibleCrtcs) {}

    private final CardCalls calls;
    private final List<Integer> crtcs;
    private final List<Integer> connectors;
    private final Range width;
    private final Range height;
    private final List<Plane> primaries = new ArrayList<>();

    /** Reads it all but the connectors. */
    CardResources(CardCalls calls) {
        this.calls = calls;
        ByteBuffer data = Structure.of(DrmModeCardResLayout.SIZEOF);
        calls.made("MODE_GETRESOURCES", Drm.DRM_IOCTL_MODE_GETRESOURCES, data);
        ByteBuffer crtcsRead = Structure.ints(data.getInt(DrmModeCardResLayout.COUNT_CRTCS));
        ByteBuffer connectorsRead = Structure.ints(data.getInt(DrmModeCardResLayout.COUNT_CONNECTORS));
        data.putInt(DrmModeCardResLayout.COUNT_FBS, 0)
                .putInt(DrmModeCardResLayout.COUNT_ENCODERS, 0)
                .putLong(DrmModeCardResLayout.CRTC_ID_PTR, Structure.address(crtcsRead))
                .putLong(DrmModeCardResLayout.CONNECTOR_ID_PTR, Structure.address(connectorsRead));
        calls.made("MODE_GETRESOURCES", Drm.DRM_IOCTL_MODE_GETRESOURCES, data, crtcsRead, connectorsRead);
        this.crtcs = Structure.values(crtcsRead, data.getInt(DrmModeCardResLayout.COUNT_CRTCS));
        this.connectors = Structure.values(connectorsRead, data.getInt(DrmModeCardResLayout.COUNT_CONNECTORS));
        this.width = range(data, DrmModeCardResLayout.MIN_WIDTH, DrmModeCardResLayout.MAX_WIDTH);
        this.height = range(data, DrmModeCardResLayout.MIN_HEIGHT, DrmModeCardResLayout.MAX_HEIGHT);
        readPlanes();
    }

    private static Range range(ByteBuffer data, int least, int most) {
        return new Range(Integer.toUnsignedLong(data.getInt(least)), Integer.toUnsignedLong(data.getInt(most)));
    }

    private void readPlanes() {
        ByteBuffer list = Structure.of(DrmModeGetPlaneResLayout.SIZEOF);
        calls.made("MODE_GETPLANERESOURCES", Drm.DRM_IOCTL_MODE_GETPLANERESOURCES, list);
        ByteBuffer planes = Structure.ints(list.getInt(DrmModeGetPlaneResLayout.COUNT_PLANES));
        list.putLong(DrmModeGetPlaneResLayout.PLANE_ID_PTR, Structure.address(planes));
        calls.made("MODE_GETPLANERESOURCES", Drm.DRM_IOCTL_MODE_GETPLANERESOURCES, list, planes);
        for (int plane : Structure.values(planes, list.getInt(DrmModeGetPlaneResLayout.COUNT_PLANES))) {
            ObjectProperties properties = new ObjectProperties(calls, plane, DrmMode.DRM_MODE_OBJECT_PLANE);
            if (properties.value("type").orElse(-1) == PRIMARY) {
                primaries.add(primary(plane, properties));
            }
        }
    }

    private Plane primary(int id, ObjectProperties properties) {
        ByteBuffer data = Structure.of(DrmModeGetPlaneLayout.SIZEOF).putInt(DrmModeGetPlaneLayout.PLANE_ID, id);
        calls.made("MODE_GETPLANE", Drm.DRM_IOCTL_MODE_GETPLANE, data);
        ByteBuffer formats = Structure.ints(data.getInt(DrmModeGetPlaneLayout.COUNT_FORMAT_TYPES));
        data.putLong(DrmModeGetPlaneLayout.FORMAT_TYPE_PTR, Structure.address(formats));
        calls.made("MODE_GETPLANE", Drm.DRM_IOCTL_MODE_GETPLANE, data, formats);
        return new Plane(
                id,
                data.getInt(DrmModeGetPlaneLayout.CRTC_ID),
                data.getInt(DrmModeGetPlaneLayout.POSSIBLE_CRTCS),
                Structure.values(formats, data.getInt(DrmModeGetPlaneLayout.COUNT_FORMAT_TYPES)),
                properties);
    }

    List<Integer> connectors() {
        return connectors;
    }

    Range width() {
        return width;
    }

    Range height() {
        return height;
    }

    /** What can be shown on a connector, by the way that would be taken; nothing if there is none. */
    FormatModifiers formats(RawConnector connector) {
        return route(connector, Set.of())
                .flatMap(route -> primaries.stream()
                        .filter(plane -> plane.id() == route.plane())
                        .findFirst())
                .map(this::formats)
                .orElse(FormatModifiers.of(List.of()));
    }

    private FormatModifiers formats(Plane plane) {
        ByteBuffer blob = plane.properties().blob("IN_FORMATS");
        return blob.capacity() == 0 ? PlaneFormats.linear(plane.formats()) : PlaneFormats.of(blob);
    }

    /**
     * A way to a connector: the one by which it is fed now, or else the first that is possible.
     *
     * @param taken CRTCs that feed other connectors
     */
    Optional<CardRoute> route(RawConnector connector, Set<Integer> taken) {
        Set<Integer> candidates = new LinkedHashSet<>();
        if (connector.encoder() != 0) {
            candidates.add(encoder(connector.encoder()).crtc());
        }
        for (int id : connector.encoders()) {
            int possible = encoder(id).possibleCrtcs();
            crtcs.stream()
                    .filter(crtc -> (possible >>> crtcs.indexOf(crtc) & 1) != 0)
                    .forEach(candidates::add);
        }
        candidates.retainAll(crtcs);
        candidates.removeAll(taken);
        return candidates.stream()
                .flatMap(
                        crtc -> primary(crtc)
                                .map(plane -> new CardRoute(connector.id(), crtc, crtcs.indexOf(crtc), plane.id()))
                                .stream())
                .findFirst();
    }

    private Encoder encoder(int id) {
        ByteBuffer data = Structure.of(DrmModeGetEncoderLayout.SIZEOF).putInt(DrmModeGetEncoderLayout.ENCODER_ID, id);
        calls.made("MODE_GETENCODER", Drm.DRM_IOCTL_MODE_GETENCODER, data);
        return new Encoder(
                data.getInt(DrmModeGetEncoderLayout.CRTC_ID), data.getInt(DrmModeGetEncoderLayout.POSSIBLE_CRTCS));
    }

    /** CRTCs that feed other connectors than one. */
    Set<Integer> feeding(int except) {
        Set<Integer> feeding = new LinkedHashSet<>();
        for (int id : connectors) {
            int encoder = id == except ? 0 : RawConnector.of(calls, id).encoder();
            if (encoder != 0) {
                feeding.add(encoder(encoder).crtc());
            }
        }
        return feeding;
    }

    /** The primary plane that is on a CRTC, or else one that could be. */
    private Optional<Plane> primary(int crtc) {
        List<Plane> possible = primaries.stream()
                .filter(plane -> (plane.possibleCrtcs() >>> crtcs.indexOf(crtc) & 1) != 0)
                .toList();
        return possible.stream()
                .filter(plane -> plane.crtc() == crtc)
                .findFirst()
                .or(() -> possible.stream().filter(plane -> plane.crtc() == 0).findFirst());
    }
}
