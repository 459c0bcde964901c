package org.entrepot.linux.internal.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Access;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.api.FoundDevice.Node;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real kernel tells of its devices is found, as it comes and goes. */
@Shows(Feature.DISCOVERY)
class SysfsDiscoveryInGuest {
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final SysfsDiscovery discovery =
            new SysfsDiscovery(Path.of("/"), NodeAccess.Check.ofSystem(), warnings::add);

    @AfterEach
    void warnOfNothing() {
        assertThat(warnings).isEmpty();
    }

    private List<FoundDevice> found(Kind kind) {
        return discovery.find().stream().filter(device -> device.kind() == kind).toList();
    }

    private Stream<FoundDevice> cameras() {
        return found(Kind.VIDEO4LINUX).stream().filter(device -> device.words().endsWith("-vid-cap"));
    }

    @Test
    void shouldTellHowFarADeviceReachesWhenItsDriverSaidSo() {
        assertThat(found(Kind.PCI))
                .filteredOn(
                        device -> device.driver().filter("virtio-pci"::equals).isPresent())
                .isNotEmpty()
                .allSatisfy(device -> {
                    assertThat(device.dma().addressBits()).hasValue(64);
                    assertThat(device.words()).contains(", 1af4:");
                });
        assertThat(found(Kind.PCI))
                .as("a device without a driver has the mask it began with")
                .filteredOn(device -> device.driver().isEmpty())
                .isNotEmpty()
                .allSatisfy(
                        device -> assertThat(device.constraints().addressBits()).isEqualTo(32));
    }

    @Test
    void shouldFindTheSystemHeapOpenWhenTheUserIsRoot() {
        assertThat(found(Kind.DMA_HEAP))
                .filteredOn(heap -> heap.name().equals("system"))
                .singleElement()
                .satisfies(heap ->
                        assertThat(heap.node()).hasValue(new Node(Path.of("/dev/dma_heap/system"), Access.OPEN, "")));
    }

    @Test
    void shouldFindACameraAsLongAsItsDriverIsThere() throws Exception {
        assumeTrue(cameras().findAny().isEmpty(), "vivid is there already, and somebody may be using it");
        assumeTrue(modprobe("vivid"), "this kernel has no vivid");
        try {
            FoundDevice camera = cameras().findFirst().orElseThrow();

            assertThat(camera.words()).isEqualTo("vivid-000-vid-cap");
            assertThat(camera.bus()).hasValue("platform-vivid.0");
            assertThat(camera.driver()).hasValue("vivid");
            assertThat(camera.node()).hasValue(new Node(Path.of("/dev", camera.name()), Access.OPEN, ""));
            assertThat(found(Kind.PLATFORM)).extracting(FoundDevice::name).contains("vivid.0");
        } finally {
            assertThat(modprobe("-r", "vivid")).isTrue();
        }
        assertThat(cameras()).isEmpty();
    }

    private static boolean modprobe(String... words) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("modprobe"), Stream.of(words)).toList();
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
