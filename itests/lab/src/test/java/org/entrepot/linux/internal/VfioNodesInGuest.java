package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.lab.Edu;
import org.entrepot.lab.EduDriver;
import org.entrepot.lab.Feature;
import org.entrepot.lab.LabMemory;
import org.entrepot.lab.Need;
import org.entrepot.lab.Shows;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.MemoryRegion;
import org.entrepot.linux.PciFunction.Registers;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices.Bound;
import org.entrepot.linux.VfioDevices.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A PCI device of the emulator reaches memory that was mapped for it, and no other. */
@Shows(Feature.USER_DRIVER)
class VfioNodesInGuest {
    private static final int PAGE = 4096;
    private static final long FIRST = 0x10_0000;
    private static final long SECOND = 0x20_0000;

    private final Edu edu = new Edu();
    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
    private final VfioNodes nodes = new VfioNodes(files, Path.of("/sys"), System.err::println);

    @AfterEach
    void giveTheDeviceBack() {
        edu.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TYPE1", "IOMMUFD"})
    void shouldSayWhoTheDeviceIsAndWhatItReaches(Way way) {
        try (VfioDevice device = open(way)) {
            assertThat(nodes.bound()).contains(new Bound(device.address(), Edu.MODEL));
            assertThat(device.way()).isEqualTo(way);
            assertThat(device.model()).isEqualTo(Edu.MODEL);
            assertThat(device.valid())
                    .as("without the doorbell of interrupts")
                    .isNotEmpty()
                    .noneMatch(reach -> reach.first() <= 0xfee0_0000L && reach.last() >= 0xfee0_0000L);
            assertThat(device.configuration().read32(0)).isEqualTo(0x11e8_1234);
        }
    }

    @Test
    void shouldReachRegistersWithinTheirBoundsAndNoOthers() {
        VfioDevice device = open(Way.AUTO);
        Registers registers = device.bar(0);
        EduDriver driver = new EduDriver(device);

        assertThat(driver.identification()).isEqualTo(0x0100_00ed);
        assertThat(driver.inverted(0x1234_5678)).isEqualTo(~0x1234_5678);
        for (long bad : new long[] {-4, 2, registers.size(), Long.MAX_VALUE - 3}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> registers.read32(bad))
                    .withMessageContaining("offset=" + bad);
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> device.configuration().write32(4, 0));
        refusal(Reason.UNSUPPORTED, () -> device.bar(5));
        device.close();
        assertThatIllegalStateException().isThrownBy(() -> registers.read32(0));
        assertThatIllegalStateException().isThrownBy(() -> device.bar(0));
    }

    @ParameterizedTest
    @EnumSource(names = {"TYPE1", "IOMMUFD"})
    void shouldCopyFromOneFileToAnotherByItself(Way way) {
        try (VfioDevice device = open(way);
                MemoryFile from = files.create("from", 2 * PAGE);
                MemoryFile to = files.create("to", 2 * PAGE)) {
            device.map(FIRST, address(from), from.size(), Direction.TO_DEVICE);
            device.map(SECOND, address(to), to.size(), Direction.FROM_DEVICE);
            fill(from.view());

            new EduDriver(device).copy(FIRST + 100, SECOND + 7, EduDriver.MOST);

            assertThat(to.view().slice(7, EduDriver.MOST)).isEqualTo(from.view().slice(100, EduDriver.MOST));
            assertThat(to.view().get(6)).isZero();
            assertThat(to.view().get(7 + EduDriver.MOST)).isZero();
            device.unmap(FIRST, from.size());
            device.unmap(SECOND, to.size());
        }
    }

    @Test
    void shouldPinWhatIsMappedUntilTheDeviceIsClosed() throws IOException {
        try (MemoryFile file = files.create("pinned", 64 * PAGE)) {
            long before = locked();
            VfioDevice device = open(Way.TYPE1);
            device.map(FIRST, address(file), file.size(), Direction.BIDIRECTIONAL);

            assertThat(locked()).isEqualTo(before + 64 * 4);
            refusal(Reason.BUSY, () -> device.map(FIRST, address(file), PAGE, Direction.BIDIRECTIONAL));
            device.close();
            assertThat(locked()).isEqualTo(before);
            assertThatIllegalStateException()
                    .isThrownBy(() -> device.map(FIRST, address(file), PAGE, Direction.BIDIRECTIONAL));
            device.unmap(FIRST, file.size());
        }
    }

