package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Reason;

/**
 * The combinations of the alternatives that participants have, in the order in which they are preferred: the choices of the last
 * group change first.
 */
final class Combinations implements Iterable<Combinations.Combination> {
    /** Each is a negotiation of its own: more would make a request slow without anybody seeing why. */
    static final int MOST = 64;

    private final List<Participant> participants;
    private final List<Slot> slots;
    private final int count;

    /** A participant's group of alternatives. */
    private record Slot(Participant participant, AlternativeGroup group) {
        int size() {
            return group.choices().size();
        }
    }

    /**
     * One choice of each group.
     *
     * @param taken number of the choice of each group, from 0
     * @param participants with the choices taken
     */
    record Combination(List<Integer> taken, List<Participant> participants) {}

    private Combinations(List<Participant> participants, List<Slot> slots) {
        this.participants = participants;
        this.slots = slots;
        this.count = count(slots);
    }

    private static int count(List<Slot> slots) {
        long product = 1;
        for (Slot slot : slots) {
            product = Math.min(Integer.MAX_VALUE, product * slot.size());
        }
        return (int) product;
    }

    /**
     * The combinations of what participants have.
     *
     * @throws EntrepotException with {@link Reason#REFUSED} if there are more than 64
     */
    static Combinations of(List<Participant> participants) {
        List<Slot> slots = new ArrayList<>();
        for (Participant participant : participants) {
            participant.alternatives().forEach(group -> slots.add(new Slot(participant, group)));
        }
        Combinations all = new Combinations(participants, slots);
        if (all.count > MOST) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "alternatives make at most " + MOST + " combinations: combinations=" + all.count + " groups="
                            + slots.stream()
                                    .map(slot -> slot.participant() + " "
                                            + slot.group().name() + " " + slot.size())
                                    .collect(Collectors.joining(", ", "[", "]"))
                            + "; leave the least wanted choices out");
        }
        return all;
    }

    /** How many there are, at least one. */
    int count() {
        return count;
    }

    @Override
    public Iterator<Combination> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Combination next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("combinations are " + count);
                }
                return combination(next++);
            }
        };
    }

    /** A combination by its number: the digits of a number whose last digit counts the choices of the last group. */
    private Combination combination(int number) {
        if (slots.isEmpty()) {
            return new Combination(List.of(), participants);
        }
        Integer[] taken = new Integer[slots.size()];
        int rest = number;
        for (int i = slots.size() - 1; i >= 0; i--) {
            taken[i] = rest % slots.get(i).size();
            rest /= slots.get(i).size();
        }
        List<Integer> digits = List.of(taken);
        return new Combination(
                digits, participants.stream().map(each -> taking(each, digits)).toList());
    }

    private Participant taking(Participant participant, List<Integer> taken) {
        List<Constraints> choices = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).participant() == participant) {
                choices.add(slots.get(i).group().choices().get(taken.get(i)));
            }
        }
        return participant.taking(choices);
    }

    /**
     * What was taken, for an explanation.
     *
     * @param taken the combination that it is about
     * @param passed why each combination before it was passed over, in their order
     */
    List<Choice> choices(List<Integer> taken, List<String> passed) {
        List<Choice> choices = new ArrayList<>(slots.size());
        int stride = count;
        int before = 0;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            stride /= slot.size();
            List<String> instead = new ArrayList<>();
            for (int choice = 0; choice < taken.get(i); choice++) {
                instead.add(passed.get(before + choice * stride));
            }
            before += taken.get(i) * stride;
            choices.add(
                    new Choice(slot.participant().name(), slot.group().name(), taken.get(i) + 1, slot.size(), instead));
        }
        return choices;
    }
}
