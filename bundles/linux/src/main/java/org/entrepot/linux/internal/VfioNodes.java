package org.entrepot.linux.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.VfioDevice;
import org.entrepot.linux.VfioDevices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Opens devices that are bound to {@code vfio-pci}. */
@Component
public final class VfioNodes implements VfioDevices {
    private final MemoryFiles files;
    private final Path system;
    private final Mappings mappings;

    /**
     * Opens nothing yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public VfioNodes(@Reference MemoryFiles files, @Reference(service = LoggerFactory.class) Logger log) {
        this(files, Path.of("/sys"), log::warn);
    }

    /**
     * Opens nothing yet, without a framework.
     *
     * @param system where the kernel describes devices
     * @param warnings told what goes wrong where nobody can be told by an exception
     */
    VfioNodes(MemoryFiles files, Path system, Consumer<String> warnings) {
        this.files = files;
        this.system = system;
        this.mappings = new Mappings(new Tally(), UdmabufNode.none("it is no memory file"), warnings);
    }

    @Override
    public List<Bound> bound() {
        return VfioPlace.bound(system).stream()
                .map(address -> new Bound(
                        address,
                        VfioPlace.model(system.resolve("bus/pci/devices").resolve(address))))
                .toList();
    }

    @Override
    public VfioDevice open(String address, Way way) {
        VfioPlace place = VfioPlace.of(system, address);
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "VFIO is the Linux kernel's: device=" + address + ", and here "
                            + files.form().words());
        }
        IoSpace space = isType1(way, place) ? Type1Space.open(place) : IommufdSpace.open(place);
        try {
            return new VfioFunction(place, space, mappings);
        } catch (RuntimeException e) {
            space.close();
            throw e;
        }
    }

    private static boolean isType1(Way way, VfioPlace place) {
        return isType1(way, Type1Space.CONTAINER, place.groupNode(), place.deviceNode());
    }

    /**
     * Type 1 maps what iommufd cannot, so it comes first: where it is, and where there is nothing else. A kernel may have groups
     * without it.
     */
    static boolean isType1(Way way, Path container, Path group, Optional<Path> device) {
        boolean isHere = Files.exists(container) && Files.exists(group);
        return way == Way.TYPE1 || (way == Way.AUTO && (isHere || device.isEmpty()));
    }
}
