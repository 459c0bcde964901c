package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.spi.PageFrames;

/**
 * What the kernel says of the machine's memory as a whole: {@code /proc/meminfo}, {@code /proc/zoneinfo}.
 *
 * @param folder the kernel's: {@code /proc}
 */
record MachineMemory(Path folder) {
    private static final Pattern AMOUNT = Pattern.compile("(\\w+): +(\\d+) kB");
    private static final Pattern SPANNED = Pattern.compile(" +spanned +(\\d+)");
    private static final Pattern START = Pattern.compile(" +start_pfn: +(\\d+)");
    private static final int PAGE_SHIFT = 12;

    /** All of it. */
    long total() {
        return amount("MemTotal").orElse(Long.MAX_VALUE);
    }

    /** Half of it, in whole pages: what a heap is said to have where nobody tells. */
    long half() {
        return total() / 2 & -PageFrames.PAGE_SIZE;
    }

    /** What can be had without ending or swapping out anybody. */
    long available() {
        return amount("MemAvailable").orElse(Long.MAX_VALUE);
    }

    /** What is set aside for contiguous memory; nothing where the kernel has none. */
    OptionalLong contiguous() {
        OptionalLong bytes = amount("CmaTotal");
        return bytes.orElse(0) == 0 ? OptionalLong.empty() : bytes;
    }

    /** What is free of it. */
    long contiguousFree() {
        return amount("CmaFree").orElse(0);
    }

    private OptionalLong amount(String name) {
        for (String line : lines("meminfo")) {
            Matcher words = AMOUNT.matcher(line);
            if (words.matches() && words.group(1).equals(name)) {
                return OptionalLong.of(Long.parseLong(words.group(2)) << 10);
            }
        }
        return OptionalLong.empty();
    }

    /** The last physical address of memory, unsigned; the last of all if the kernel does not tell. */
    long highestAddress() {
        long spanned = 0;
        long end = 0;
        for (String line : lines("zoneinfo")) {
            Matcher span = SPANNED.matcher(line);
            Matcher start = START.matcher(line);
            if (span.matches()) {
                spanned = Long.parseLong(span.group(1));
            } else if (start.matches() && spanned > 0) {
                end = Math.max(end, Long.parseLong(start.group(1)) + spanned);
            }
        }
        return (end << PAGE_SHIFT) - 1;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
