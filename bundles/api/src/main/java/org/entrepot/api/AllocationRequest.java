package org.entrepot.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What memory is wanted for: its shape, every device that will use it, and what the CPU does with it. Immutable, with value
 * equality, so that equal requests can share a plan.
 */
public final class AllocationRequest {
    private final Shape shape;
    private final List<String> devices;
    private final Map<String, Orientation> orientations;
    private final CpuUse cpuUse;
    private final String name;
    private final int hash;

    private AllocationRequest(Builder builder) {
        this.shape = builder.shape;
        this.devices = List.copyOf(builder.devices.keySet());
        this.orientations = Map.copyOf(builder.devices);
        this.cpuUse = builder.cpuUse;
        this.name = builder.name;
        this.hash = Objects.hash(shape, devices, orientations, cpuUse, name);
    }

    /**
     * Begins a request for plain bytes.
     *
     * @param bytes positive
     */
    public static Builder bytes(long bytes) {
        return new Builder(new Shape.Bytes(bytes));
    }

    /**
     * Begins a request for an image.
     *
     * @param width pixels
     * @param height rows
     * @param formats acceptable formats, the preferred first
     */
    public static Builder image(int width, int height, PixelFormat... formats) {
        return new Builder(new Shape.Image(width, height, List.of(formats)));
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

    /** What the CPU does with the memory. */
    public CpuUse cpuUse() {
        return cpuUse;
    }

    /** A name for people, as {@code DMA_BUF_SET_NAME} gives one; shown in the console. */
    public String name() {
        return name;
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
                && cpuUse == that.cpuUse
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String users = devices.stream().map(this::words).collect(Collectors.joining(", "));
        return shape + " for " + (users.isEmpty() ? "no device" : users) + ", CPU " + cpuUse;
    }

    private String words(String device) {
        Orientation orientation = orientation(device);
        return orientation == Orientation.ROTATE_0 ? device : device + " " + orientation;
    }

    /** Collects a request. Not for use by several threads. */
    public static final class Builder {
        private static final int LONGEST_NAME = 31;

        private final Shape shape;
        private final Map<String, Orientation> devices = new LinkedHashMap<>();
        private CpuUse cpuUse = CpuUse.READ_WRITE;
        private String name = "buffer";

        private Builder(Shape shape) {
            this.shape = shape;
        }

        /**
         * Adds devices that will use the memory. Naming one twice is the same as naming it once.
         *
         * @param names as {@code entrepot.device} gives them, such as {@code camera0}
         */
        public Builder devices(String... names) {
            for (String device : names) {
                devices.putIfAbsent(named(device), Orientation.ROTATE_0);
            }
            return this;
        }

        /**
         * Adds a device that will see the image in an orientation. Of a device named twice the last orientation counts.
         *
         * @param device as {@code entrepot.device} gives it
         * @param orientation in which it sees the image; memory for plain bytes has only {@link Orientation#ROTATE_0}
         */
        public Builder device(String device, Orientation orientation) {
            if (shape instanceof Shape.Bytes && orientation != Orientation.ROTATE_0) {
                throw new IllegalArgumentException("an image can be turned, plain bytes cannot: device=" + device
                        + " orientation=" + orientation + "; ask for an image");
            }
            devices.put(named(device), orientation);
            return this;
        }

        private static String named(String device) {
            if (device.isBlank()) {
                throw new IllegalArgumentException("a device has a name: device=''; list them with dma:devices");
            }
            return device;
        }

        /** Says what the CPU does with the memory; {@link CpuUse#READ_WRITE} unless told. */
        public Builder cpuUse(CpuUse use) {
            this.cpuUse = use;
            return this;
        }

        /**
         * Names the buffer for people.
         *
         * @param text 1 to 31 characters without control characters, the kernel's limit for a DMA-BUF's name
         */
        public Builder name(String text) {
            if (text.isBlank() || text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a buffer's name has 1 to 31 printable characters: name=" + text.strip() + "; shorten it");
            }
            this.name = text;
            return this;
        }

        /** The request. */
        public AllocationRequest build() {
            return new AllocationRequest(this);
        }
    }
}
