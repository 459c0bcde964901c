package org.entrepot.api;

/**
 * A mapping type that was put to whoever would map, and what was answered. The proposals of an attachment, in the device's
 * order, are its negotiation: the last one is the type that was agreed on.
 *
 * @param type that was proposed
 * @param to who was asked: a mapper, or the exporter for {@link MappingType#PRIVATE} and for what its memory does not offer;
 *     {@code none} if nobody could be asked
 * @param answer what was answered
 * @param why for people
 */
public record Proposal(MappingType type, String to, Answer answer, String why) {
    /** The answer to a proposed mapping type. */
    public enum Answer {
        /** This type will do. */
        YES("yes"),
        /** Not this one; the next type of the device's list may do. */
        TRY_NEXT("try the next"),
        /** The device must not be attached to this memory at all. */
        ABORT("abort");

        private final String words;

        Answer(String words) {
            this.words = words;
        }

        /** The answer for people. */
        public String words() {
            return words;
        }
    }

    /** Checks that a reason is given. */
    public Proposal {
        if (why.isBlank()) {
            throw new IllegalArgumentException("an answer has a reason: type=" + type + " to=" + to + " why=''");
        }
    }

    @Override
    public String toString() {
        return type + " to " + to + ": " + answer.words() + ", " + why;
    }
}
