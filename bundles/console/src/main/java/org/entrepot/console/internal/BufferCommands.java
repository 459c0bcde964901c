package org.entrepot.console.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.Allocator;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.ControlPlane;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Commands about buffers. Immediate, because the shell gives the service back after each command and the buffers stay. */
@Component(
        service = BufferCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=dma",
            "osgi.command.function=buffers",
            "osgi.command.function=buffer",
            "osgi.command.function=alloc",
            "osgi.command.function=explain",
            "osgi.command.function=free",
            "osgi.command.function=attach",
            "osgi.command.function=detach",
            "osgi.command.function=map",
            "osgi.command.function=unmap",
            "osgi.command.function=dump",
            "osgi.command.function=fill"
        })
public final class BufferCommands {
    private static final int SHOWN = 256;
    private static final int MOST_SHOWN = 1 << 16;

    private final Allocator allocator;
    private final ControlPlane control;
    private final BufferShelf shelf;

    /** Over the allocator, whose account is this bundle's, and the control plane. */
    @Activate
    public BufferCommands(@Reference Allocator allocator, @Reference ControlPlane control) {
        this.allocator = allocator;
        this.control = control;
        this.shelf = new BufferShelf(control);
    }

    @Deactivate
    void deactivate() {
        shelf.clear();
    }

    /** Lists the buffers, or those that are stranded. */
    @Descriptor("the open buffers: where, whose, attached to what")
    public Object buffers(Object... words) {
        Arguments arguments = new Arguments("buffers", words);
        boolean stranded = arguments.flag("--stranded");
        arguments.exactly(0, 0);
        return stranded
                ? new Views.Stranded(control.buffers().stream()
                        .filter(buffer -> buffer.placement() == BufferStatus.Placement.STRANDED)
                        .toList())
                : new Views.Buffers(control.buffers(), control.counters());
    }

    /** Shows a buffer. */
    @Descriptor("one buffer: its planes, who is attached, and how each came to its mapping type")
    public Views.OneBuffer buffer(Object... words) {
        Arguments arguments = new Arguments("buffer", words);
        long id = arguments.number("buffer", arguments.exactly(1, 1).get(0));
        return control.buffers().stream()
                .filter(buffer -> buffer.id() == id)
                .findFirst()
                .map(Views.OneBuffer::new)
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNKNOWN, "a buffer must be open: buffer=" + id + "; see dma:buffers"));
    }

    /** Allocates. */
    @Descriptor("allocates a buffer that suits all devices")
    public Views.Allocated alloc(Object... words) {
        DmaBuf buffer = allocator.allocate(RequestWords.parse(new Arguments("alloc", words)));
        shelf.add(buffer);
        return new Views.Allocated(buffer);
    }

    /** Explains. */
    @Descriptor("says which heap would serve a request, and why not the others")
    public Object explain(Object... words) {
        Arguments arguments = new Arguments("explain", words);
        boolean json = arguments.flag("--json");
        Explanation explanation = allocator.explain(RequestWords.parse(arguments));
        return json ? new Views.Notice(JsonText.of(explanation.plain())) : explanation;
    }

    /** Gives a buffer back. */
    @Descriptor("gives back a buffer that this console allocated, and what is attached")
    public Views.Notice free(Object... words) {
        Arguments arguments = new Arguments("free", words);
        long id = arguments.number("buffer", arguments.exactly(1, 1).get(0));
        shelf.free(id);
        return new Views.Notice("buffer " + id + " is given back");
    }

    /** Attaches. */
    @Descriptor("attaches a device to a buffer, which moves if the device cannot use it where it is")
    public Views.Attached attach(Object... words) {
        Arguments arguments = new Arguments("attach", words);
        List<String> given = arguments.exactly(2, 2);
        return shelf.attach(arguments.number("buffer", given.get(0)), given.get(1));
    }

    /** Detaches. */
    @Descriptor("unmaps and detaches what this console attached")
    public Views.Notice detach(Object... words) {
        Arguments arguments = new Arguments("detach", words);
        List<String> given = arguments.exactly(2, 2);
        shelf.detach(arguments.number("buffer", given.get(0)), given.get(1));
        return new Views.Notice(given.get(1) + " is detached from buffer " + given.get(0));
    }

    /** Maps. */
    @Descriptor("maps a buffer for a device, and shows the device's addresses")
    public Views.Mapped map(Object... words) {
        Arguments arguments = new Arguments("map", words);
        List<String> given = arguments.exactly(2, 3);
        Direction direction = given.size() == 2
                ? Direction.BIDIRECTIONAL
                : RequestWords.choice(Direction.class, "direction", given.get(2), arguments);
        long id = arguments.number("buffer", given.get(0));
        DeviceMapping mapping = shelf.map(id, given.get(1), direction);
        return new Views.Mapped(id, given.get(1), direction, mapping.segments());
    }

    /** Unmaps. */
    @Descriptor("unmaps what this console mapped")
    public Views.Notice unmap(Object... words) {
        Arguments arguments = new Arguments("unmap", words);
        List<String> given = arguments.exactly(2, 2);
        shelf.unmap(arguments.number("buffer", given.get(0)), given.get(1));
        return new Views.Notice("buffer " + given.get(0) + " is unmapped for " + given.get(1));
    }

    /** Shows bytes. */
    @Descriptor("shows bytes of a buffer, 256 unless told")
    public Views.Dump dump(Object... words) {
        Arguments arguments = new Arguments("dump", words);
        List<String> given = arguments.exactly(1, 3);
        long id = arguments.number("buffer", given.get(0));
        try (DmaBuf buffer = control.open(id);
                CpuAccess access = buffer.beginCpuAccess(CpuUse.READ)) {
            long offset = given.size() > 1 ? arguments.number("offset", given.get(1)) : 0;
            long length = given.size() > 2
                    ? arguments.number("length", given.get(2))
                    : Math.min(SHOWN, buffer.size() - offset);
            if (offset < 0 || length < 1 || length > MOST_SHOWN || offset > buffer.size() - length) {
                throw arguments.usage("a range lies in its buffer and has 1 to " + MOST_SHOWN + " bytes: offset="
                        + offset + " length=" + length + " buffer=" + buffer.size());
            }
            byte[] bytes = new byte[(int) length];
            access.view().get((int) offset, bytes);
            return new Views.Dump(id, offset, ByteBuffer.wrap(bytes));
        }
    }

    /** Writes bytes. */
    @Descriptor("writes a text or a byte over and over into a buffer of this console")
    public Views.Notice fill(Object... words) {
        Arguments arguments = new Arguments("fill", words);
        List<String> given = arguments.exactly(2, 2);
        byte[] pattern = pattern(arguments, given.get(1));
        DmaBuf buffer = shelf.own(arguments.number("buffer", given.get(0)));
        try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
            ByteBuffer view = access.view();
            while (view.hasRemaining()) {
                view.put(pattern, 0, Math.min(pattern.length, view.remaining()));
            }
        }
        return new Views.Notice("buffer " + buffer.id() + " is filled: " + buffer.size() + " bytes");
    }

    private static byte[] pattern(Arguments arguments, String text) {
        if (text.isEmpty()) {
            throw arguments.usage("a text to fill with has characters: text=''");
        }
        if (!text.toLowerCase(Locale.ROOT).startsWith("0x")) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        long value = arguments.number("byte", text);
        if (value < 0 || value > 0xff) {
            throw arguments.usage("a byte is 0x00 to 0xff: byte=" + text);
        }
        return new byte[] {(byte) value};
    }
}
