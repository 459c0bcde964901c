package org.entrepot.core.internal.selection.examiner;

import java.util.Optional;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Protection;
import org.entrepot.core.internal.selection.examiner.World.Dev;
import org.entrepot.core.internal.selection.examiner.World.Heap;

/** What memory is like, wherever it lies. */
final class Natures {
    private Natures() {}

    /** Whether somebody can use memory of this kind. */
    static boolean suits(Heap heap, Party party) {
        World.Kind kind = heap.kind();
        boolean accepted = party.says().stream()
                .allMatch(limits -> limits.coherencyDomains().accepts(kind.domain())
                        && limits.cacheabilities().accepts(kind.cacheability())
                        && limits.protections().accepts(kind.protection()));
        return accepted
                && party.device()
                        .map(device -> permits(kind.access(), device.use()))
                        .orElse(true);
    }

    private static boolean permits(Direction access, Direction use) {
        return access == Direction.BIDIRECTIONAL || access == use;
    }

    /** Whether the CPU can do what it wants. Memory that devices can only read is written by nobody. */
    static boolean suits(Heap heap, CpuUse use) {
        World.Kind kind = heap.kind();
        boolean writable = kind.access() != Direction.TO_DEVICE;
        return use == CpuUse.NONE
                || (kind.domain() != CoherencyDomain.INACCESSIBLE
                        && kind.protection() == Protection.OPEN
                        && (writable || use == CpuUse.READ));
    }

    /** The first type of the device's list that the heap has and by which somebody could map. */
    static Optional<MappingType> type(Heap heap, Party party) {
        Dev device = party.device().orElseThrow();
        return device.types().stream()
                .filter(type -> party.says().stream()
                        .allMatch(limits -> limits.mappingTypes().accepts(type)))
                .filter(heap.shown().types()::contains)
                .filter(type -> type == MappingType.PRIVATE
                        ? heap.shown().toAnyone()
                        : !device.bus().equals(World.NOWHERE) && device.orientation() == Orientation.ROTATE_0)
                .findFirst();
    }
}
