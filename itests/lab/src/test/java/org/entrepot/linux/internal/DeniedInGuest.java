package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Edu;
import org.entrepot.lab.Need;
import org.entrepot.linux.VfioDevices.Way;
import org.junit.jupiter.api.Test;

/** A node that this user may not open is told from one that is not here, with what helps; and that does help. */
class DeniedInGuest {
    private static final String GROUP = "video";

    @Test
    void shouldSayWhatOpensAHeap() throws IOException {
        Need.device("/dev/dma_heap/system");
        tells(Path.of("/dev/dma_heap/system"), "dma_heap", node -> GuestHeaps.open()
                .open(List.of(node.getFileName().toString())));
    }

    @Test
    void shouldSayWhatOpensACamera() throws IOException {
        try (Vivid vivid = new Vivid(Vivid.VMALLOC)) {
            tells(vivid.node(), "video4linux", GuestLinux.videos()::open);
        }
    }

    @Test
    void shouldSayWhatOpensADisplayCard() throws IOException {
        tells(Kms.node(), "drm", Kms.cards()::open);
    }

    @Test
    void shouldSayWhatOpensADriversGroup() throws IOException {
        try (Edu edu = new Edu()) {
            Path group = Path.of("/sys/bus/pci/devices", Edu.address(), "iommu_group")
                    .toRealPath()
                    .getFileName();
            tells(Path.of("/dev/vfio").resolve(group), "vfio", node -> GuestVfio.devices()
                    .open(Edu.address(), Way.TYPE1));
            assertThat(edu).isNotNull();
            String nobody = "0000:7f:1f.7";
            refused(Reason.UNKNOWN, Path.of(nobody), () -> GuestVfio.devices().open(nobody, Way.TYPE1));
        }
    }

    /** Only root opens it, then a group does, then it is not here. */
    private static <T extends AutoCloseable> void tells(Path node, String subsystem, Function<Path, T> open)
            throws IOException {
        PosixFileAttributes before = Files.readAttributes(node, PosixFileAttributes.class);
        Path away = node.resolveSibling("away");
        try {
            let(node, "root", "rw-------");
            assertThat(refused(Reason.ACCESS_DENIED, node, () -> OtherUser.call(() -> open.apply(node))))
                    .contains("udev rule SUBSYSTEM==\"" + subsystem + "\"", "MODE=\"0660\"");
            let(node, GROUP, "rw-rw----");
            assertThat(refused(Reason.ACCESS_DENIED, node, () -> OtherUser.call(() -> open.apply(node))))
                    .contains("be in the group " + GROUP);
            int group = (int) Files.getAttribute(node, "unix:gid");
            close(OtherUser.call(group, () -> open.apply(node)));
            Files.move(node, away);
            refused(Reason.UNKNOWN, node, () -> OtherUser.call(group, () -> open.apply(node)));
            Files.move(away, node);
        } finally {
            if (Files.exists(away)) {
                Files.move(away, node);
            }
            let(node, before.group().getName(), PosixFilePermissions.toString(before.permissions()));
        }
    }

    private static void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            throw new AssertionError("what was opened can be closed", e);
        }
    }

    private static void let(Path node, String group, String permissions) throws IOException {
        GroupPrincipal owner =
                node.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        Files.setAttribute(node, "posix:group", owner);
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString(permissions));
    }

    private static String refused(Reason reason, Path where, ThrowingCallable call) {
        String[] words = new String[1];
        assertThatExceptionOfType(EntrepotException.class).isThrownBy(call).satisfies(e -> {
            words[0] = e.getMessage();
            assertThat(e.reason()).as(words[0]).isEqualTo(reason);
            assertThat(words[0]).contains(where.getFileName().toString());
        });
        return words[0];
    }

    /** It is not opened for anybody: without it memory files have no descriptor, and that says why. */
    @Test
    void shouldSayWhatMakesDmaBufsOfMemoryFiles() throws IOException {
        Need.device("/dev/udmabuf");
        Path node = Path.of("/dev/udmabuf");
        Path away = Path.of("/dev/away");
        PosixFileAttributes before = Files.readAttributes(node, PosixFileAttributes.class);
        try {
            let(node, "root", "rw-------");
            assertThat(OtherUser.call(UdmabufNode::find).reason())
                    .contains("not this user's to open", "udev rule SUBSYSTEM==\"misc\"");
            let(node, GROUP, "rw-rw----");
            assertThat(OtherUser.call(UdmabufNode::find).reason()).contains("be in the group " + GROUP);
            int group = (int) Files.getAttribute(node, "unix:gid");
            assertThat(OtherUser.call(group, UdmabufNode::find).largest()).isPositive();
            Files.move(node, away);
            assertThat(UdmabufNode.find().reason()).contains("is not here", "modprobe udmabuf");
        } finally {
            if (Files.exists(away)) {
                Files.move(away, node);
            }
            let(node, before.group().getName(), PosixFilePermissions.toString(before.permissions()));
        }
    }
}
