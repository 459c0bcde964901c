package org.entrepot.console.internal;

import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;

/** A request as it is typed behind {@code alloc} and {@code explain}. */
final class RequestWords {
    private static final Pattern EXTENT = Pattern.compile("(\\d{1,6})[xX](\\d{1,6})");

    private RequestWords() {}

    static AllocationRequest parse(Arguments words) {
        List<String> devices = words.options("--device");
        CpuUse cpu = words.option("--cpu")
                .map(text -> choice(CpuUse.class, "--cpu", text, words))
                .orElse(CpuUse.READ_WRITE);
        String name = words.option("--name").orElse("console");
        boolean image = words.flag("--image");
        Deque<String> rest = words.rest();
        AllocationRequestBuilder request = image ? image(words, rest) : bytes(words, rest);
        devices.forEach(device -> addDevice(request, device, words));
        return request.cpuUse(cpu).name(name).build();
    }

    /** A device, or a device and how it sees the image: {@code display0@90}, {@code display0@transpose}. */
    private static void addDevice(AllocationRequestBuilder request, String text, Arguments words) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            request.devices(text);
            return;
        }
        String how = text.substring(at + 1);
        String name = !how.isEmpty() && how.chars().allMatch(Character::isDigit) ? "ROTATE_" + how : how;
        request.device(text.substring(0, at), choice(Orientation.class, "orientation", name, words));
    }

    private static AllocationRequestBuilder bytes(Arguments words, Deque<String> rest) {
        if (rest.size() != 1) {
            throw words.usage("a request has one size: given=" + rest);
        }
        return AllocationRequest.bytes(Sizes.parse(rest.removeFirst()));
    }

    private static AllocationRequestBuilder image(Arguments words, Deque<String> rest) {
        if (rest.size() < 2) {
            throw words.usage("an image has a size and a format: given=" + rest);
        }
        int[] extent = extent(words, rest.removeFirst());
        PixelFormat[] formats = rest.stream()
                .map(text -> choice(PixelFormat.class, "format", text, words))
                .toArray(PixelFormat[]::new);
        return AllocationRequest.image(extent[0], extent[1], formats);
    }

    /** Width and height of {@code WxH}. */
    static int[] extent(Arguments words, String text) {
        Matcher matcher = EXTENT.matcher(text);
        if (!matcher.matches()) {
            throw words.usage("a picture size is width x height: size=" + text);
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }

    /** One of the names of an enum, in any case. */
    static <E extends Enum<E>> E choice(Class<E> type, String name, String text, Arguments words) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> words.usage(
                        name + " is one of " + Arrays.toString(type.getEnumConstants()) + ": " + name + "=" + text));
    }
}
