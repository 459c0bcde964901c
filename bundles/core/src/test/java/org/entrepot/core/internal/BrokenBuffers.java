package org.entrepot.core.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.MappingState;
import org.entrepot.api.Pin;
import org.entrepot.api.Segment;
import org.entrepot.fence.Reservation;
import org.jspecify.annotations.Nullable;

/** Buffers of an engine, with one fault: what an application is handed is wrapped, and one thing of it is otherwise. */
final class BrokenBuffers {
    private final BufferFault fault;

    private BrokenBuffers(BufferFault fault) {
        this.fault = fault;
    }

    /** An allocator whose buffers have a fault. */
    static Allocator of(Allocator sound, BufferFault fault) {
        BrokenBuffers broken = new BrokenBuffers(fault);
        return broken.wrap(Allocator.class, sound, (method, answer) -> broken.next(answer));
    }

    /** What is answered instead. */
    private interface Twist {
        @Nullable
        Object of(String method, Call sound);
    }

    /** What the sound one does. */
    private interface Call {
        @Nullable
        Object run();
    }

    private <T> T wrap(Class<T> type, Object sound, Twist twist) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> twist.of(method.getName(), () -> call(sound, method, arguments))));
    }

    private static @Nullable Object call(Object sound, Method method, @Nullable Object[] arguments) {
        try {
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What comes of a call, wrapped in turn. */
    private @Nullable Object next(Call call) {
        Object answer = call.run();
        if (answer instanceof DmaBuf buffer) {
            return wrap(DmaBuf.class, buffer, (method, sound) -> ofBuffer(buffer, method, sound));
        }
        if (answer instanceof Attachment attachment) {
            return wrap(Attachment.class, attachment, this::ofAttachment);
        }
        return answer;
    }

    private @Nullable Object ofBuffer(DmaBuf buffer, String method, Call sound) {
        return switch (fault) {
            case LETS_WHAT_THE_CPU_HAS_MOVE ->
                method.equals("beginCpuAccess") ? ended((CpuAccess) sound.run()) : next(sound);
            case COUNTS_NO_MOVES -> method.equals("moves") ? Long.valueOf(0) : next(sound);
            case LOSES_ITS_CONTENTS ->
                method.equals("beginCpuAccess") && buffer.moves() > 0 ? emptied((CpuAccess) sound.run()) : next(sound);
            case FORGETS_WHAT_IS_ANNOUNCED ->
                method.equals("reservation")
                        ? wrap(
                                Reservation.class,
                                buffer.reservation(),
                                (what, call) -> what.equals("add") ? null : call.run())
                        : next(sound);
            default -> next(sound);
        };
    }

    private static CpuAccess ended(CpuAccess access) {
        access.close();
        return access;
    }

    private CpuAccess emptied(CpuAccess access) {
        ByteBuffer empty = ByteBuffer.allocateDirect(access.view().capacity());
        return wrap(CpuAccess.class, access, (method, sound) -> method.equals("view") ? empty : sound.run());
    }

    private @Nullable Object ofAttachment(String method, Call sound) {
        if (method.equals("pin") && fault == BufferFault.LETS_WHAT_IS_PINNED_MOVE) {
            Pin pin = (Pin) sound.run();
            pin.close();
            return pin;
        }
        return method.equals("map") ? mapping((DeviceMapping) sound.run()) : sound.run();
    }

    private DeviceMapping mapping(DeviceMapping mapping) {
        List<Segment> first = mapping.segments();
        if (fault == BufferFault.LETS_WHAT_A_STATIC_DEVICE_HAS_MOVE) {
            mapping.close();
        }
        return wrap(DeviceMapping.class, mapping, (method, sound) -> ofMapping(mapping, first, method, sound));
    }

    private @Nullable Object ofMapping(DeviceMapping mapping, List<Segment> first, String method, Call sound) {
        return switch (fault.name() + " " + method) {
            case "NEVER_GOES_STALE state" -> MappingState.CURRENT;
            case "CHANGES_STALE_ADDRESSES segments" -> {
                mapping.remap();
                yield sound.run();
            }
            case "MAPS_NOTHING_ANEW remap", "NEVER_UNMAPS close" -> null;
            case "GIVES_REVOKED_ADDRESSES segments" -> first;
            default -> sound.run();
        };
    }
}
