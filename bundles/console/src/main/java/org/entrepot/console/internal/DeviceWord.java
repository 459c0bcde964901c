package org.entrepot.console.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.Direction;
import org.entrepot.api.Orientation;

/**
 * A device as it is typed: its name, perhaps how it sees the image, perhaps what it does with the memory, such as {@code
 * camera0:write}, {@code display0@90} or {@code display0@transpose:read}.
 *
 * @param name of the device
 * @param orientation in which it sees the image
 * @param use what it does; empty if it was not said
 */
record DeviceWord(String name, Orientation orientation, Optional<Direction> use) {
    private static final Pattern FORM = Pattern.compile("([^@:]+)(?:@([^@:]+))?(?::([^@:]+))?");

    /** Reads a device. */
    static DeviceWord parse(String text, Arguments words) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw words.usage("a device is NAME[@ORIENTATION][:read|write|both]: device=" + text);
        }
        return new DeviceWord(
                matcher.group(1),
                Optional.ofNullable(matcher.group(2))
                        .map(how -> orientation(how, words))
                        .orElse(Orientation.ROTATE_0),
                Optional.ofNullable(matcher.group(3)).map(use -> use(use, words)));
    }

    private static Orientation orientation(String how, Arguments words) {
        String name = how.chars().allMatch(Character::isDigit) ? "ROTATE_" + how : how;
        return RequestWords.choice(Orientation.class, "orientation", name, words);
    }

    /** The kernel names a direction as memory sees it; whoever types says what the device does. */
    private static Direction use(String text, Arguments words) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "read" -> Direction.TO_DEVICE;
            case "write" -> Direction.FROM_DEVICE;
            case "both" -> Direction.BIDIRECTIONAL;
            default -> throw words.usage("a device does one of read, write, both: use=" + text);
        };
    }

    /** A device of a request. */
    static DeviceWord of(AllocationRequest request, String name) {
        return new DeviceWord(name, request.orientation(name), Optional.of(request.use(name)));
    }

    /** Adds the device to a request. */
    void addTo(AllocationRequestBuilder request) {
        request.device(name, orientation);
        use.ifPresent(direction -> request.use(name, direction));
    }

    /** As it is typed, in its shortest form. */
    @Override
    public String toString() {
        String how = orientation.name().toLowerCase(Locale.ROOT).replace("rotate_", "");
        String does =
                switch (use.orElse(Direction.BIDIRECTIONAL)) {
                    case TO_DEVICE -> ":read";
                    case FROM_DEVICE -> ":write";
                    case BIDIRECTIONAL -> "";
                };
        return name + (orientation == Orientation.ROTATE_0 ? "" : "@" + how) + does;
    }
}
