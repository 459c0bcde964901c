package org.entrepot.console.internal;

import org.apache.felix.service.command.Descriptor;
import org.entrepot.control.ControlPlane;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands about heaps, devices and accounts. */
@Component(
        service = HeapCommands.class,
        property = {
            "osgi.command.scope=dma",
            "osgi.command.function=heaps",
            "osgi.command.function=devices",
            "osgi.command.function=machine",
            "osgi.command.function=accounts",
            "osgi.command.function=disable",
            "osgi.command.function=enable"
        })
public final class HeapCommands {
    private final ControlPlane control;

    /** Over the control plane. */
    @Activate
    public HeapCommands(@Reference ControlPlane control) {
        this.control = control;
    }

    /** Lists the heaps. */
    @Descriptor("the heaps: state, how full, where, real or emulated")
    public Views.Heaps heaps(Object... words) {
        new Arguments("heaps", words).exactly(0, 0);
        return new Views.Heaps(control.heaps());
    }

    /** Lists the devices. */
    @Descriptor("the devices: what they cannot do, who maps for them, faults")
    public Views.Devices devices(Object... words) {
        new Arguments("devices", words).exactly(0, 0);
        return new Views.Devices(control.devices());
    }

    /** Says what is real. */
    @Descriptor("what is real on this machine and what is emulated, and why")
    public Views.Machine machine(Object... words) {
        new Arguments("machine", words).exactly(0, 0);
        return new Views.Machine(control.heaps(), control.devices());
    }

    /** Lists the accounts. */
    @Descriptor("what each bundle is charged")
    public Views.Accounts accounts(Object... words) {
        new Arguments("accounts", words).exactly(0, 0);
        return new Views.Accounts(control.accounts());
    }

    /** Takes a heap out of service. */
    @Descriptor("takes a heap out of service; its buffers stay valid")
    public Views.Notice disable(Object... words) {
        String heap = new Arguments("disable", words).exactly(1, 1).get(0);
        control.disable(heap);
        return new Views.Notice("heap " + heap + " is out of service; its buffers stay valid");
    }

    /** Puts a heap back. */
    @Descriptor("puts a heap back into service")
    public Views.Notice enable(Object... words) {
        String heap = new Arguments("enable", words).exactly(1, 1).get(0);
        control.enable(heap);
        return new Views.Notice("heap " + heap + " is in service");
    }
}
