package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Cacheability;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.api.Protection;
import org.entrepot.api.Shape;

/** A small machine and what is asked of it. */
record World(List<Heap> heaps, List<Dev> devices, Ask ask) {
    static final long PAGE = 4096;
    static final String DIRECT = "direct";
    static final String IOMMU = "iommu";
    static final String NOWHERE = "nowhere";

    /** Where a heap has its memory, and how it hands it out. */
    record Place(
            long lowest,
            long highest,
            long alignment,
            long alignableTo,
            Contiguity contiguity,
            int runs,
            long largest) {}

    /** What the memory is like. */
    record Kind(CoherencyDomain domain, Cacheability cacheability, Protection protection, Direction access) {}

    /** How the memory is shown. */
    record Shown(List<MappingType> types, List<Orientation> orientations, boolean toAnyone, boolean disabled) {}

    /** What the heap counts for. */
    record Rank(Capabilities.Supply supply, int cost, int ranking) {}

    /** An exporter. */
    record Heap(String name, Place place, Kind kind, Shown shown, Rank rank) {
        static final long PITCH = 8192;

        Capabilities capabilities() {
            return Capabilities.between(place.lowest, place.highest)
                    .alignment(place.alignment)
                    .alignableTo(place.alignableTo)
                    .contiguity(place.contiguity)
                    .rowPitch(place.contiguity == Contiguity.ROWS ? PITCH : 0)
                    .largestSize(place.largest)
                    .coherencyDomain(kind.domain)
                    .cacheability(kind.cacheability)
                    .protection(kind.protection)
                    .deviceAccess(kind.access)
                    .mappingTypes(shown.types.toArray(MappingType[]::new))
                    .orientations(shown.orientations.toArray(Orientation[]::new))
                    .supply(rank.supply)
                    .cost(rank.cost)
                    .build();
        }

        /** How many runs it takes for so many bytes, at least. */
        int runsFor(long bytes) {
            return place.contiguity == Contiguity.SCATTERED ? (int) Math.min(place.runs, bytes / PAGE) : 1;
        }
    }

    /** A device, with what it does in the request. */
    record Dev(
            String name,
            String bus,
            Constraints limits,
            List<AlternativeGroup> groups,
            List<MappingType> types,
            Orientation orientation,
            Direction use) {
        Dev with(Constraints other) {
            return new Dev(name, bus, other, groups, types, orientation, use);
        }
    }

    /** What is asked for besides the devices. */
    record Ask(Shape shape, CpuUse cpuUse, List<Needs> needs) {}

    AllocationRequest request() {
        AllocationRequestBuilder builder;
        if (ask.shape instanceof Shape.Image image) {
            builder = AllocationRequest.image(
                            image.width(), image.height(), image.formats().toArray(org.entrepot.api.PixelFormat[]::new))
                    .modifiers(image.modifiers().toArray(Modifier[]::new));
        } else {
            builder = AllocationRequest.bytes(((Shape.Bytes) ask.shape).bytes());
        }
        devices.forEach(
                device -> builder.device(device.name, device.orientation).use(device.name, device.use));
        ask.needs.forEach(needs -> builder.needs(
                needs.participant(), needs.constraints(), needs.alternatives().toArray(AlternativeGroup[]::new)));
        return builder.cpuUse(ask.cpuUse).build();
    }

    /** Whether plain bytes are asked for. */
    boolean isOfBytes() {
        return ask.shape instanceof Shape.Bytes;
    }

    /** Whether a device sees the image turned or mirrored. */
    boolean isTurned() {
        return devices.stream().anyMatch(device -> device.orientation != Orientation.ROTATE_0);
    }

    World with(Ask other) {
        return new World(heaps, devices, other);
    }

    World withDevice(String name, UnaryOperator<Dev> change) {
        return new World(
                heaps, changed(devices, device -> device.name.equals(name) ? change.apply(device) : device), ask);
    }

    World withHeap(String name, UnaryOperator<Heap> change) {
        return new World(changed(heaps, heap -> heap.name.equals(name) ? change.apply(heap) : heap), devices, ask);
    }

    World withNeeds(String name, UnaryOperator<Needs> change) {
        return with(new Ask(
                ask.shape,
                ask.cpuUse,
                changed(ask.needs, needs -> needs.participant().equals(name) ? change.apply(needs) : needs)));
    }

    static <T> List<T> changed(List<T> all, UnaryOperator<T> change) {
        List<T> changed = new ArrayList<>(all);
        changed.replaceAll(change);
        return changed;
    }
}
