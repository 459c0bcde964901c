package org.entrepot.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.BufferCounts;

/**
 * One collection of buffers.
 *
 * @param id its number
 * @param name of each of its buffers
 * @param bundle symbolic name of the bundle that opened it and is charged
 * @param state how far it has come
 * @param participants those who are seated, by name
 * @param buffers the numbers of its buffers; empty before there are any
 * @param failure why the last attempt to allocate failed; empty unless {@link State#FAILED}
 */
public record CollectionStatus(
        long id,
        String name,
        String bundle,
        State state,
        List<ParticipantStatus> participants,
        List<Long> buffers,
        Optional<String> failure) {
    /** Copies the lists. */
    public CollectionStatus {
        participants = List.copyOf(participants);
        buffers = List.copyOf(buffers);
    }

    /** The participants that have not stated their needs. */
    public List<ParticipantStatus> silent() {
        return participants.stream().filter(each -> each.counts().isEmpty()).toList();
    }

    /** How far a collection has come. */
    public enum State {
        /** Participants join and state; nothing is allocated yet. */
        NEGOTIATING,
        /** The buffers are there. */
        ALLOCATED,
        /** The last attempt to allocate failed, and nobody has joined, stated or left since. */
        FAILED,
        /** Nobody joins any more; who is seated still has buffers. */
        CLOSED
    }

    /**
     * Who is seated.
     *
     * @param participant its name
     * @param bundle symbolic name of the bundle whose seat it is
     * @param counts how many buffers it needs; empty if it has not stated
     * @param seated how long it has been seated
     */
    public record ParticipantStatus(
            String participant, String bundle, Optional<BufferCounts> counts, Duration seated) {}
}
