package org.entrepot.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What memory is wanted for: its shape, every device that will use it, and what the CPU does with it. Immutable, with value
 * equality, so that equal requests can share a plan.
 */
public final class AllocationRequest {
    private final Shape shape;
    private final List<String> devices;
    private final Map<String, Orientation> orientations;
    private final Map<String, Direction> uses;
    private final List<Needs> needs;
    private final Set<String> tags;
    private final CpuUse cpuUse;
    private final Backing backing;
    private final String name;
    private final int hash;

    AllocationRequest(AllocationRequestBuilder builder) {
        this.shape = builder.shape;
        this.devices = List.copyOf(builder.devices.keySet());
        this.orientations = Map.copyOf(builder.devices);
        this.uses = Map.copyOf(builder.uses);
        this.needs = List.copyOf(builder.needs);
        this.tags = Collections.unmodifiableSet(new TreeSet<>(builder.tags));
        this.cpuUse = builder.cpuUse;
        this.backing = builder.backing;
        this.name = builder.name;
        this.hash = Objects.hash(shape, devices, orientations, uses, needs, tags, cpuUse, backing, name);
    }

    /**
     * Begins a request for plain bytes.
     *
     * @param bytes positive
     */
    public static AllocationRequestBuilder bytes(long bytes) {
        return new AllocationRequestBuilder(new Shape.Bytes(bytes));
    }

    /**
     * Begins a request for an image.
     *
     * @param width pixels
     * @param height rows
     * @param formats acceptable formats, the preferred first
     */
    public static AllocationRequestBuilder image(int width, int height, PixelFormat... formats) {
        return new AllocationRequestBuilder(new Shape.Image(width, height, List.of(formats)));
    }

    /** Begins a request that equals this one. */
    public AllocationRequestBuilder toBuilder() {
        AllocationRequestBuilder builder = new AllocationRequestBuilder(shape);
        devices.forEach(device -> builder.devices.put(device, orientation(device)));
        builder.uses.putAll(uses);
        builder.needs.addAll(needs);
        builder.tags.addAll(tags);
        builder.cpuUse = cpuUse;
        builder.backing = backing;
        builder.name = name;
        return builder;
    }

    /** What is kept in the memory. */
    public Shape shape() {
        return shape;
    }

    /** The names of the devices that will use the memory, in the order they were named, each once. */
    public List<String> devices() {
        return devices;
    }

    /**
     * How a device will see the image: {@link Orientation#ROTATE_0} unless the request says otherwise, and for a device that
     * it does not name.
     *
     * @param device its name
     */
    public Orientation orientation(String device) {
        return orientations.getOrDefault(device, Orientation.ROTATE_0);
    }

    /**
     * What a device will do with the memory: {@link Direction#BIDIRECTIONAL} unless the request says otherwise, and for a device
     * that it does not name.
     *
     * @param device its name
     */
    public Direction use(String device) {
        return uses.getOrDefault(device, Direction.BIDIRECTIONAL);
    }

    /** What participants need that are no devices, in the order they were named. */
    public List<Needs> needs() {
        return needs;
    }

    /** What the request is for, in words that an operator's policy goes by; in order. */
    public Set<String> tags() {
        return tags;
    }

    /** What the CPU does with the memory. */
    public CpuUse cpuUse() {
        return cpuUse;
    }

    /** When the buffer gets its memory. */
    public Backing backing() {
        return backing;
    }

    /** A name for people, as {@code DMA_BUF_SET_NAME} gives one; shown in the console. */
    public String name() {
        return name;
    }

    /** The plain form, which is what JSON holds, in a stable order: maps, lists, texts and numbers. */
    public Map<String, Object> plain() {
        return PlainForm.of(this);
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof AllocationRequest that
                && hash == that.hash
                && shape.equals(that.shape)
                && devices.equals(that.devices)
                && orientations.equals(that.orientations)
                && uses.equals(that.uses)
                && needs.equals(that.needs)
                && tags.equals(that.tags)
                && cpuUse == that.cpuUse
                && backing == that.backing
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String users = devices.stream().map(this::words).collect(Collectors.joining(", "));
        return shape + " for " + (users.isEmpty() ? "no device" : users) + ", CPU " + cpuUse
                + (tags.isEmpty() ? "" : ", tags " + tags);
    }

    private String words(String device) {
        Orientation orientation = orientation(device);
        String seen = orientation == Orientation.ROTATE_0 ? device : device + " " + orientation;
        return switch (use(device)) {
            case TO_DEVICE -> seen + " (reads)";
            case FROM_DEVICE -> seen + " (writes)";
            case BIDIRECTIONAL -> seen;
        };
    }
}
