package org.entrepot.linux.internal.sysfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small {@code /sys} and {@code /dev} of the test, with the links that the kernel's has. */
final class SystemTree {
    private final Path root;

    SystemTree(Path root) {
        this.root = root;
        folder("sys/devices");
    }

    Path root() {
        return root;
    }

    /** A device on a bus, at a place below {@code /sys/devices}. */
    SystemTree device(String bus, String place) {
        String device = "sys/devices/" + place;
        folder("sys/bus/" + bus);
        link(device + "/subsystem", "sys/bus/" + bus);
        return link("sys/bus/" + bus + "/devices/" + last(place), device);
    }

    /** A device of a class, below another device. */
    SystemTree ofClass(String kind, String place) {
        link("sys/class/" + kind + "/" + last(place), "sys/devices/" + place);
        String parent = place.substring(0, place.indexOf("/" + kind + "/"));
        return link("sys/devices/" + place + "/device", "sys/devices/" + parent);
    }

    SystemTree file(String path, String text) {
        return write(path, text + "\n");
    }

    SystemTree write(String path, String text) {
        try {
            Path file = root.resolve(path);
            folder(root.relativize(file).getParent().toString());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SystemTree folder(String path) {
        try {
            Files.createDirectories(root.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link from one place to another, relative as the kernel's are; where it leads need not be there. */
    SystemTree link(String from, String to) {
        try {
            Path link = root.resolve(from);
            folder(root.relativize(link).getParent().toString());
            Files.createSymbolicLink(link, link.getParent().relativize(root.resolve(to)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String last(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }
}
