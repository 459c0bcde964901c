package org.entrepot.core.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.BufferPool;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.api.Zeroing;
import org.entrepot.fence.Reservation;
import org.jspecify.annotations.Nullable;

/** An allocator, its pools, buffers and mappings, with one fault in how they are used. */
final class BrokenUse {
    private static final String KNOWN = "probe0";
    private static final AllocationRequest PLAIN =
            AllocationRequest.bytes(64 << 10).build();

    private final Allocator allocator;
    private final UseFault fault;
    private final List<DeviceMapping> mappings = new CopyOnWriteArrayList<>();
    private final ByteBuffer everybodys = ByteBuffer.allocateDirect(64 << 10).order(ByteOrder.nativeOrder());
    private @Nullable DmaBuf only;
    private volatile @Nullable DmaBuf last;

    private BrokenUse(Allocator allocator, UseFault fault) {
        this.allocator = allocator;
        this.fault = fault;
    }

    /** An allocator with a fault. */
    static Allocator of(Allocator sound, UseFault fault) {
        BrokenUse broken = new BrokenUse(sound, fault);
        return broken.wrap(Allocator.class, sound, (call) -> broken.wrapped(broken.ofAllocator(call)));
    }

    /** What is answered instead. */
    private interface Twist {
        @Nullable
        Object of(Call call);
    }

    /** A call, and what the sound one does. */
    private record Call(Object sound, Method method, List<Object> arguments) {
        boolean is(String name) {
            return method.getName().equals(name);
        }

