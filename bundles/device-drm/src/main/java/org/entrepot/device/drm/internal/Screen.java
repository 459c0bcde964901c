package org.entrepot.device.drm.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.fence.Usage;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DisplayCard.Connector;
import org.entrepot.linux.DisplayCard.Mode;
import org.entrepot.spi.DeviceDescription;

/**
 * A display on a connector: who it is, what it takes, and how it is driven.
 *
 * @param card that it is connected to
 * @param connector where
 * @param description which device it is
 * @param needs what it cannot do
 * @param mappingType by which memory gets to it
 * @param longest that a picture may take to be shown
 */
record Screen(
        DisplayCard card,
        Connector connector,
        DeviceDescription description,
        Needs needs,
        MappingType mappingType,
        Duration longest) {
    /**
     * What a display cannot do.
     *
     * @param constraints that each picture keeps
     * @param alternatives of which it keeps one, such as the sizes of modes
     */
    record Needs(Constraints constraints, List<AlternativeGroup> alternatives) {}

    String name() {
        return description.name();
    }

    /** The formats that are shown in rows, the usual one of displays first. */
    List<PixelFormat> formats() {
        return connector.formats().pairs().stream()
                .filter(pair -> pair.modifier().equals(Optional.of(Modifier.LINEAR)))
                .flatMap(pair -> pair.format().stream())
                .sorted((one, other) -> Boolean.compare(other == PixelFormat.XRGB8888, one == PixelFormat.XRGB8888))
                .toList();
    }

    /** The mode of a picture's size, or else the smallest in which it has room. */
    Mode mode(ImageLayout picture) {
        return connector
                .mode(picture.width(), picture.height())
                .or(() -> connector.modes().stream()
                        .filter(mode -> mode.width() >= picture.width() && mode.height() >= picture.height())
                        .min((one, other) -> Long.compare(pixels(one), pixels(other))))
                .orElseThrow(() -> new EntrepotException(
                        Reason.REFUSED,
                        "a display has a mode in which the picture has room: device=" + name() + " picture=" + picture
                                + " modes=" + connector.modes() + "; show a smaller one"));
    }

    private static long pixels(Mode mode) {
        return (long) mode.width() * mode.height();
    }

    /** Waits for those of ours who still write a picture: its driver waits for other drivers only. */
    void awaitWriters(DeviceMapping picture) {
        if (!picture.reservation().await(Usage.BEFORE_READ, longest)) {
            throw new EntrepotException(
                    Reason.TIMED_OUT,
                    "a picture is drawn in time: device=" + name() + " buffer=" + picture.buffer() + " timeout.millis="
                            + longest.toMillis() + "; see dma:fences for who writes it");
        }
    }

    /** A display that is driven already. */
    EntrepotException busy() {
        return new EntrepotException(
                Reason.BUSY, "a device does one thing at a time: device=" + name() + "; close the other output first");
    }

    /** A display that has left. */
    EntrepotException gone() {
        return new EntrepotException(
                Reason.GONE,
                "a device works while it is here: device=" + name() + " node=" + card.node()
                        + "; open it again when it is back");
    }

    /** A picture that was not shown in time. */
    EntrepotException late() {
        return new EntrepotException(
                Reason.TIMED_OUT,
                "a picture is shown in time: device=" + name() + " timeout.millis=" + longest.toMillis()
                        + "; see the kernel's log, or whether the display is switched on");
    }
}
