package org.entrepot.core.internal.selection.examiner;

import java.util.List;
import java.util.function.UnaryOperator;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Modifier;
import org.entrepot.api.Needs;
import org.entrepot.api.Shape;
import org.entrepot.core.internal.selection.examiner.World.Ask;
import org.entrepot.core.internal.selection.examiner.World.Dev;
import org.entrepot.core.internal.selection.examiner.World.Heap;
import org.entrepot.core.internal.selection.examiner.World.Place;
import org.entrepot.core.internal.selection.examiner.World.Shown;

/** A world in which somebody no longer wants what a refusal says that it wants, or an exporter has it. */
final class Dropping {
    private final World world;
    private final Heap heap;

    private Dropping(World world, Heap heap) {
        this.world = world;
        this.heap = heap;
    }

    /** The world without what a refusal of an exporter names; of several who want it together, the first gives way. */
    static World of(World world, String exporter, Refusal refusal) {
        Heap heap = world.heaps().stream()
                .filter(each -> each.name().equals(exporter))
                .findFirst()
                .orElseThrow();
        String first = refusal.participant().split("[+ ]", 2)[0];
        return new Dropping(world, heap).without(refusal, first);
    }

    private World without(Refusal refusal, String who) {
        return switch (refusal.constraint()) {
            case ADDRESS_BITS -> fields(who, ConstraintField.ADDRESS_MASK);
            case ADDRESS_ALIGNMENT -> fields(who, ConstraintField.ADDRESS_ALIGNMENT);
            case MAX_SEGMENTS -> fields(who, ConstraintField.MAX_SEGMENTS);
            case HEIGHT_ALIGNMENT -> fields(who, ConstraintField.HEIGHT_ALIGNMENT);
            case PADDING -> fields(who, ConstraintField.PADDING_ROWS, ConstraintField.PADDING_BYTES);
            case IMAGE_SIZE -> fields(who, ConstraintField.WIDTH, ConstraintField.HEIGHT);
            case COHERENCY -> fields(who, ConstraintField.COHERENCY_DOMAINS);
            case CACHEABILITY -> fields(who, ConstraintField.CACHEABILITIES);
            case KERNEL_MAPPING -> fields(who, ConstraintField.KERNEL_MAPPINGS);
            case FORMAT -> fields(who, ConstraintField.FORMATS);
            case SIZE -> who.equals("request") ? place() : size(who);
            case MODIFIER -> who.equals("request") ? linear() : anyModifier(who);
            case PROTECTION -> who.equals("cpu") ? cpu(CpuUse.NONE) : fields(who, ConstraintField.PROTECTIONS);
            case CPU_ACCESS -> cpu(CpuUse.NONE);
            case USAGE -> who.equals("cpu") ? cpu(CpuUse.READ) : use(who);
            case MAPPING_TYPE -> types(who);
            case MAPPER -> world.withDevice(who, device -> changed(device, World.DIRECT, device.types()));
            case ORIENTATION -> upright(who);
            case STATE -> shown(new Shown(heap.shown().types(), heap.shown().orientations(), true, false));
            default -> throw new AssertionError("nobody refuses so here: " + refusal);
        };
    }

    private World fields(String who, ConstraintField<?>... fields) {
        UnaryOperator<Constraints> dropped = limits -> {
            ConstraintsBuilder builder = limits.toBuilder();
            for (ConstraintField<?> field : fields) {
                drop(builder, field);
            }
            return builder.build();
        };
        return world.withDevice(who, device -> device.with(dropped.apply(device.limits())))
                .withNeeds(
                        who,
                        needs -> new Needs(
                                needs.participant(), dropped.apply(needs.constraints()), needs.alternatives()));
    }

    private static <T> void drop(ConstraintsBuilder builder, ConstraintField<T> field) {
        builder.set(field, field.unconstrained());
    }

    /** An I/O MMU says of segments and reach how large a buffer may be. */
    private World size(String who) {
        return fields(
                who,
                ConstraintField.MAX_SIZE,
                ConstraintField.MIN_SIZE,
                ConstraintField.ADDRESS_MASK,
                ConstraintField.ADDRESS_ALIGNMENT,
                ConstraintField.MAX_SEGMENTS,
                ConstraintField.MAX_SEGMENT_SIZE,
                ConstraintField.SEGMENT_BOUNDARY);
    }

    /** Who turns an image takes it in rows only. */
    private World anyModifier(String who) {
        return fields(who, ConstraintField.FORMATS).withDevice(who, device -> Worlds.upright(device));
    }

    private World linear() {
        Shape.Image image = (Shape.Image) world.ask().shape();
        Shape said = new Shape.Image(image.width(), image.height(), image.formats(), List.of(Modifier.LINEAR));
        return world.with(new Ask(said, world.ask().cpuUse(), world.ask().needs()));
    }

    private World cpu(CpuUse use) {
        return world.with(new Ask(world.ask().shape(), use, world.ask().needs()));
    }

    private World use(String who) {
        return world.withDevice(
                who,
                device -> new Dev(
                        device.name(),
                        device.bus(),
                        device.limits(),
                        device.groups(),
                        device.types(),
                        device.orientation(),
                        heap.kind().access()));
    }

    /** A device that takes every way in which the heap can be mapped, and a heap that shows itself to it. */
    private World types(String who) {
        World taken = fields(who, ConstraintField.MAPPING_TYPES);
        World shown = taken.withHeap(
                heap.name(),
                each -> with(
                        each,
                        new Shown(
                                each.shown().types(),
                                each.shown().orientations(),
                                true,
                                each.shown().disabled())));
        return shown.withDevice(
                who, device -> changed(device, device.bus(), heap.shown().types()));
    }

    private World upright(String who) {
        return world.withDevice(who, device -> Worlds.upright(device));
    }

    private static Dev changed(Dev device, String bus, List<org.entrepot.api.MappingType> types) {
        return new Dev(device.name(), bus, device.limits(), device.groups(), types, device.orientation(), device.use());
    }

    private World place() {
        Place place = heap.place();
        return world.withHeap(
                heap.name(),
                each -> new Heap(
                        each.name(),
                        new Place(
                                place.lowest(),
                                place.highest(),
                                place.alignment(),
                                place.alignableTo(),
                                place.contiguity(),
                                place.runs(),
                                Long.MAX_VALUE),
                        each.kind(),
                        each.shown(),
                        each.rank()));
    }

    private World shown(Shown shown) {
        return world.withHeap(heap.name(), each -> with(each, shown));
    }

    private static Heap with(Heap heap, Shown shown) {
        return new Heap(heap.name(), heap.place(), heap.kind(), shown, heap.rank());
    }
}
