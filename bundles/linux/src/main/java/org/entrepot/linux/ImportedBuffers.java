package org.entrepot.linux;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How buffers get to drivers of the kernel: by descriptor ({@link org.entrepot.api.MappingType#FD}). A service; safe for use by several
 * threads. With it comes a {@link org.entrepot.spi.Mapper} for the devices that are opened here: it duplicates a buffer's
 * descriptor and gives addresses that mean nothing but which buffer it is. The driver itself finds the addresses of its bus; what
 * they must be like is among the {@linkplain org.entrepot.spi.Importer#constraints() constraints} of the device, from which the
 * mapper lifts nothing.
 */
@ProviderType
public interface ImportedBuffers {
    /** The mapper's name. */
    String MAPPER = "driver0";

    /**
     * Maps for a device from now on: called before its {@link org.entrepot.spi.Importer} is registered, and closed after that is
     * unregistered.
     *
     * @param device its name
     * @param letGo called when the last mapping of an import is being closed, before its descriptor is: when it returns the driver uses the
     *     memory no more, and whatever it made of the descriptor (a handle, a framebuffer) is gone. By the thread that unmaps, under the
     *     buffer's reservation: bounded, and without waiting for anybody who may hold that. Calls for different buffers may come at once
     * @return what is mapped for it, which the caller closes
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#BUSY} if a device of this name is open, with
     *     {@link org.entrepot.api.Reason#UNSUPPORTED} if no native calls are made here
     */
    DeviceImports open(String device, Consumer<ImportedBuffer> letGo);
}
