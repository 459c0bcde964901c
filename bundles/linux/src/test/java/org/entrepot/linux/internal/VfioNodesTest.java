package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.linux.VfioDevices.Bound;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.Vfio.VfioInfoCapHeaderLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1InfoCapIovaRangeLayout;
import org.entrepot.linux.internal.Vfio.VfioIommuType1InfoLayout;
import org.entrepot.linux.internal.Vfio.VfioIovaRangeLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VfioNodesTest {
    private static final String ADDRESS = "0000:00:03.0";

    @TempDir
    private Path system;

    private final MemoryFileStore files = new MemoryFileStore("direct", null, warning -> {});

    @Test
    void shouldListWhatIsBoundInOrderAndNothingElse() throws IOException {
        device("0000:01:00.0", "vfio-pci", "1");
        device(ADDRESS, "vfio-pci", "2");
        device("0000:00:02.0", "nvme", "3");

        assertThat(nodes().bound())
                .containsExactly(new Bound(ADDRESS, "1234:11e8"), new Bound("0000:01:00.0", "1234:11e8"));
    }

    @Test
    void shouldListNothingWhereTheDriverIsNotLoaded() {
        assertThat(nodes().bound()).isEmpty();
    }

    @Test
    void shouldSayHowADeviceIsBoundThatIsNot() throws IOException {
        device(ADDRESS, "", "2");

        refusal(ADDRESS, Reason.UNKNOWN)
                .withMessageContainingAll("driver=none", "driver_override", "drivers_probe")
                .withMessageNotContaining("unbind");
    }

    @Test
    void shouldSayWhichDriverHasADevice() throws IOException {
        device(ADDRESS, "nvme", "2");

        refusal(ADDRESS, Reason.BUSY).withMessageContainingAll("driver=nvme", "driver/unbind", "driver_override");
    }

    @Test
    void shouldSayThatNoIommuStandsBeforeADevice() throws IOException {
        device(ADDRESS, "vfio-pci", "");

        refusal(ADDRESS, Reason.UNSUPPORTED).withMessageContainingAll("iommu_group=none", "intel_iommu=on");
    }

    @Test
    void shouldSayThatAFunctionIsNotHere() {
        refusal("0000:7f:00.0", Reason.UNKNOWN).withMessageContaining("device=0000:7f:00.0");
    }

    @Test
    void shouldSayThatNoNativeCallsAreMadeHere() throws IOException {
        device(ADDRESS, "vfio-pci", "2");

        refusal(ADDRESS, Reason.UNSUPPORTED).withMessageContaining("device=" + ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00:03.0", "0000:00:03.8", "../0000:00:03.0", "0000:00:03.0/.."})
    void shouldRefuseWhatIsNoAddress(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes().open(address, Way.AUTO))
                .withMessageContaining("device=" + address);
    }

    @Test
    void shouldFindTheRangesBehindOtherCapabilities() {
        ByteBuffer info = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        info.putInt(VfioIommuType1InfoLayout.CAP_OFFSET, 24);
        info.putShort(24 + VfioInfoCapHeaderLayout.ID, (short) Vfio.VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL)
                .putInt(24 + VfioInfoCapHeaderLayout.NEXT, 40);
        info.putShort(40 + VfioInfoCapHeaderLayout.ID, (short) Vfio.VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE)
                .putInt(40 + VfioIommuType1InfoCapIovaRangeLayout.NR_IOVAS, 2);
        int ranges = 40 + VfioIommuType1InfoCapIovaRangeLayout.IOVA_RANGES;
        info.putLong(ranges + VfioIovaRangeLayout.END, 0xfedf_ffffL);
        info.putLong(ranges + VfioIovaRangeLayout.SIZEOF + VfioIovaRangeLayout.START, 0xfef0_0000L)
                .putLong(ranges + VfioIovaRangeLayout.SIZEOF + VfioIovaRangeLayout.END, -1);

        assertThat(Type1Space.ranges(info)).containsExactly(new Reach(0, 0xfedf_ffffL), new Reach(0xfef0_0000L, -1));
    }

    @Test
    void shouldTakeAllAddressesWhereTheKernelTellsOfNone() {
        ByteBuffer info = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

        assertThat(Type1Space.ranges(info)).containsExactly(new Reach(0, -1));
    }

    @Test
    void shouldTakeTheWayThatTheKernelHas() throws IOException {
        Path here = Files.createFile(system.resolve("here"));
        Path absent = system.resolve("absent");
        Optional<Path> device = Optional.of(here);

        assertThat(VfioNodes.isType1(Way.AUTO, here, here, device)).isTrue();
        assertThat(VfioNodes.isType1(Way.AUTO, absent, here, device))
                .as("no containers")
                .isFalse();
        assertThat(VfioNodes.isType1(Way.AUTO, here, absent, device))
                .as("no group")
                .isFalse();
        assertThat(VfioNodes.isType1(Way.AUTO, absent, here, Optional.empty())).isTrue();
        assertThat(VfioNodes.isType1(Way.TYPE1, absent, absent, device)).isTrue();
    }

    private VfioNodes nodes() {
        return new VfioNodes(files, system, warning -> {});
    }

    private ThrowableAssertAlternative<EntrepotException> refusal(String address, Reason reason) {
        return assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> nodes().open(address, Way.AUTO))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private void device(String address, String driver, String group) throws IOException {
        Path folder = Files.createDirectories(system.resolve("bus/pci/devices").resolve(address));
        Files.writeString(folder.resolve("vendor"), "0x1234\n");
        Files.writeString(folder.resolve("device"), "0x11e8\n");
        if (!driver.isEmpty()) {
            Path drivers =
                    Files.createDirectories(system.resolve("bus/pci/drivers").resolve(driver));
            Files.createSymbolicLink(folder.resolve("driver"), drivers);
            Files.createSymbolicLink(drivers.resolve(address), folder);
            Files.write(drivers.resolve("new_id"), new byte[0]);
        }
        if (!group.isEmpty()) {
            Files.createSymbolicLink(
                    folder.resolve("iommu_group"),
                    Files.createDirectories(
                            system.resolve("kernel/iommu_groups").resolve(group)));
        }
    }
}
