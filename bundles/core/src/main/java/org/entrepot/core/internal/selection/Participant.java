package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;

/**
 * Somebody in a negotiation: a device, with what is left of its constraints behind its mapper, or one who is no device and has
 * only needs. Immutable.
 */
public final class Participant {
    private final String name;
    private final Optional<Device> device;
    private final Optional<Needs> stated;
    private final Optional<MappingLayer> mapper;
    private final Orientation orientation;
    private final Direction use;
    private final List<AlternativeGroup> alternatives;
    private final Constraints constraints;
    private final Constraints needs;
    private final List<MappingType> mappingTypes;
    private final List<Constraints> taken;

    private Participant(
            Device device,
            Optional<MappingLayer> mapper,
            Orientation orientation,
            Direction use,
            List<Constraints> taken) {
        Constraints own = merged(device.constraints(), taken);
        this.taken = taken;
        this.name = device.name();
        this.device = Optional.of(device);
        this.stated = Optional.empty();
        this.mapper = mapper;
        this.orientation = orientation;
        this.use = use;
        this.alternatives = device.alternatives();
        this.constraints = own;
        this.needs = mapper.map(layer -> layer.lift(own)).orElse(own);
        this.mappingTypes = agreeable(device.mappingTypes(), own);
    }

    private Participant(Needs stated, List<Constraints> taken) {
        Constraints own = merged(stated.constraints(), taken);
        this.taken = taken;
        this.name = stated.participant();
        this.device = Optional.empty();
        this.stated = Optional.of(stated);
        this.mapper = Optional.empty();
        this.orientation = Orientation.ROTATE_0;
        this.use = Direction.BIDIRECTIONAL;
        this.alternatives = stated.alternatives();
        this.constraints = own;
        this.needs = own;
        this.mappingTypes = List.of();
    }

    private static List<MappingType> agreeable(List<MappingType> types, Constraints own) {
        return own.mappingTypes().isAny()
                ? types
                : types.stream().filter(own.mappingTypes()::accepts).toList();
    }

    /** A device, whose mapper is asked what it lifts; none of its alternatives is taken yet. */
    public static Participant of(Device device, Optional<MappingLayer> mapper, Orientation orientation, Direction use) {
        return new Participant(device, mapper, orientation, use, List.of());
    }

    /** One who is no device; none of its alternatives is taken yet. */
    public static Participant of(Needs needs) {
        return new Participant(needs, List.of());
    }

    private static Constraints merged(Constraints own, List<Constraints> taken) {
        Constraints all = own;
        for (Constraints choice : taken) {
            all = all.merge(choice);
        }
        return all;
    }

    /** The same, with a choice of each of its groups of alternatives taken. */
    Participant taking(List<Constraints> choices) {
        if (choices.equals(taken)) {
            return this;
        }
        return device.isPresent()
                ? new Participant(device.get(), mapper, orientation, use, choices)
                : new Participant(stated.orElseThrow(), choices);
    }

    /** Which choices it has taken. */
    List<Constraints> taken() {
        return taken;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Who wants a constraint to be kept, for people: it, and that it is an operator's doing where it is. */
    String wanting(Constraint constraint) {
        return device.isPresent() && device.get().isOverridden() ? device.get().wanting(constraint) : name;
    }

    /** Whether it is a device. */
    public boolean isDevice() {
        return device.isPresent();
    }

    /**
     * The device that will use the memory.
     *
     * @throws java.util.NoSuchElementException if it is none
     */
    public Device device() {
        return device.orElseThrow();
    }

    /** The mapper that serves the device, if one does. */
    public Optional<MappingLayer> mapper() {
        return mapper;
    }

    /** In which orientation the device will see the image. */
    public Orientation orientation() {
        return orientation;
    }

    /** What the device will do with the memory. */
    public Direction use() {
        return use;
    }

    /** Its groups of alternatives. */
    List<AlternativeGroup> alternatives() {
        return alternatives;
    }

    /** What it cannot do itself, with the alternatives that were taken. */
    public Constraints constraints() {
        return constraints;
    }

    /** The mapping types that may be agreed on, the preferred first; none for one who is no device. */
    public List<MappingType> mappingTypes() {
        return mappingTypes;
    }

    /** What memory must respect behind the device's mapper. */
    public Constraints needs() {
        return needs;
    }

    /** What memory must respect that is mapped in such a way: where the exporter maps, no mapper lifts anything. */
    Constraints needs(MappingType type) {
        return type == MappingType.PRIVATE ? constraints : needs;
    }

    /**
     * Whether a mapping type can work at all for the device: all but {@link MappingType#PRIVATE} need a mapper, and no mapper
     * turns a picture.
     */
    boolean canMap(MappingType type) {
        return type == MappingType.PRIVATE || (mapper.isPresent() && orientation == Orientation.ROTATE_0);
    }

    @Override
    public String toString() {
        return name;
    }
}
