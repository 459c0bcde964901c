package org.entrepot.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Collects a request. Not for use by several threads. */
public final class AllocationRequestBuilder {
    private static final int LONGEST_NAME = 31;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._-]{1,31}");

    Shape shape;
    final Map<String, Orientation> devices = new LinkedHashMap<>();
    final Map<String, Direction> uses = new HashMap<>();
    final List<Needs> needs = new ArrayList<>();
    final Set<String> tags = new TreeSet<>();
    CpuUse cpuUse = CpuUse.READ_WRITE;
    Backing backing = Backing.AT_ONCE;
    String name = "buffer";

    AllocationRequestBuilder(Shape shape) {
        this.shape = shape;
    }

    /**
     * Adds devices that will use the memory. Naming one twice is the same as naming it once.
     *
     * @param names as {@code entrepot.device} gives them, such as {@code camera0}
     */
    public AllocationRequestBuilder devices(String... names) {
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
    public AllocationRequestBuilder device(String device, Orientation orientation) {
        if (shape instanceof Shape.Bytes && orientation != Orientation.ROTATE_0) {
            throw new IllegalArgumentException("an image can be turned, plain bytes cannot: device=" + device
                    + " orientation=" + orientation + "; ask for an image");
        }
        devices.put(named(device), orientation);
        return this;
    }

    /**
     * Takes devices off again, with what was said of them. Taking off one that was not named changes nothing.
     *
     * @param names as {@code entrepot.device} gives them
     */
    public AllocationRequestBuilder without(String... names) {
        for (String device : names) {
            devices.remove(device);
            uses.remove(device);
        }
        return this;
    }

    private static String named(String device) {
        if (device.isBlank()) {
            throw new IllegalArgumentException("a device has a name: device=''; list them with dma:devices");
        }
        return device;
    }

    /**
     * Says what a device will do with the memory; both ways unless told. A device that is not named yet is added.
     *
     * @param device as {@code entrepot.device} gives it
     * @param direction what it does, as its mappings will say
     */
    public AllocationRequestBuilder use(String device, Direction direction) {
        devices.putIfAbsent(named(device), Orientation.ROTATE_0);
        uses.put(device, direction);
        return this;
    }

    /**
     * Says which modifiers of its formats will do for an image; {@link Modifier#LINEAR} unless told.
     *
     * @param accepted the preferred first; none for whatever the devices agree on
     * @throws IllegalArgumentException for plain bytes, or if {@link Modifier#INVALID} is named with others
     */
    public AllocationRequestBuilder modifiers(Modifier... accepted) {
        if (!(shape instanceof Shape.Image image)) {
            throw new IllegalArgumentException("an image has modifiers, plain bytes have none: modifiers="
                    + List.of(accepted) + "; ask for an image");
        }
        this.shape = new Shape.Image(image.width(), image.height(), image.formats(), List.of(accepted));
        return this;
    }

    /**
     * Adds what a participant needs that is no device.
     *
     * @param participant its name, for explanations
     * @param constraints to keep
     * @param alternatives groups of which one choice each is to be kept besides
     */
    public AllocationRequestBuilder needs(
            String participant, Constraints constraints, AlternativeGroup... alternatives) {
        needs.add(new Needs(participant, constraints, List.of(alternatives)));
        return this;
    }

    /**
     * Adds words by which an operator's policy knows the request, such as {@code preview}.
     *
     * @param words 1 to 31 letters, digits, dots, dashes or underscores each
     */
    public AllocationRequestBuilder tags(String... words) {
        for (String word : words) {
            if (!TAG.matcher(word).matches()) {
                throw new IllegalArgumentException(
                        "a tag has 1 to 31 letters, digits, dots, dashes or underscores: tag=" + word
                                + "; choose another word");
            }
            tags.add(word);
        }
        return this;
    }

    /** Says when the buffer gets its memory; {@link Backing#AT_ONCE} unless told. */
    public AllocationRequestBuilder backing(Backing when) {
        this.backing = when;
        return this;
    }

    /** Says what the CPU does with the memory; {@link CpuUse#READ_WRITE} unless told. */
    public AllocationRequestBuilder cpuUse(CpuUse use) {
        this.cpuUse = use;
        return this;
    }

    /**
     * Names the buffer for people.
     *
     * @param text 1 to 31 characters without control characters, the kernel's limit for a DMA-BUF's name
     */
    public AllocationRequestBuilder name(String text) {
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
