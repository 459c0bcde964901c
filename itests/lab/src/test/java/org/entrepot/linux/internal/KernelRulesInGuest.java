package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.Provenance;
import org.entrepot.lab.Need;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.DisplayCard;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.internal.Drm.DrmPrimeHandleLayout;
import org.entrepot.linux.internal.LinuxDmaBuf.DmaBufExportSyncFileLayout;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the kernel that hold for what Entrepot makes of it, beside those of each kind of memory, which the tests of that have. */
class KernelRulesInGuest {
    private static final int BYTES = 1 << 14;
    private static final int F_SEAL_WRITE = 0x8;
    private static final int EPERM = 1;

    @Test
    void shouldSealMemoryFilesAgainstEveryChangeButOfTheirBytes() {
        try (MemoryFile file = GuestLinux.files().create("sealed", BYTES)) {
            int fd = file.descriptor().orElseThrow();

            assertThat(Fcntl.fcntl(fd, Fcntl.F_GET_SEALS, 0))
                    .isEqualTo(Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SEAL);
            assertThat(errno(Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, F_SEAL_WRITE)))
                    .as("another seal")
                    .isEqualTo(EPERM);
            assertThat(errno(Unistd.ftruncate(fd, BYTES / 2))).as("to shrink").isEqualTo(EPERM);
            assertThat(errno(Unistd.ftruncate(fd, 2 * BYTES))).as("to grow").isEqualTo(EPERM);
            file.view().put(0, (byte) 1);
        }
    }

    private static int errno(int result) {
        return result < 0 ? Native.getLastError() : 0;
    }

    @Test
    void shouldBeRefusedDmaBufsOfFilesThatAreSealedAgainstWriting() {
        Need.device("/dev/udmabuf");
        int file = KernelCall.checked(
                SysMman.memfd_create(Native.toByteArray("read only"), SysMman.MFD_CLOEXEC | SysMman.MFD_ALLOW_SEALING),
                "memfd");
        KernelCall.checked(Unistd.ftruncate(file, BYTES), "ftruncate");
        KernelCall.checked(Fcntl.fcntl(file, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_SHRINK | F_SEAL_WRITE), "F_ADD_SEALS");
        int device = KernelCall.open("/dev/udmabuf");
        try {
            assertThat(KernelCall.result(
                            device,
                            Udmabuf.UDMABUF_CREATE,
                            KernelCall.structure(Udmabuf.UdmabufCreateLayout.SIZEOF)
                                    .putInt(Udmabuf.UdmabufCreateLayout.MEMFD, file)
                                    .putInt(Udmabuf.UdmabufCreateLayout.FLAGS, Udmabuf.UDMABUF_FLAGS_CLOEXEC)
                                    .putLong(Udmabuf.UdmabufCreateLayout.SIZE, BYTES)))
                    .isEqualTo(-Errno.EINVAL);
        } finally {
            Unistd.close(device);
            Unistd.close(file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 4, 1 << 31})
    void shouldBeRefusedFlagsOfSyncFilesThatHaveNoMeaning(int flag) {
        Need.device("/dev/dma_heap/system");
        int flags = (int) LinuxDmaBuf.DMA_BUF_SYNC_RW | flag;
        try (KernelDmaBuf buffer = KernelDmaBuf.of("system", BYTES)) {
            ByteBuffer data = KernelCall.structure(DmaBufExportSyncFileLayout.SIZEOF)
                    .putInt(DmaBufExportSyncFileLayout.FLAGS, flags);
            assertThat(KernelCall.result(buffer.fd(), LinuxDmaBuf.DMA_BUF_IOCTL_EXPORT_SYNC_FILE, data))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(KernelCall.result(buffer.fd(), LinuxDmaBuf.DMA_BUF_IOCTL_IMPORT_SYNC_FILE, data))
                    .isEqualTo(-Errno.EINVAL);
        }
    }

    @Test
    void shouldBeRefusedFlagsOfACardsDescriptorsThatHaveNoMeaning() {
        int card = KernelCall.open(Kms.node().toString());
        try {
            ByteBuffer prime = KernelCall.structure(DrmPrimeHandleLayout.SIZEOF)
                    .putInt(DrmPrimeHandleLayout.HANDLE, 1)
                    .putInt(DrmPrimeHandleLayout.FLAGS, 1 << 30);
            assertThat(KernelCall.result(card, Drm.DRM_IOCTL_PRIME_HANDLE_TO_FD, prime))
                    .isEqualTo(-Errno.EINVAL);
        } finally {
            Unistd.close(card);
        }
    }

    /** A driver of the kernel knows memory that it has imported already, and so does whoever gives it the descriptor. */
    @Test
    void shouldBeOneImportWhateverTheDescriptor() {
        Need.device("/dev/dma_heap/system");
        DriverMapper mapper = GuestLinux.mapper();
        try (KernelHeap heap = GuestHeaps.open().open(List.of("system"));
                DmaBufFile one = heap.allocate("one", BYTES);
                DmaBufFile other = heap.allocate("other", BYTES);
                DeviceImports imports = mapper.open("twice", gone -> {})) {
            int first = one.descriptor().orElseThrow();
            int again = KernelCall.checked(Fcntl.fcntl(first, Fcntl.F_DUPFD_CLOEXEC, 0), "dup");
            List<DeviceAddresses> mapped = Stream.of(
                            first, again, other.descriptor().orElseThrow())
                    .map(descriptor -> mapper.map(request(descriptor)))
                    .toList();
            List<ImportedBuffer> found = mapped.stream()
                    .map(each -> ((DriverSpace) imports)
                            .at(each.segments().get(0).address(), Direction.TO_DEVICE)
                            .orElseThrow()
                            .what())
                    .toList();
            assertThat(found.get(1)).isEqualTo(found.get(0));
            assertThat(found.get(2)).isNotEqualTo(found.get(0));
            assertThat(found.get(2).inode()).isNotEqualTo(found.get(0).inode());
            mapped.forEach(DeviceAddresses::close);
            Unistd.close(again);
        }
    }

    /** What the engine asks of the mapper by descriptor. */
    static MapRequest request(int descriptor) {
        return new MapRequest(
                new DeviceDescription("twice", "lab", "a test", Provenance.real("a test")),
                Constraints.NONE,
                new MemoryCookie.Descriptor(() -> descriptor),
                BYTES,
                Direction.TO_DEVICE);
    }

    @Test
    void shouldGetACardsMemoryAsZerosWhenItWasSomebodyElses() {
        try (DisplayCard card = Kms.open();
                KernelHeap heap = card.heap()) {
            for (int round = 0; round < 3; round++) {
                try (DmaBufFile memory = heap.allocate("round", BYTES)) {
                    assertThat(memory.view().mismatch(ByteBuffer.allocate(BYTES)))
                            .as("round %d", round)
                            .isEqualTo(-1);
                    for (int at = 0; at < BYTES; at += 8) {
                        memory.view().putLong(at, -1);
                    }
                }
            }
        }
    }
}
