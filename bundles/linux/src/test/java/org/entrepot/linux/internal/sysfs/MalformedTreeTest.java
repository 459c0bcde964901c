package org.entrepot.linux.internal.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.Constraints;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Dma;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a tree that makes no sense: it is unknown, and the rest is found all the same. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sysfs is the Linux kernel's")
class MalformedTreeTest {
    private static final String DEVICE = "sys/devices/pci0000:00/0000:00:03.0";

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private SystemTree tree;

    @BeforeEach
    void plant() {
        tree = new SystemTree(folder).device("pci", "pci0000:00/0000:00:03.0");
    }

    private List<FoundDevice> found() {
        return new SysfsDiscovery(folder, NodeAccess.Check.ofSystem(), warnings::add).find();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "11", "65", "-1", "0x20", "32 bits", "99999999999999999999", "thirty-two"})
    void shouldBeUnknownWhenAMaskIsNone(String bits) {
        tree.file(DEVICE + "/dma_mask_bits", bits).file(DEVICE + "/consistent_dma_mask_bits", bits);

        assertThat(found()).hasSize(1).allSatisfy(device -> {
            assertThat(device.dma()).isEqualTo(Dma.UNKNOWN);
            assertThat(device.constraints()).isEqualTo(Constraints.NONE);
        });
    }

    @Test
    void shouldBeUnknownWhenNothingIsSaid() {
        assertThat(found()).hasSize(1).allSatisfy(device -> {
            assertThat(device.words()).isEqualTo("of unknown class, ?:?");
            assertThat(device.driver()).isEmpty();
            assertThat(device.dma()).isEqualTo(Dma.UNKNOWN);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero", "-1", "12345678901"})
    void shouldHaveNoGroupWhenItsNumberIsNone(String number) {
        tree.link(DEVICE + "/iommu_group", "sys/kernel/iommu_groups/" + number);

        assertThat(found())
                .hasSize(1)
                .allSatisfy(device -> assertThat(device.dma().iommuGroup()).isEmpty());
    }

    @Test
    void shouldStayOneLineWhenTextHasControlCharactersOrNoEnd() {
        tree.ofClass("video4linux", "pci0000:00/0000:00:03.0/video4linux/video0")
                .write(DEVICE + "/video4linux/video0/name", "cam\u001b[2Jera\nsecond line")
                .ofClass("video4linux", "pci0000:00/0000:00:03.0/video4linux/video1")
                .write(DEVICE + "/video4linux/video1/name", "x".repeat(1 << 20));

        assertThat(found().get(1).words()).isEqualTo("cam?[2Jera");
        assertThat(found().get(2).words()).isEqualTo("x".repeat(128));
    }

    @Test
    void shouldBelieveNothingWhenALinkLeadsOutOfTheDevices() {
        tree.file("elsewhere/dma_mask_bits", "64")
                .folder("sys/class/video4linux/video0")
                .link("sys/class/video4linux/video0/device", "elsewhere")
                .link("sys/bus/pci/devices/0000:00:04.0", "elsewhere");

        assertThat(found()).extracting(FoundDevice::name).containsExactly("0000:00:03.0", "video0");
        assertThat(found().get(1).dma()).isEqualTo(Dma.UNKNOWN);
        assertThat(found().get(1).bus()).isEmpty();
    }

    @Test
    void shouldGoOnWhenLinksAreBrokenOrGoRound() {
        tree.link("sys/bus/pci/devices/0000:00:04.0", "sys/devices/nowhere")
                .link("sys/bus/pci/devices/0000:00:05.0", "sys/bus/pci/devices/0000:00:05.0");

        assertThat(found()).extracting(FoundDevice::name).containsExactly("0000:00:03.0");
    }

    @Test
    void shouldSaySoWhenThereIsMoreThanIsLookedAt() {
        for (int i = 0; i < Listing.MOST + 1; i++) {
            tree.write("dev/dma_heap/heap" + i, "");
        }

        assertThat(found()).hasSize(1 + Listing.MOST);
        assertThat(warnings).singleElement().asString().contains("folder=" + folder.resolve("dev/dma_heap"));
    }
}
