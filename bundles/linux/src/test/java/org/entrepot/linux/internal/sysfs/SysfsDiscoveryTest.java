package org.entrepot.linux.internal.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.Constraints;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.IommuGroup;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which devices a small tree tells of. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sysfs is the Linux kernel's")
class SysfsDiscoveryTest {
    private static final String NIC = "sys/devices/pci0000:00/0000:00:03.0";

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private SystemTree tree;

    @BeforeEach
    void plant() {
        tree = new SystemTree(folder);
    }

    private List<FoundDevice> found() {
        return new SysfsDiscovery(folder, NodeAccess.Check.ofSystem(), warnings::add).find();
    }

    private FoundDevice only() {
        List<FoundDevice> found = found();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private void nic() {
        tree.device("pci", "pci0000:00/0000:00:03.0")
                .file(NIC + "/class", "0x020000")
                .file(NIC + "/vendor", "0x1af4")
                .file(NIC + "/device", "0x1041")
                .file(NIC + "/dma_mask_bits", "40")
                .file(NIC + "/consistent_dma_mask_bits", "32");
    }

    @Test
    void shouldTellReachAndDriverWhenADeviceIsOnPci() {
        nic();
        tree.link(NIC + "/driver", "sys/bus/pci/drivers/virtio-pci");

        FoundDevice device = only();

        assertThat(device.kind()).isEqualTo(Kind.PCI);
        assertThat(device.name()).isEqualTo("0000:00:03.0");
        assertThat(device.words()).isEqualTo("network, 1af4:1041");
        assertThat(device.bus()).hasValue("pci-0000:00:03.0");
        assertThat(device.driver()).hasValue("virtio-pci");
        assertThat(device.dma().addressBits()).hasValue(40);
        assertThat(device.dma().coherentAddressBits()).hasValue(32);
        assertThat(device.dma().isTranslated()).isFalse();
        assertThat(device.constraints())
                .isEqualTo(Constraints.builder().addressBits(40).build());
        assertThat(device.node()).isEmpty();
    }

    @Test
    void shouldBeTranslatedWhenItsGroupHasATranslatingDomain() {
        nic();
        tree.link(NIC + "/iommu_group", "sys/kernel/iommu_groups/7").file("sys/kernel/iommu_groups/7/type", "DMA-FQ");

        Dma dma = only().dma();

        assertThat(dma.iommuGroup()).hasValueSatisfying(group -> {
            assertThat(group.number()).isEqualTo(7);
            assertThat(group.domain()).hasValue("DMA-FQ");
        });
        assertThat(dma.isTranslated()).isTrue();
    }

    @Test
    void shouldNotBeTranslatedWhenItsGroupLetsAddressesThroughOrDoesNotSay() {
        nic();
        tree.link(NIC + "/iommu_group", "sys/kernel/iommu_groups/7");
        assertThat(only().dma().iommuGroup()).map(IommuGroup::domain).hasValueSatisfying(domain -> assertThat(domain)
                .isEmpty());
        assertThat(only().dma().isTranslated()).isFalse();

        tree.file("sys/kernel/iommu_groups/7/type", "identity");
        assertThat(only().dma().isTranslated()).isFalse();
    }

    @Test
    void shouldListPlatformDevicesWhenTheyHaveADriverOrAnIommu() {
        tree.device("platform", "platform/fe800000.csi")
                .link("sys/devices/platform/fe800000.csi/driver", "sys/bus/platform/drivers/unicam")
                .write("sys/devices/platform/fe800000.csi/of_node/compatible", "brcm,bcm2835-unicam\0brcm,unicam\0")
                .device("platform", "platform/isp")
                .link("sys/devices/platform/isp/iommu_group", "sys/kernel/iommu_groups/1")
                .device("platform", "platform/pcspkr");

        assertThat(found()).extracting(FoundDevice::name).containsExactly("fe800000.csi", "isp");
        assertThat(found().get(0).words()).isEqualTo("brcm,bcm2835-unicam");
        assertThat(found().get(0).constraints()).isEqualTo(Constraints.NONE);
    }

    @Test
    void shouldTellNameAndLimitsOfWhatItSitsOnWhenACameraIsThere() {
        nic();
        tree.ofClass("video4linux", "pci0000:00/0000:00:03.0/video4linux/video0")
                .file(NIC + "/video4linux/video0/name", "capture engine")
                .link(NIC + "/driver", "sys/bus/pci/drivers/grabber")
                .write("dev/video0", "");

        FoundDevice camera = found().get(1);

        assertThat(camera.kind()).isEqualTo(Kind.VIDEO4LINUX);
        assertThat(camera.words()).isEqualTo("capture engine");
        assertThat(camera.bus()).hasValue("pci-0000:00:03.0");
        assertThat(camera.driver()).hasValue("grabber");
        assertThat(camera.dma().addressBits()).hasValue(40);
        assertThat(camera.node()).hasValue(new Node(folder.resolve("dev/video0"), Access.OPEN, ""));
    }

    @Test
    void shouldTellTheHostControllersLimitsWhenACameraIsOnUsb() {
        nic();
        tree.device("usb", "pci0000:00/0000:00:03.0/usb1/1-2/1-2:1.0")
                .ofClass("video4linux", "pci0000:00/0000:00:03.0/usb1/1-2/1-2:1.0/video4linux/video0");

        FoundDevice camera = found().get(1);

        assertThat(camera.bus()).hasValue("usb-1-2:1.0");
        assertThat(camera.dma().addressBits()).hasValue(40);
    }

    @Test
    void shouldTellTheConnectorsWhenADisplayIsThere() {
        String card = "pci0000:00/0000:00:03.0/drm/card0";
        nic();
        tree.ofClass("drm", card)
                .ofClass("drm", "pci0000:00/0000:00:03.0/drm/renderD128")
                .link("sys/class/drm/card0-HDMI-A-1", "sys/devices/" + card + "/card0-HDMI-A-1")
                .file("sys/devices/" + card + "/card0-HDMI-A-1/status", "connected")
                .link("sys/class/drm/card0-VGA-1", "sys/devices/" + card + "/card0-VGA-1")
                .folder("sys/devices/" + card + "/card0-VGA-1")
                .file("sys/class/drm/version", "drm 1.1.0 20060810");

        List<FoundDevice> displays =
                found().stream().filter(device -> device.kind() == Kind.DRM).toList();

        assertThat(displays).extracting(FoundDevice::name).containsExactly("card0", "renderD128");
        assertThat(displays.get(0).words()).isEqualTo("HDMI-A-1 connected, VGA-1 unknown");
        assertThat(displays.get(0).node()).map(Node::path).hasValue(folder.resolve("dev/dri/card0"));
    }

    @Test
    void shouldListAHeapWhenOnlyTheKernelOrOnlyItsNodeIsThere() {
        tree.folder("sys/devices/virtual/dma_heap/system")
                .link("sys/class/dma_heap/system", "sys/devices/virtual/dma_heap/system")
                .write("dev/dma_heap/reserved", "");

        assertThat(found()).extracting(FoundDevice::name).containsExactly("reserved", "system");
        assertThat(found().get(0).node()).map(Node::access).hasValue(Access.OPEN);
        assertThat(found().get(1).node()).hasValueSatisfying(node -> {
            assertThat(node.access()).isEqualTo(Access.ABSENT);
            assertThat(node.advice()).contains("hand it to the container");
        });
    }

    @Test
    void shouldLookAnewWhenAskedAgain() {
        assertThat(found()).isEmpty();
        nic();
        assertThat(found()).hasSize(1);
    }

    @Test
    void shouldOrderByNumberWhenNamesHaveOne() {
        for (String name : List.of("video10", "video2", "v4l-subdev0")) {
            tree.ofClass("video4linux", "platform/cam/video4linux/" + name);
        }

        assertThat(found()).extracting(FoundDevice::name).containsExactly("v4l-subdev0", "video2", "video10");
    }

    @Test
    void shouldFindNothingWhenThereIsNoSysfs() {
        assertThat(new SysfsDiscovery(folder.resolve("none"), NodeAccess.Check.ofSystem(), warnings::add).find())
                .isEmpty();
    }

    @Test
    void shouldAnswerForThisMachineWhenAskedOfIt() {
        List<FoundDevice> real = new SysfsDiscovery(Path.of("/"), NodeAccess.Check.ofSystem(), warnings::add).find();

        assertThat(real).allSatisfy(device -> assertThat(device.dma().addressBits())
                .matches(bits -> bits.isEmpty() || bits.getAsInt() >= 12));
        assertThat(real).doesNotHaveDuplicates();
        assertThat(warnings).isEmpty();
    }
}
