package org.entrepot.linux.internal.sysfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.FoundDevice.Dma;
import org.entrepot.api.FoundDevice.Kind;
import org.entrepot.spi.DeviceDiscovery;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Finds devices in sysfs and their nodes in {@code /dev}. Finds nothing where there is no sysfs. */
@Component
public final class SysfsDiscovery implements DeviceDiscovery {
    private static final Pattern DRM_NODE = Pattern.compile("(card|renderD)\\d{1,4}");

    private final Path system;
    private final Path nodes;
    private final Listing listing;
    private final NodeAccess access;

    /** Of this machine. */
    @Activate
    public SysfsDiscovery(@Reference(service = LoggerFactory.class) Logger log) {
        this(Path.of("/"), NodeAccess.Check.ofSystem(), log::warn);
    }

    /**
     * Of any tree.
     *
     * @param root under which are {@code sys} and {@code dev}
     * @param check who knows whether a node may be opened
     * @param warnings told what is left out
     */
    SysfsDiscovery(Path root, NodeAccess.Check check, Consumer<String> warnings) {
        this.system = root.resolve("sys");
        this.nodes = root.resolve("dev");
        this.listing = new Listing(warnings);
        this.access = new NodeAccess(check);
    }

    @Override
    public List<FoundDevice> find() {
        return Stream.of(pci(), platform(), video(), drm(), heaps())
                .flatMap(List::stream)
                .toList();
    }

    private List<FoundDevice> pci() {
        return onBus(
                Kind.PCI,
                device -> PciClass.words(device.text("class")) + ", "
                        + device.text("vendor").map(SysfsDiscovery::hex).orElse("?") + ":"
                        + device.text("device").map(SysfsDiscovery::hex).orElse("?"));
    }

    private static String hex(String number) {
        return number.startsWith("0x") ? number.substring(2) : number;
    }

    /** There are many that have nothing to do with memory; none of those has a driver or an I/O MMU. */
    private List<FoundDevice> platform() {
        return onBus(Kind.PLATFORM, device -> device.text("of_node/compatible").orElse("")).stream()
                .filter(found ->
                        found.driver().isPresent() || found.dma().iommuGroup().isPresent())
                .toList();
    }

    private List<FoundDevice> onBus(Kind kind, Function<DeviceFolder, String> words) {
        Path folder = system.resolve("bus").resolve(kind.words()).resolve("devices");
        List<FoundDevice> found = new ArrayList<>();
        for (String name : listing.of(folder)) {
            DeviceFolder.at(folder.resolve(name), system)
                    .ifPresent(device -> found.add(new FoundDevice(
                            kind,
                            Words.printable(name),
                            words.apply(device),
                            Optional.of(kind.words() + "-" + Words.printable(name)),
                            device.driver(),
                            device.dma(system),
                            Optional.empty())));
        }
        return found;
    }

    private List<FoundDevice> video() {
        return listing.of(classFolder(Kind.VIDEO4LINUX)).stream()
                .map(name -> ofClass(Kind.VIDEO4LINUX, name, nodes.resolve(name), said(Kind.VIDEO4LINUX, name, "name")))
                .toList();
    }

    /** Displays and renderers have nodes; what else is listed there are the connectors of the displays. */
    private List<FoundDevice> drm() {
        List<String> names = listing.of(classFolder(Kind.DRM));
        return names.stream()
                .filter(name -> DRM_NODE.matcher(name).matches())
                .map(name -> ofClass(Kind.DRM, name, nodes.resolve("dri").resolve(name), connectors(name, names)))
                .toList();
    }

    private String connectors(String card, List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith(card + "-"))
                .map(name -> Words.printable(name.substring(card.length() + 1)) + " " + status(name))
                .collect(Collectors.joining(", "));
    }

    private String status(String connector) {
        String status = said(Kind.DRM, connector, "status");
        return status.isEmpty() ? "unknown" : status;
    }

    /** Listed where either the kernel or {@code /dev} has it: a container may show only one of the two. */
    private List<FoundDevice> heaps() {
        SortedSet<String> names = new TreeSet<>(Listing.NATURAL);
        names.addAll(listing.of(classFolder(Kind.DMA_HEAP)));
        names.addAll(listing.of(nodes.resolve("dma_heap")));
        return names.stream()
                .map(name ->
                        ofClass(Kind.DMA_HEAP, name, nodes.resolve("dma_heap").resolve(name), "memory as DMA-BUFs"))
                .toList();
    }

    private FoundDevice ofClass(Kind kind, String name, Path node, String words) {
        Optional<DeviceFolder> parent =
                DeviceFolder.at(classFolder(kind).resolve(name).resolve("device"), system);
        return new FoundDevice(
                kind,
                Words.printable(name),
                words,
                parent.flatMap(DeviceFolder::bus),
                parent.flatMap(DeviceFolder::driver),
                parent.map(device -> device.dma(system)).orElse(Dma.UNKNOWN),
                Optional.of(access.node(node, kind)));
    }

    private Path classFolder(Kind kind) {
        return system.resolve("class").resolve(kind.words());
    }

    private String said(Kind kind, String name, String attribute) {
        return DeviceFolder.at(classFolder(kind).resolve(name), system)
                .flatMap(device -> device.text(attribute))
                .orElse("");
    }
}
