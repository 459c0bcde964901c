package org.entrepot.linux.internal.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whether a node is absent, closed to this user, or open. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "nodes are the Linux kernel's")
class NodeAccessTest {
    @TempDir
    private Path folder;

    private Node node(NodeAccess.Check check, Path path) {
        return new NodeAccess(check).node(path, Kind.DMA_HEAP);
    }

    private static void denyWriting(Path file, AccessMode... modes) throws IOException {
        if (Arrays.asList(modes).contains(AccessMode.WRITE)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    private static void denyAll(Path file, AccessMode... modes) throws IOException {
        throw new AccessDeniedException(file.toString());
    }

    @Test
    void shouldBeOpenWhenItMayBeReadAndWritten() throws IOException {
        Node node = node(NodeAccess.Check.ofSystem(), Files.createFile(folder.resolve("system")));

        assertThat(node.access()).isEqualTo(Access.OPEN);
        assertThat(node.advice()).isEmpty();
    }

    @Test
    void shouldBeAbsentWhenItIsNotThere() {
        assertThat(node(NodeAccess.Check.ofSystem(), folder.resolve("system")).access())
                .isEqualTo(Access.ABSENT);
    }

    @Test
    void shouldBeDeniedWhenTheSystemSaysSo() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "nothing is closed to root");
        Path file = Files.createFile(
                folder.resolve("system"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));

        assertThat(node(NodeAccess.Check.ofSystem(), file).access()).isEqualTo(Access.DENIED);
    }

    @Test
    void shouldAdviseAUdevRuleWhenNoGroupHelps() throws IOException {
        Path file = Files.createFile(
                folder.resolve("system"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        Node node = node(NodeAccessTest::denyAll, file);

        assertThat(node.access()).isEqualTo(Access.DENIED);
        assertThat(node.advice()).contains("udev rule SUBSYSTEM==\"dma_heap\", GROUP=");
    }

    @Test
    void shouldNameTheGroupWhenItsMembersMay() throws IOException {
        Path file = Files.createFile(folder.resolve("system"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        if ("root".equals(System.getProperty("user.name"))) {
            Files.setAttribute(
                    file,
                    "posix:group",
                    file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("daemon"));
        }

        assertThat(node(NodeAccessTest::denyAll, file).advice())
                .isEqualTo("be in the group " + Files.getAttribute(file, "posix:group"));
    }

    @Test
    void shouldBeReadOnlyWhenItMayNotBeWritten() throws IOException {
        assertThat(node(NodeAccessTest::denyWriting, Files.createFile(folder.resolve("system")))
                        .access())
                .isEqualTo(Access.READ_ONLY);
    }

    @Test
    void shouldBeUnknownWhenTheSystemFailsOtherwise() {
        NodeAccess.Check failing = (file, modes) -> {
            throw new FileSystemLoopException(file.toString());
        };

        assertThat(node(failing, folder.resolve("system")).access()).isEqualTo(Access.UNKNOWN);
    }
}