        @Nullable
        Object run() {
            try {
                return method.invoke(sound, arguments.toArray());
            } catch (InvocationTargetException e) {
                throw (RuntimeException) e.getCause();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        Object answer() {
            return Objects.requireNonNull(run());
        }
    }

    private <T> T wrap(Class<T> type, Object sound, Twist twist) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        twist.of(new Call(sound, method, arguments == null ? List.of() : List.of(arguments)))));
    }

    private @Nullable Object wrapped(@Nullable Object answer) {
        if (answer instanceof DmaBuf buffer) {
            return wrap(DmaBuf.class, buffer, call -> wrapped(ofBuffer(buffer, call)));
        } else if (answer instanceof BufferPool pool) {
            return wrap(BufferPool.class, pool, call -> wrapped(ofPool(call)));
        } else if (answer instanceof Attachment attachment) {
            return wrap(Attachment.class, attachment, call -> wrapped(call.run()));
        } else if (answer instanceof DeviceMapping mapping) {
            return wrapped(mapping);
        } else if (answer instanceof CpuAccess access) {
            return wrap(CpuAccess.class, access, call -> call.is("view") ? view(access) : call.run());
        } else if (answer instanceof Optional<?> optional) {
            return optional.map(this::wrapped);
        }
        return answer;
    }

    private Object ofAllocator(Call call) {
        return switch (fault) {
            case HANDS_OUT_USED_MEMORY -> used(call.answer());
            case REFUSES_WITHOUT_A_WORD -> refused(call);
            case TAKES_ANY_DEVICE -> served(call);
            case LENDS_WHAT_WAS_WRITTEN ->
                call.is("pool")
                        ? allocator.pool(PLAIN, (Integer) call.arguments().get(1), Zeroing.WHEN_FRESH)
                        : call.answer();
            case GIVES_EVERYBODY_THE_SAME -> call.is("allocate") ? same() : call.answer();
            default -> call.answer();
        };
    }

    private static Object used(Object answer) {
        if (answer instanceof DmaBuf buffer) {
            try (CpuAccess access = buffer.beginCpuAccess(CpuUse.WRITE)) {
                access.view().put(7, (byte) 1);
            }
        }
        return answer;
    }

    private static Object refused(Call call) {
        try {
            return call.answer();
        } catch (AllocationRefusedException e) {
            throw new EntrepotException(e.reason(), "no");
        }
    }

    private Object served(Call call) {
        try {
            return call.answer();
        } catch (EntrepotException e) {
            return call.is("explain") ? allocator.explain(PLAIN) : allocator.allocate(PLAIN);
        }
    }

    private synchronized DmaBuf same() {
        DmaBuf known = only;
        if (known == null) {
            known = allocator.allocate(PLAIN);
            only = known;
        }
        return known.duplicate();
    }

    private @Nullable Object ofBuffer(DmaBuf buffer, Call call) {
        return switch (fault.name() + " " + call.method().getName()) {
            case "HAS_A_PART_OF_A_PAGE size" -> buffer.size() + 100;
            case "USES_ONE_NUMBER id" -> 1L;
            case "COMES_FROM_ELSEWHERE exporter" -> "elsewhere";
            case "CLOSES_ALL_AT_ONCE duplicate" -> buffer;
            case "COUNTS_NO_WRITES cpuWrittenBytes" -> 0L;
            case "ATTACHES_ANYBODY attach" -> buffer.attach(KNOWN);
            case "SERVES_ONE_OF_SEVERAL attach" -> attachedToOne(call);
            case "ENDS_WITH_A_REFERENCE close" -> {
                mappings.forEach(DeviceMapping::close);
                yield call.run();
            }
            case "ENDS_WITH_ITS_HEAP beginCpuAccess" -> whileServed(call);
            case "TAKES_BACK_TWICE close" -> {
                if (!buffer.isOpen()) {
                    Objects.requireNonNull(last).close();
                }
                yield call.run();
            }
            case "HEEDS_NO_FENCES reservation" ->
                wrap(Reservation.class, buffer.reservation(), what -> what.is("add") ? null : what.run());
            default -> call.run();
        };
    }

    private static Object attachedToOne(Call call) {
        if (!KNOWN.equals(call.arguments().get(0))) {
            throw new EntrepotException(
                    Reason.BUSY,
                    "one device is enough: device=" + call.arguments().get(0));
        }
        return call.answer();
    }

    private Object whileServed(Call call) {
        if (allocator.explain(PLAIN).chosen().isEmpty()) {
            throw new EntrepotException(Reason.GONE, "a buffer ends with its heap: buffer=" + call.sound());
        }
        return call.answer();
    }

    private ByteBuffer view(CpuAccess access) {
        return switch (fault) {
            case SHOWS_HALF_OF_IT -> access.view().slice(0, access.view().limit() / 2);
            case SHOWS_ANOTHERS_BYTES -> everybodys.duplicate().order(ByteOrder.nativeOrder());
            default -> access.view();
        };
    }

    private DeviceMapping wrapped(DeviceMapping mapping) {
        mappings.add(mapping);
        List<Segment> first = mapping.segments();
        long away = 4096L * mappings.size();
        return wrap(DeviceMapping.class, mapping, call -> switch (fault.name() + " "
                + call.method().getName()) {
            case "MAPS_NOTHING segments" -> List.of();
            case "MAPS_ELSEWHERE_EACH_TIME segments" ->
                first.stream()
                        .map(each -> new Segment(each.address() + away, each.length()))
                        .toList();
            case "ANSWERS_WHEN_CLOSED segments" -> first;
            case "LETS_DEVICES_GO_ON close" -> null;
            case "UNMAPS_FOR_EVERYBODY close" -> {
                mappings.forEach(DeviceMapping::close);
                yield null;
            }
            default -> call.run();
        });
    }

    private @Nullable Object ofPool(Call call) {
        return switch (fault.name() + " " + call.method().getName()) {
            case "LENDS_MORE_THAN_IT_HAS tryAcquire" -> {
                Optional<?> lent = (Optional<?>) call.answer();
                yield lent.isPresent() ? lent : Optional.of(allocator.allocate(PLAIN));
            }
            case "ENDS_WHAT_IS_LENT close" -> {
                Objects.requireNonNull(last).close();
                yield call.run();
            }
            case "SWALLOWS_INTERRUPTS acquire" -> {
                if (Thread.interrupted()) {
                    throw new EntrepotException(Reason.BUSY, "all are lent: capacity=1");
                }
                yield call.run();
            }
            case "LENDS_ONE_TO_MANY acquire" -> same();
            default -> lent(call.run());
        };
    }

    private @Nullable Object lent(@Nullable Object answer) {
        if (answer instanceof Optional<?> optional && optional.isPresent()) {
            last = (DmaBuf) optional.get();
        }
        return answer;
    }
}
