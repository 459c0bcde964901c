package org.entrepot.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.Statement.DeviceUse;

/** Collects a statement. Not for use by several threads. */
public final class StatementBuilder {
    private final Map<String, DeviceUse> devices = new LinkedHashMap<>();
    private final List<AlternativeGroup> alternatives = new ArrayList<>();
    private CpuUse cpuUse = CpuUse.NONE;
    private Constraints constraints = Constraints.NONE;
    private BufferCounts counts = BufferCounts.NONE;

    StatementBuilder() {}

    /**
     * Adds a device that sees the image as it lies.
     *
     * @param device as {@code entrepot.device} gives it
     * @param use what it does with the memory
     */
    public StatementBuilder device(String device, Direction use) {
        return device(device, Orientation.ROTATE_0, use);
    }

    /**
     * Adds a device. Of a device named twice the last word counts.
     *
     * @param device as {@code entrepot.device} gives it
     * @param orientation in which it sees the image; plain bytes are seen as they lie only
     * @param use what it does with the memory
     */
    public StatementBuilder device(String device, Orientation orientation, Direction use) {
        devices.put(device, new DeviceUse(device, orientation, use));
        return this;
    }

    /** Says what the participant does by the CPU; nothing unless told. */
    public StatementBuilder cpuUse(CpuUse use) {
        this.cpuUse = use;
        return this;
    }

    /** Says what memory must keep for the participant; nothing unless told. */
    public StatementBuilder constraints(Constraints needed) {
        this.constraints = needed;
        return this;
    }

    /** Adds a group of which one choice is to be kept. */
    public StatementBuilder alternatives(AlternativeGroup group) {
        alternatives.add(group);
        return this;
    }

    /** Says how many buffers the participant needs; none of its own unless told. */
    public StatementBuilder counts(BufferCounts needed) {
        this.counts = needed;
        return this;
    }

    /** The statement. */
    public Statement build() {
        return new Statement(List.copyOf(devices.values()), cpuUse, constraints, alternatives, counts);
    }
}
