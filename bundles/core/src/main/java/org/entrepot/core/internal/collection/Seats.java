package org.entrepot.core.internal.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Statement;
import org.entrepot.control.CollectionStatus.ParticipantStatus;

/** Who is seated at a collection, by name. Used under the collection's lock. */
final class Seats {
    private static final int LONGEST_NAME = 31;

    private final SortedMap<String, SeatHandle> byName = new TreeMap<>();

    /** Refuses a name that cannot be shown. */
    static void checkName(String participant) {
        if (participant.isBlank()
                || participant.length() > LONGEST_NAME
                || participant.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a participant's name has 1 to " + LONGEST_NAME
                    + " printable characters: participant=" + participant.strip() + "; shorten it");
        }
    }

    /** Seats a participant, unless the name is taken. */
    void add(SeatHandle seat) {
        checkFree(seat.participant());
        byName.put(seat.participant(), seat);
    }

    /** Seats a newcomer in the place of a participant, whose name it may take over. */
    void replace(SeatHandle old, SeatHandle newcomer) {
        if (!old.participant().equals(newcomer.participant())) {
            checkFree(newcomer.participant());
        }
        byName.remove(old.participant(), old);
        byName.put(newcomer.participant(), newcomer);
    }

    private void checkFree(String participant) {
        if (byName.containsKey(participant)) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "a participant has a name of its own: participant=" + participant
                            + "; take another, or replace the one who has it");
        }
    }

    /** Unseats a participant; false if it is not seated. */
    boolean remove(SeatHandle seat) {
        return byName.remove(seat.participant(), seat);
    }

    SeatHandle find(String participant) {
        SeatHandle seat = byName.get(participant);
        if (seat == null) {
            throw new EntrepotException(
                    Reason.UNKNOWN,
                    "a participant must be seated: participant=" + participant + "; seated are " + byName.keySet()
                            + ", see dma:collections");
        }
        return seat;
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    List<SeatHandle> all() {
        return List.copyOf(byName.values());
    }

    /** Whether somebody is here, and everybody has stated. */
    boolean haveAnswered() {
        return !byName.isEmpty() && silent().isEmpty();
    }

    List<SeatHandle> silent() {
        return byName.values().stream()
                .filter(seat -> seat.statement().isEmpty())
                .toList();
    }

    /** Who is waited for, for messages. */
    String silence() {
        if (byName.isEmpty()) {
            return "seated=0";
        }
        return silent().stream().map(SeatHandle::silence).collect(Collectors.joining(", ", "silent=[", "]"));
    }

    /** What has been stated, by name. */
    SortedMap<String, Statement> stated() {
        SortedMap<String, Statement> stated = new TreeMap<>();
        byName.forEach((name, seat) -> seat.statement().ifPresent(said -> stated.put(name, said)));
        return stated;
    }

    /** Gives everybody who has stated references of its own. */
    void hand(List<DmaBuf> buffers) {
        byName.values().stream()
                .filter(seat -> seat.statement().isPresent())
                .forEach(seat -> seat.receive(duplicates(buffers)));
    }

    /** Unseats everybody who has no references. */
    void dismissTheEmptyHanded() {
        byName.values().removeIf(seat -> seat.references().isEmpty());
    }

    static List<DmaBuf> duplicates(List<DmaBuf> buffers) {
        List<DmaBuf> own = new ArrayList<>(buffers.size());
        buffers.forEach(buffer -> own.add(buffer.duplicate()));
        return List.copyOf(own);
    }

    List<ParticipantStatus> statuses() {
        return byName.values().stream().map(SeatHandle::status).toList();
    }
}
