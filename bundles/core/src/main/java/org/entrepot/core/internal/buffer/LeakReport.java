package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.entrepot.control.BufferStatus.AttachmentStatus;
import org.entrepot.core.internal.roster.Contained;

/** What a bundle left open, one report for each bundle: how much, and where it was allocated, the largest first. */
public final class LeakReport {
    private static final int MOST_SITES = 10;

    /** What was allocated in one place. */
    private record Site(String place, long buffers, long bytes) {
        static Site of(String place, List<Open> buffers) {
            return new Site(
                    place,
                    buffers.size(),
                    buffers.stream().mapToLong(Open::size).sum());
        }

        String words() {
            return "\n  " + buffers + " buffers, " + bytes + " bytes: " + place;
        }
    }

    /**
     * A buffer as it was before it was cut. No code of a vendor is asked, and none waited for: it may be what fails.
     *
     * @param attachments that were open
     */
    private record Open(String owner, String allocatedBy, long size, List<AttachmentStatus> attachments) {
        static Open of(Buffer buffer) {
            return new Open(buffer.owner().bundle(), buffer.site(), buffer.bytes(), buffer.attachments());
        }
    }

    private LeakReport() {}

    /**
     * Drops all references to buffers whose owners are gone.
     *
     * @param left what may be open
     * @param why it should not be, for people
     * @return a report for each bundle that left any, by name
     */
    public static List<String> cut(Collection<Buffer> left, String why) {
        Map<String, List<Open>> cut = new TreeMap<>();
        List<Buffer> ending = new ArrayList<>();
        for (Buffer buffer : left) {
            Open last = Open.of(buffer);
            if (buffer.disown()) {
                ending.add(buffer);
                cut.computeIfAbsent(last.owner(), owner -> new ArrayList<>()).add(last);
            }
        }
        // What one buffer's end fails with is told, and keeps no other from its end.
        ending.forEach(buffer -> Contained.run(buffer::endOrphaned, buffer::failed));
        return cut.entrySet().stream()
                .map(entry -> words(entry.getKey(), entry.getValue(), why))
                .toList();
    }

    private static String words(String owner, List<Open> buffers, String why) {
        List<AttachmentStatus> attachments = buffers.stream()
                .flatMap(buffer -> buffer.attachments().stream())
                .toList();
        long bytes = buffers.stream().mapToLong(Open::size).sum();
        int mappings = attachments.stream().mapToInt(AttachmentStatus::mappings).sum();
        return owner + " had " + buffers.size() + " buffers with " + bytes + " bytes, " + attachments.size()
                + " attachments and " + mappings + " mappings open when " + why
                + "; they are released, close them before. Allocated by:" + sites(buffers);
    }

    private static String sites(List<Open> buffers) {
        List<Site> sites = buffers.stream().collect(Collectors.groupingBy(Open::allocatedBy)).entrySet().stream()
                .map(entry -> Site.of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Site::bytes).reversed().thenComparing(Site::place))
                .toList();
        String shown = sites.stream().limit(MOST_SITES).map(Site::words).collect(Collectors.joining());
        return sites.size() > MOST_SITES ? shown + "\n  and " + (sites.size() - MOST_SITES) + " places more" : shown;
    }
}
