package org.entrepot.linux.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Advice to an operator on how a user gets to open a node. */
public final class NodePermission {
    private static final int LONGEST_NAME = 128;

    private NodePermission() {}

    /**
     * What helps: to be in the node's group where that may read and write, a udev rule elsewhere.
     *
     * @param node that this user may not open
     * @param subsystem the kernel's word for its kind
     */
    public static String advice(Path node, String subsystem) {
        return group(node).map(group -> "be in the group " + group).orElseGet(() -> UdevRule.ofAll(subsystem));
    }

    /** The group whose members may do what this user may not; root's is no advice. */
    private static Optional<String> group(Path node) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(node, PosixFileAttributes.class);
            Set<PosixFilePermission> may = attributes.permissions();
            String group = attributes.group().getName();
            boolean helps = may.contains(PosixFilePermission.GROUP_READ)
                    && may.contains(PosixFilePermission.GROUP_WRITE)
                    && !group.equals("root");
            return helps ? Optional.of(printable(group)) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static String printable(String name) {
        return name.codePoints()
                .limit(LONGEST_NAME)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
