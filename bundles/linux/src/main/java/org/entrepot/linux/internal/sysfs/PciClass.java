package org.entrepot.linux.internal.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The base classes of PCI devices, by number ({@code include/linux/pci_ids.h}). */
final class PciClass {
    private static final Pattern CLASS = Pattern.compile("0x([0-9a-f]{2})[0-9a-f]{4}");
    private static final int OTHER = 0xff;
    private static final List<String> WORDS = List.of(
            "unclassified",
            "storage",
            "network",
            "display",
            "multimedia",
            "memory",
            "bridge",
            "communication",
            "system",
            "input",
            "docking station",
            "processor",
            "serial bus",
            "wireless",
            "intelligent I/O",
            "satellite",
            "encryption",
            "signal processing",
            "accelerator",
            "instrumentation");

    private PciClass() {}

    /** What a device is, by its file {@code class}: three bytes, of which the first says it. */
    static String words(Optional<String> file) {
        return file.map(CLASS::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> Integer.parseInt(matcher.group(1), 16))
                .map(PciClass::word)
                .orElse("of unknown class");
    }

    private static String word(int base) {
        if (base == OTHER) {
            return "unclassified";
        }
        return base < WORDS.size() ? WORDS.get(base) : "of unknown class";
    }
}
