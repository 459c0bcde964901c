package org.entrepot.api;

import java.util.Map;
import java.util.Set;

/**
 * How many buffers a participant of a collection needs, after {@code BufferCollectionConstraints} of Fuchsia's sysmem.
 *
 * @param camping buffers it holds for ever, such as reference frames; not negative
 * @param dedicatedSlack buffers it wants for itself to run smoothly; not negative
 * @param sharedSlack buffers it wants that others may use as well; not negative
 */
public record BufferCounts(int camping, int dedicatedSlack, int sharedSlack) {
    /** Needs no buffer of its own. */
    public static final BufferCounts NONE = new BufferCounts(0, 0, 0);

    private static final int MOST = 1024;

    /** Checks that the counts are counts. */
    public BufferCounts {
        check("camping", camping);
        check("dedicatedSlack", dedicatedSlack);
        check("sharedSlack", sharedSlack);
    }

    /**
     * Reads counts from their plain form, as {@link #plain()} writes it; a count that is not there is 0.
     *
     * @throws IllegalArgumentException if an entry is not known, or a value breaks its rule
     */
    public static BufferCounts ofPlain(Map<String, ?> plain) {
        PlainReader reader =
                new PlainReader("a count of buffers", plain, Set.of("camping", "dedicatedSlack", "sharedSlack"));
        return new BufferCounts(reader.count("camping"), reader.count("dedicatedSlack"), reader.count("sharedSlack"));
    }

    /** The plain form, which is what JSON holds. */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    private static void check(String name, int count) {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException(
                    "a count of buffers is 0 to " + MOST + ": " + name + "=" + count + "; ask for fewer");
        }
    }

    /**
     * What both need together: camping and dedicated slack add up, of shared slack the larger counts.
     *
     * @throws IllegalArgumentException if a sum is more than 1024
     */
    public BufferCounts plus(BufferCounts other) {
        return new BufferCounts(
                camping + other.camping,
                dedicatedSlack + other.dedicatedSlack,
                Math.max(sharedSlack, other.sharedSlack));
    }

    /** How many buffers that makes. */
    public int total() {
        return camping + dedicatedSlack + sharedSlack;
    }
}