    private static long locked() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @ParameterizedTest
    @EnumSource(names = {"TYPE1", "IOMMUFD"})
    void shouldBeRefusedWhatTheKernelHandedOutAsADmaBuf(Way way) {
        Need.device("/dev/dma_heap/system");
        Need.device("/dev/udmabuf");
        try (VfioDevice device = open(way);
                KernelHeap heap = GuestHeaps.open().open(List.of("system"));
                DmaBufFile ofHeap = heap.allocate("heap", PAGE);
                MemoryFile file = files.create("file", PAGE);
                DmaBufFile ofFile = files.dmaBuf(
                        "udmabuf", List.of(new Part(file.descriptor().orElseThrow(), 0, PAGE)))) {
            assertThat(ofHeap.byAddress()).isEmpty();
            assertThat(ofFile.byAddress()).isEmpty();
            for (DmaBufFile buffer : List.of(ofHeap, ofFile)) {
                long address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer.view()));
                assertThat(refusal(Reason.REFUSED, () -> device.map(FIRST, address, PAGE, Direction.BIDIRECTIONAL)))
                        .hasMessageContainingAll("EFAULT", "carve-out");
            }
        }
    }

    @Test
    @Shows(Feature.CARVEOUT)
    void shouldReachACarveOutByTypeOne() {
        try (MemoryRegion region = carveOut();
                MemoryFile window = region.window(0, 2 * PAGE);
                VfioDevice device = open(Way.TYPE1)) {
            device.map(FIRST, address(window), window.size(), Direction.BIDIRECTIONAL);
            fill(window.view());
            new EduDriver(device).copy(FIRST, FIRST + PAGE, 64);

            assertThat(window.view().slice(PAGE, 64)).isEqualTo(window.view().slice(0, 64));
        }
    }

    @Test
    void shouldBeRefusedACarveOutByIommufdForItHasNoPages() {
        try (VfioDevice device = open(Way.IOMMUFD);
                MemoryRegion region = carveOut();
                MemoryFile window = region.window(0, PAGE)) {
            refusal(Reason.REFUSED, () -> device.map(FIRST, address(window), PAGE, Direction.BIDIRECTIONAL));
        }
    }

    private static MemoryRegion carveOut() {
        return LabMemory.carveOutRegion(4 * PAGE);
    }

    @Test
    void shouldReachHugePages() throws IOException {
        Files.writeString(Path.of("/proc/sys/vm/nr_hugepages"), "1");
        assumeTrue(files.hugePages().free() > 0, "the guest has no huge page left");
        try (VfioDevice device = open(Way.AUTO);
                MemoryFile huge = files.createHuge("huge", HugePages.BYTES)) {
            device.map(HugePages.BYTES, address(huge), huge.size(), Direction.BIDIRECTIONAL);
            fill(huge.view());
            new EduDriver(device).copy(HugePages.BYTES, HugePages.BYTES + (1 << 20) - 8, 4000);

            assertThat(huge.view().slice((1 << 20) - 8, 4000))
                    .isEqualTo(huge.view().slice(0, 4000));
        } finally {
            Files.writeString(Path.of("/proc/sys/vm/nr_hugepages"), "0");
        }
    }

    @Test
    void shouldBelongToOneProgramAndComeByItsOwnDriverOnly() {
        VfioDevice device = open(Way.TYPE1);
        assertThat(refusal(Reason.BUSY, () -> open(Way.TYPE1))).hasMessageContaining("EBUSY");
        device.close();
        edu.unbind();
        assertThat(refusal(Reason.UNKNOWN, () -> open(Way.TYPE1)))
                .hasMessageContainingAll("driver=none", "driver_override");
        edu.bind();
        open(Way.TYPE1).close();
    }

    @Test
    void shouldSayThatItCannotBeResetWhenItHasNoResetOfItsOwn() {
        try (VfioDevice device = open(Way.AUTO)) {
            assertThat(refusal(Reason.UNSUPPORTED, device::reset)).hasMessageContaining("registers");
        }
    }

    private VfioDevice open(Way way) {
        String address = Edu.address();
        if (way == Way.IOMMUFD) {
            Need.device("/dev/iommu");
            Need.device("/sys/bus/pci/devices/" + address + "/vfio-dev");
        }
        return nodes.open(address, way);
    }

    private static long address(MemoryFile file) {
        return file.byAddress().orElseThrow().address();
    }

    private static void fill(ByteBuffer view) {
        for (int i = 0; i < 2 * PAGE && i < view.capacity(); i++) {
            view.put(i, (byte) (i * 31 + 1));
        }
    }

    private static EntrepotException refusal(Reason reason, Runnable call) {
        EntrepotException[] refusal = new EntrepotException[1];
        assertThatExceptionOfType(EntrepotException.class).isThrownBy(call::run).satisfies(e -> {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
            refusal[0] = e;
        });
        return refusal[0];
    }
}
