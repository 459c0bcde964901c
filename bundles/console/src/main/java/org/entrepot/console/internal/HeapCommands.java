package org.entrepot.console.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            "osgi.command.function=heap",
            "osgi.command.function=devices",
            "osgi.command.function=faults",
            "osgi.command.function=fences",
            "osgi.command.function=machine",
            "osgi.command.function=accounts",
            "osgi.command.function=health",
            "osgi.command.function=disable",
            "osgi.command.function=enable"
        })
public final class HeapCommands {
    /** On a terminal: 32 rows of 64. */
    private static final int CELLS_AS_TEXT = 1 << 11;

    /** In a picture: as many as a tiler's container has slots. */
    private static final int CELLS_IN_A_PICTURE = 1 << 15;

    private final ControlPlane control;

    /** Over the control plane. */
    @Activate
    public HeapCommands(@Reference ControlPlane control) {
        this.control = control;
    }

    /** Lists the heaps. */
    @Descriptor("the heaps: state, how full, where, real or emulated")
    public Object heaps(Object... words) {
        Arguments arguments = new Arguments("heaps", words);
        boolean json = arguments.flag("--json");
        arguments.exactly(0, 0);
        return json ? new Views.Notice(StatusJson.heaps(control.heaps())) : new Views.Heaps(control.heaps());
    }

    /** Draws a heap from inside; without a name, lists the heaps. */
    @Descriptor("one heap from inside: how its memory is used, place by place; with --svg, into a file")
    public Object heap(Object... words) {
        Arguments arguments = new Arguments("heap", words);
        Optional<Path> picture = arguments.option("--svg").map(RunWords::path);
        List<String> given = arguments.exactly(picture.isPresent() ? 1 : 0, 1);
        if (given.isEmpty()) {
            return new Views.Heaps(control.heaps());
        }
        String name = given.get(0);
        return picture.isPresent() ? drawn(name, picture.get()) : new Views.Heap(control.inside(name, CELLS_AS_TEXT));
    }

    private Views.Notice drawn(String name, Path file) {
        String svg = HeapSvg.of(control.inside(name, CELLS_IN_A_PICTURE));
        PictureFile.write(file, svg);
        return new Views.Notice("heap " + name + " is drawn in " + file);
    }

    /** Lists the devices. */
    @Descriptor("the devices: what they cannot do, who maps for them, faults; with --machine, what the kernel knows")
    public Object devices(Object... words) {
        Arguments arguments = new Arguments("devices", words);
        boolean machine = arguments.flag("--machine");
        boolean json = arguments.flag("--json");
        arguments.exactly(0, 0);
        if (machine && json) {
            throw arguments.usage("what the kernel knows is shown as a table only: options=[--machine, --json]");
        }
        if (json) {
            return new Views.Notice(StatusJson.devices(control.devices()));
        }
        return machine ? new Views.Found(control.found()) : new Views.Devices(control.devices());
    }

    /** Lists the timelines of fences. */
    @Descriptor("the timelines of fences: whose, how far, and for how long the oldest is pending")
    public Views.Timelines fences(Object... words) {
        new Arguments("fences", words).exactly(0, 0);
        return new Views.Timelines(control.timelines());
    }

    /** Lists the DMA faults. */
    @Descriptor("the last DMA faults, and how many each device took")
    public Views.Faults faults(Object... words) {
        new Arguments("faults", words).exactly(0, 0);
        return new Views.Faults(control.faults(), control.devices());
    }

    /** Says what is real. */
    @Descriptor("what is real on this machine and what is emulated, and why")
    public Views.Machine machine(Object... words) {
        new Arguments("machine", words).exactly(0, 0);
        return new Views.Machine(control.heaps(), control.devices(), control.found());
    }

    /** Lists the accounts. */
    @Descriptor("what each bundle is charged")
    public Views.Accounts accounts(Object... words) {
        new Arguments("accounts", words).exactly(0, 0);
        return new Views.Accounts(control.accounts(), control.totals());
    }

    /** Says how the platform is. */
    @Descriptor("how the platform is: faults, stranded buffers, heaps without room, limits nearly reached")
    public Views.Condition health(Object... words) {
        new Arguments("health", words).exactly(0, 0);
        return new Views.Condition(control.health());
    }

    /** Takes a heap out of service. */
    @Descriptor("takes a heap out of service; its buffers move to others, and what cannot stays valid")
    public Views.Notice disable(Object... words) {
        String heap = new Arguments("disable", words).exactly(1, 1).get(0);
        control.disable(heap);
        return new Views.Notice("heap " + heap + " is out of service; its buffers move to others, see dma:migrations");
    }

    /** Puts a heap back. */
    @Descriptor("puts a heap back into service")
    public Views.Notice enable(Object... words) {
        String heap = new Arguments("enable", words).exactly(1, 1).get(0);
        control.enable(heap);
        return new Views.Notice("heap " + heap + " is in service");
    }
}
