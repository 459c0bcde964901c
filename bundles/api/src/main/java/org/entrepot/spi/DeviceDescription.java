package org.entrepot.spi;

import java.util.regex.Pattern;
import org.entrepot.api.Provenance;

/**
 * Which device it is.
 *
 * @param name stable and unique in the machine, such as {@code camera0}: a letter, then letters, digits, {@code -}, {@code _}
 *     and {@code .}, 63 at most
 * @param bus where it sits, such as {@code emulated} or {@code pci-0000:00:02.0}: what a mapper goes by
 * @param words one line for people
 * @param provenance whether it is real, and why not where it is emulated
 */
public record DeviceDescription(String name, String bus, String words, Provenance provenance) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

    /** Checks the name. */
    public DeviceDescription {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a device's name is a letter, then letters, digits, - _ and ., 63 at most: name=" + name);
        }
    }
}
