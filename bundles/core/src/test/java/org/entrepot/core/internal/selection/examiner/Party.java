package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.selection.examiner.World.Dev;

/**
 * Somebody who uses memory, with everything that it says at once: its own limits and one choice of each of its groups. They are
 * kept side by side, never merged.
 *
 * @param device empty for one who is no device
 */
record Party(String name, Optional<Dev> device, List<Constraints> says) {
    Orientation orientation() {
        return device.map(Dev::orientation).orElse(Orientation.ROTATE_0);
    }

    boolean isTurned() {
        return orientation() != Orientation.ROTATE_0;
    }

    /**
     * Everybody of a world in each combination of alternatives, the preferred first: the choices of the last group change first.
     */
    static List<List<Party>> combinations(World world) {
        List<List<Party>> all = List.of(List.of());
        for (Dev device : world.devices()) {
            all = extended(all, forms(device.name(), Optional.of(device), device.limits(), device.groups()));
        }
        for (Needs needs : world.ask().needs()) {
            all = extended(
                    all, forms(needs.participant(), Optional.empty(), needs.constraints(), needs.alternatives()));
        }
        return all;
    }

    private static List<List<Party>> extended(List<List<Party>> all, List<Party> forms) {
        List<List<Party>> extended = new ArrayList<>();
        for (List<Party> before : all) {
            forms.forEach(form -> extended.add(joined(before, form)));
        }
        return extended;
    }

    private static List<Party> forms(
            String name, Optional<Dev> device, Constraints own, List<AlternativeGroup> groups) {
        List<List<Constraints>> forms = List.of(List.of(own));
        for (AlternativeGroup group : groups) {
            List<List<Constraints>> next = new ArrayList<>();
            for (List<Constraints> before : forms) {
                group.choices().forEach(choice -> next.add(joined(before, choice)));
            }
            forms = next;
        }
        return forms.stream().map(says -> new Party(name, device, says)).toList();
    }

    private static <T> List<T> joined(List<T> all, T more) {
        List<T> joined = new ArrayList<>(all);
        joined.add(more);
        return joined;
    }
}
