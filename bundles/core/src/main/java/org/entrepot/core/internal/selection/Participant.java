package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;

/**
 * A device in a negotiation, with what is left of its constraints behind its mapper.
 *
 * @param device that will use the memory
 * @param mapper that serves it, if one does
 * @param orientation in which the device will see the image
 * @param needs what the memory itself must respect
 */
public record Participant(Device device, Optional<MappingLayer> mapper, Orientation orientation, Constraints needs) {
    /** Asks the mapper what it lifts. */
    public static Participant of(Device device, Optional<MappingLayer> mapper, Orientation orientation) {
        return new Participant(
                device, mapper, orientation, mapper.map(m -> m.lift(device)).orElse(device.constraints()));
    }

    /** What memory must respect that is mapped in such a way: where the exporter maps, no mapper lifts anything. */
    Constraints needs(MappingType type) {
        return type == MappingType.PRIVATE ? device.constraints() : needs;
    }

    /** The refusals as people read them: where what a device wants is an operator's word, it says so. */
    static List<Refusal> attributed(List<Refusal> refusals, List<Participant> participants) {
        if (participants.stream().noneMatch(participant -> participant.device().isOverridden())) {
            return refusals;
        }
        return refusals.stream()
                .map(refusal -> participants.stream()
                        .filter(participant -> participant.name().equals(refusal.participant()))
                        .findFirst()
                        .map(participant -> participant.attributed(refusal))
                        .orElse(refusal))
                .toList();
    }

    private Refusal attributed(Refusal refusal) {
        return new Refusal(
                refusal.constraint(), refusal.wanted(), refusal.offered(), device.wanting(refusal.constraint()));
    }

    /** The device's name. */
    public String name() {
        return device.name();
    }

    /**
     * Whether a mapping type can work at all for the device: all but {@link MappingType#PRIVATE} need a mapper, and no mapper
     * turns a picture.
     */
    boolean canMap(MappingType type) {
        return type == MappingType.PRIVATE || (mapper.isPresent() && orientation == Orientation.ROTATE_0);
    }
}
