package org.entrepot.linux.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.entrepot.api.Constraints;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.ImportedBuffers;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.Match;
import org.entrepot.spi.MemoryCookie;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Maps by descriptor, for devices whose driver in the kernel does the rest. */
@Component(
        service = {Mapper.class, ImportedBuffers.class},
        property = Mapper.NAME_PROPERTY + "=" + ImportedBuffers.MAPPER)
public final class DriverMapper implements Mapper, ImportedBuffers {
    private final MemoryFiles files;
    private final ConcurrentMap<String, DriverSpace> spaces = new ConcurrentHashMap<>();

    /**
     * Serves nobody yet.
     *
     * @param files whose form says whether native calls are made here
     */
    @Activate
    public DriverMapper(@Reference MemoryFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return MAPPER;
    }

    @Override
    public DeviceImports open(String device, Consumer<ImportedBuffer> letGo) {
        if (files.form().kind() != MemoryFiles.Form.Kind.SEALED_MEMFD) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "drivers are the Linux kernel's: device=" + device + ", and here "
                            + files.form().words());
        }
        DriverSpace made = new DriverSpace(device, letGo, gone -> spaces.remove(device, gone));
        if (spaces.putIfAbsent(device, made) != null) {
            throw new EntrepotException(
                    Reason.BUSY, "a device has a name of its own: device=" + device + "; configure another");
        }
        return made;
    }

    @Override
    public boolean serves(DeviceDescription device) {
        return spaces.containsKey(device.name());
    }

    @Override
    public Constraints lift(Constraints constraints) {
        return constraints;
    }

    @Override
    public Match match(DeviceDescription device, MemoryCookie cookie) {
        return cookie instanceof MemoryCookie.Descriptor ? Match.YES : Match.TRY_NEXT;
    }

    @Override
    public DeviceAddresses map(MapRequest request) {
        if (!(request.cookie() instanceof MemoryCookie.Descriptor descriptor)) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a driver of the kernel imports descriptors: device="
                            + request.device().name() + " offered="
                            + request.cookie().type()
                            + "; use memory that has one, see dma:heaps");
        }
        DriverSpace space = spaces.get(request.device().name());
        if (space == null) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a device maps while it is here: device=" + request.device().name()
                            + "; attach it when it is back");
        }
        return space.map(request, descriptor.descriptor());
    }
}
