package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.internal.Udmabuf.UdmabufCreateItemLayout;
import org.entrepot.linux.internal.Udmabuf.UdmabufCreateLayout;
import org.entrepot.linux.internal.Udmabuf.UdmabufCreateListLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DMA-BUFs of our own sealed memory files: the same memory under a descriptor that the kernel's drivers import. */
@Shows(Feature.UDMABUF)
class UdmabufInGuest {
    private static final int PAGE = 4096;
    private static final int BYTES = 4 * PAGE;
    private static final int EBADFD = 77;

    private final List<String> warnings = new ArrayList<>();
    private MemoryFile file;

    @BeforeAll
    static void needUdmabuf() {
        Need.device("/dev/udmabuf");
    }

    @BeforeEach
    void make() {
        file = new SealedMemfds(new Tally(), UdmabufNode.find(), warnings::add).create("lab", BYTES);
    }

    @AfterEach
    void free() {
        file.close();
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldShowTheFilesOwnMemory() {
        try (KernelDmaBuf buffer = new KernelDmaBuf(create(fd(), 0, BYTES), BYTES)) {
            file.view().put(PAGE, (byte) 7);
            buffer.view().put(0, (byte) 9);

            assertThat(buffer.bytes()[PAGE]).isEqualTo((byte) 7);
            assertThat(file.view().get(0)).isEqualTo((byte) 9);
        }
    }

    @Test
    void shouldShowARangeOfTheFileWhenAsked() {
        file.view().put(2 * PAGE, (byte) 7);
        try (KernelDmaBuf buffer = new KernelDmaBuf(create(fd(), 2L * PAGE, PAGE), PAGE)) {
            assertThat(buffer.bytes()[0]).isEqualTo((byte) 7);
        }
    }

    @Test
    void shouldShowRangesInTheOrderOfTheList() {
        file.view().put(0, (byte) 1).put(3 * PAGE, (byte) 4);
        ByteBuffer list = KernelCall.structure(UdmabufCreateListLayout.SIZEOF + 2 * UdmabufCreateItemLayout.SIZEOF)
                .putInt(UdmabufCreateListLayout.FLAGS, Udmabuf.UDMABUF_FLAGS_CLOEXEC)
                .putInt(UdmabufCreateListLayout.COUNT, 2);
        item(list, 0, 3L * PAGE);
        item(list, 1, 0);

        try (KernelDmaBuf buffer = new KernelDmaBuf(call(Udmabuf.UDMABUF_CREATE_LIST, list), 2 * PAGE)) {
            assertThat(buffer.bytes()[0]).isEqualTo((byte) 4);
            assertThat(buffer.bytes()[PAGE]).isEqualTo((byte) 1);
        }
    }

    @Test
    void shouldLiveOnWhenTheFileIsClosed() {
        file.view().put(0, (byte) 7);
        try (KernelDmaBuf buffer = new KernelDmaBuf(create(fd(), 0, BYTES), BYTES)) {
            file.close();

            assertThat(buffer.bytes()[0]).isEqualTo((byte) 7);
        }
    }

    @Test
    void shouldBeClosedInOtherPrograms() throws IOException {
        try (KernelDmaBuf buffer = new KernelDmaBuf(create(fd(), 0, BYTES), BYTES)) {
            assertThat(buffer.facts()).contains("flags:\t02000002\n");
        }
    }

    @Test
    void shouldBeRefusedWhenNotOfWholePages() {
        assertThat(create(fd(), 1, PAGE)).as("offset").isEqualTo(-Errno.EINVAL);
        assertThat(create(fd(), 0, PAGE + 1)).as("size").isEqualTo(-Errno.EINVAL);
        assertThat(create(fd(), 0, 0)).as("nothing").isEqualTo(-Errno.EINVAL);
    }

    @Test
    void shouldBeRefusedWhenTheFileMayShrink() {
        int unsealed =
                SysMman.memfd_create(Native.toByteArray("unsealed"), SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING);
        KernelCall.checked(Unistd.ftruncate(unsealed, BYTES), "ftruncate");

        assertThat(create(unsealed, 0, BYTES)).isEqualTo(-Errno.EINVAL);
        Unistd.close(unsealed);
    }

    @Test
    void shouldBeRefusedWhenItIsNoFileInMemory() {
        int zero = KernelCall.open("/dev/zero");

        assertThat(create(zero, 0, PAGE)).isEqualTo(-EBADFD);
        Unistd.close(zero);
    }

    private int fd() {
        return file.descriptor().orElseThrow();
    }

    private void item(ByteBuffer list, int index, long offset) {
        int start = UdmabufCreateListLayout.LIST + index * UdmabufCreateItemLayout.SIZEOF;
        list.putInt(start + UdmabufCreateItemLayout.MEMFD, fd())
                .putLong(start + UdmabufCreateItemLayout.OFFSET, offset)
                .putLong(start + UdmabufCreateItemLayout.SIZE, PAGE);
    }

    private static int create(int memfd, long offset, long size) {
        return call(
                Udmabuf.UDMABUF_CREATE,
                KernelCall.structure(UdmabufCreateLayout.SIZEOF)
                        .putInt(UdmabufCreateLayout.MEMFD, memfd)
                        .putInt(UdmabufCreateLayout.FLAGS, Udmabuf.UDMABUF_FLAGS_CLOEXEC)
                        .putLong(UdmabufCreateLayout.OFFSET, offset)
                        .putLong(UdmabufCreateLayout.SIZE, size));
    }

    private static int call(long request, ByteBuffer argument) {
        int device = KernelCall.open("/dev/udmabuf");
        try {
            return KernelCall.result(device, request, argument);
        } finally {
            Unistd.close(device);
        }
    }
}
