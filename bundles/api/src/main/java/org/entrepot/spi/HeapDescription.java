package org.entrepot.spi;

import java.util.regex.Pattern;
import org.entrepot.api.Provenance;

/**
 * Who a heap is.
 *
 * @param name stable and unique in the machine, such as {@code system} or {@code cma-camera}: a letter, then letters, digits,
 *     {@code -}, {@code _} and {@code .}, 63 at most
 * @param technology what kind of memory it is, one lower-case word: {@code system}, {@code cma}, {@code carveout},
 *     {@code iommu}, {@code tiler}, or a vendor's
 * @param provenance whether it is real, and why not where it is emulated
 */
public record HeapDescription(String name, String technology, Provenance provenance) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

    /** Checks the name and the technology. */
    public HeapDescription {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a heap's name is a letter, then letters, digits, - _ and ., 63 at most: name=" + name);
        }
        if (!NAME.matcher(technology).matches()) {
            throw new IllegalArgumentException("a technology is one word: technology=" + technology);
        }
    }
}
