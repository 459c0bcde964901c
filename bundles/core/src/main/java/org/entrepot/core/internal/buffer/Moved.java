package org.entrepot.core.internal.buffer;

/**
 * A move that happened, for whoever tells people.
 *
 * @param buffer its number
 * @param name given in its request
 * @param bytes that were copied
 * @param from name of the exporter whose memory it left
 * @param to name of the exporter whose memory it has now
 * @param why for people
 * @param nanos how long it took
 */
public record Moved(long buffer, String name, long bytes, String from, String to, String why, long nanos) {
    @Override
    public String toString() {
        return "Buffer " + buffer + " (" + name + ") moved: " + bytes + " bytes from " + from + " to " + to + " in "
                + nanos / 1000 + " µs, because " + why;
    }
}
