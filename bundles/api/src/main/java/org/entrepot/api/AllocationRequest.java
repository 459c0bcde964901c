package org.entrepot.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What memory is wanted for: its shape, every device that will use it, and what the CPU does with it. Immutable, with value
 * equality, so that equal requests can share a plan.
 */
public final class AllocationRequest {
    private final Shape shape;
    private final List<User> users;
    private final List<String> devices;
    private final List<Needs> needs;
    private final List<String> sortedTags;
    private final Set<String> tags;
    private final CpuUse cpuUse;
    private final Backing backing;
    private final String name;
    private final int hash;

    /** A device that will use the memory: a list of them is compared faster than maps. */
    private record User(String device, Orientation orientation, Direction use) {}

    AllocationRequest(AllocationRequestBuilder builder) {
        this.shape = builder.shape;
        this.users = builder.devices.entrySet().stream()
                .map(entry -> new User(
                        entry.getKey(),
                        entry.getValue(),
                        builder.uses.getOrDefault(entry.getKey(), Direction.BIDIRECTIONAL)))
                .toList();
        this.devices = users.stream().map(User::device).toList();
        this.needs = List.copyOf(builder.needs);
        this.sortedTags = List.copyOf(builder.tags);
        this.tags = Collections.unmodifiableSet(new TreeSet<>(builder.tags));
        this.cpuUse = builder.cpuUse;
        this.backing = builder.backing;
        this.name = builder.name;
        this.hash = Objects.hash(shape, users, needs, sortedTags, cpuUse, backing, name);
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
        users.forEach(user -> builder.uses.put(user.device(), user.use()));
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
        User user = user(device);
        return user == null ? Orientation.ROTATE_0 : user.orientation();
    }

    /**
     * What a device will do with the memory: {@link Direction#BIDIRECTIONAL} unless the request says otherwise, and for a device
     * that it does not name.
     *
     * @param device its name
     */
    public Direction use(String device) {
        User user = user(device);
        return user == null ? Direction.BIDIRECTIONAL : user.use();
    }

    private @Nullable User user(String device) {
        for (User user : users) {
            if (user.device().equals(device)) {
                return user;
            }
        }
        return null;
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
                && users.equals(that.users)
                && needs.equals(that.needs)
                && sortedTags.equals(that.sortedTags)
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
