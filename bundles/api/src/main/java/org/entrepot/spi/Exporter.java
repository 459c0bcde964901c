package org.entrepot.spi;

import java.util.List;
import org.entrepot.api.Capabilities;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Orientation;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Owns memory and hands it out: one service for each heap, registered by a backend bundle. The service ranking breaks ties
 * between equally suitable heaps.
 *
 * <p>Memory that was handed out outlives the service: an exporter that is unregistered must leave it alone until it is closed.
 * The engine drains an exporter before its bundle has stopped and never calls it afterwards.
 */
@ConsumerType
public interface Exporter {
    /** The service property that carries the heap's name, a {@code String} equal to {@link HeapDescription#name()}. */
    String NAME_PROPERTY = "entrepot.exporter";

    /** Who the heap is. The same as long as the service is registered. */
    HeapDescription description();

    /** What the memory can do. Cheap: it is asked for each new plan. */
    Capabilities capabilities();

    /**
     * How many runs of page frames memory of this size would probably have. A promise only for memory that always comes as
     * one run.
     *
     * @param bytes positive, a multiple of the page size
     * @return at least 1
     */
    int expectedRuns(long bytes);

    /**
     * Whether the exporter itself could map its memory for a device, for {@link org.entrepot.api.MappingType#PRIVATE}. Asked
     * for each new plan, before there is memory; cheap. {@link Match#YES} unless overridden.
     *
     * @param device that would want it
     * @param constraints of the device itself
     * @param orientation in which it would see the image, one of the capabilities'
     */
    default Match match(DeviceDescription device, Constraints constraints, Orientation orientation) {
        return Match.YES;
    }

    /**
     * Takes memory. It is zero, and it respects the constraints of the request or is refused. Several threads may call at
     * once. A refusal leaves nothing behind, and the heap usable.
     *
     * @param request how much, and for whom
     * @return memory that the caller owns and closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#OUT_OF_MEMORY} if there is no room (the
     *     message tells exhaustion from fragmentation), with {@link org.entrepot.api.Reason#REFUSED} if this heap cannot keep
     *     the constraints, with {@link org.entrepot.api.Reason#BUSY} if somebody else has what the memory is made with
     */
    ExportedMemory allocate(MemoryRequest request);

    /** How full the heap is. Cheap: it may be asked several times a second. */
    HeapUsage usage();

    /**
     * How the heap's memory is used, place by place, for an operator's eye. Asked now and then; empty for a heap that has no
     * places of its own.
     *
     * @param mostCells how many cells one occupancy may have, at least 1
     */
    default List<Occupancy> occupancy(int mostCells) {
        return List.of();
    }

    /** What the heap counts beyond its usage, in a stable order. Cheap: it may be asked several times a second. */
    default List<Counter> counters() {
        return List.of();
    }
}
