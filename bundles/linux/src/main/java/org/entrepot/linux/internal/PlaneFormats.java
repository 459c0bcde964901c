package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.FormatModifiers.Pair;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.linux.internal.DrmMode.DrmFormatModifierBlobLayout;
import org.entrepot.linux.internal.DrmMode.DrmFormatModifierLayout;

/** The formats of a plane, of those that have a name of ours. */
final class PlaneFormats {
    private PlaneFormats() {}

    /** Of a driver that knows nothing of modifiers: rows one after the other. */
    static FormatModifiers linear(List<Integer> codes) {
        return FormatModifiers.of(codes.stream()
                .map(PlaneFormats::format)
                .flatMap(Optional::stream)
                .distinct()
                .map(format -> Pair.of(format, Modifier.LINEAR))
                .toList());
    }

    /**
     * Reads the property {@code IN_FORMATS}: for each modifier a mask of the formats that go with it.
     *
     * @param blob whole
     */
    static FormatModifiers of(ByteBuffer blob) {
        int formats = blob.getInt(DrmFormatModifierBlobLayout.FORMATS_OFFSET);
        int count = blob.getInt(DrmFormatModifierBlobLayout.COUNT_FORMATS);
        int modifiers = blob.getInt(DrmFormatModifierBlobLayout.MODIFIERS_OFFSET);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < blob.getInt(DrmFormatModifierBlobLayout.COUNT_MODIFIERS); i++) {
            int at = modifiers + i * DrmFormatModifierLayout.SIZEOF;
            long mask = blob.getLong(at + DrmFormatModifierLayout.FORMATS);
            int first = blob.getInt(at + DrmFormatModifierLayout.OFFSET);
            Modifier modifier = new Modifier(blob.getLong(at + DrmFormatModifierLayout.MODIFIER));
            for (int bit = 0; bit < Long.SIZE && first + bit < count; bit++) {
                if ((mask >>> bit & 1) != 0) {
                    format(blob.getInt(formats + (first + bit) * Integer.BYTES))
                            .ifPresent(format -> pairs.add(Pair.of(format, modifier)));
                }
            }
        }
        return FormatModifiers.of(pairs);
    }

    private static Optional<PixelFormat> format(int code) {
        return Stream.of(PixelFormat.values())
                .filter(format -> DrmFourcc.code(format.fourcc()) == code)
                .findFirst();
    }
}
