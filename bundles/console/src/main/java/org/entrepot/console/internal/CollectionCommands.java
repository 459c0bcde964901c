package org.entrepot.console.internal;

import org.apache.felix.service.command.Descriptor;
import org.entrepot.control.ControlPlane;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command about collections of buffers. */
@Component(
        service = CollectionCommands.class,
        property = {"osgi.command.scope=dma", "osgi.command.function=collections"})
public final class CollectionCommands {
    private final ControlPlane control;

    /** Over the control plane. */
    @Activate
    public CollectionCommands(@Reference ControlPlane control) {
        this.control = control;
    }

    /** Lists the collections. */
    @Descriptor("the collections of buffers: how far each has come, and who has not answered")
    public Views.Collections collections(Object... words) {
        new Arguments("collections", words).exactly(0, 0);
        return new Views.Collections(control.collections());
    }
}
