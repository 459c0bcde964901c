package org.entrepot.core.internal.notice;

import java.util.Map;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.Topics;
import org.jspecify.annotations.Nullable;

/** Something that happened. Each kind has one level and one wording, whoever reads it. */
public sealed interface Notice {
    /** Which kind it is: its level and its topic. */
    Kind kind();

    /** The one line that says it to people. */
    String words();

    /** What its event carries, by the keys of {@link Topics}. */
    Map<String, Object> properties();

    /** What was thrown, for the log; null if nothing was. */
    default @Nullable Throwable cause() {
        return null;
    }

    /**
     * A buffer of at least the configured size was allocated.
     *
     * @param buffer its number
     * @param name given in its request
     * @param bytes of it
     * @param heap name of the exporter; {@link org.entrepot.api.DmaBuf#NONE_YET} if it has no memory yet
     * @param bundle symbolic name of the bundle that is charged
     */
    record BufferAllocated(long buffer, String name, long bytes, String heap, String bundle) implements Notice {
        @Override
        public Kind kind() {
            return Kind.BUFFER_ALLOCATED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(
                    Topics.BUFFER,
                    buffer,
                    Topics.NAME,
                    name,
                    Topics.BYTES,
                    bytes,
                    Topics.HEAP,
                    heap,
                    Topics.BUNDLE,
                    bundle);
        }

        @Override
        public String words() {
            return "Buffer " + buffer + " (" + name + ") allocated: " + bytes + " bytes of " + heap + " for " + bundle;
        }
    }

    /**
     * A buffer moved.
     *
     * @param buffer its number
     * @param name given in its request
     * @param bytes that were copied; none if its contents meant nothing, because it was idle in a pool
     * @param from name of the exporter whose memory it left
     * @param to name of the exporter whose memory it has now
     * @param why for people
     * @param nanos how long it took
     */
    record BufferMoved(long buffer, String name, long bytes, String from, String to, String why, long nanos)
            implements Notice {
        @Override
        public Kind kind() {
            return Kind.BUFFER_MOVED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(
                    Topics.BUFFER,
                    buffer,
                    Topics.NAME,
                    name,
                    Topics.BYTES,
                    bytes,
                    Topics.FROM,
                    from,
                    Topics.HEAP,
                    to,
                    Topics.WHY,
                    why,
                    Topics.NANOS,
                    nanos);
        }

        @Override
        public String words() {
            return "Buffer " + buffer + " (" + name + ") moved: " + bytes + " bytes from " + from + " to " + to + " in "
                    + nanos / 1000 + " µs, because " + why;
        }
    }

    /**
     * A buffer stays in memory whose exporter leaves.
     *
     * @param buffer its number
     * @param name given in its request
     * @param bytes of it
     * @param heap name of the exporter that leaves
     * @param why it did not move, for people
     */
    record BufferStranded(long buffer, String name, long bytes, String heap, String why) implements Notice {
        @Override
        public Kind kind() {
            return Kind.BUFFER_STRANDED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(
                    Topics.BUFFER, buffer, Topics.NAME, name, Topics.BYTES, bytes, Topics.HEAP, heap, Topics.WHY, why);
        }

        @Override
        public String words() {
            return "Buffer " + buffer + " (" + name + ") is stranded: " + bytes + " bytes stay in " + heap
                    + " until they are released, because " + why;
        }
    }

    /**
     * A stranded buffer is at home again: an exporter came back that has its memory.
     *
     * @param buffer its number
     * @param name given in its request
     * @param heap name of the exporter that came back
     */
    record BufferAdopted(long buffer, String name, String heap) implements Notice {
        @Override
        public Kind kind() {
            return Kind.BUFFER_ADOPTED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(Topics.BUFFER, buffer, Topics.NAME, name, Topics.HEAP, heap);
        }

        @Override
        public String words() {
            return "Buffer " + buffer + " (" + name + ") is adopted: " + heap + " has its memory again";
        }
    }

    /**
     * A heap serves, or serves no longer.
     *
     * @param heap its name
     * @param state what it is now
     * @param why for people
     */
    record HeapChanged(String heap, HeapStatus.State state, String why) implements Notice {
        @Override
        public Kind kind() {
            return state == HeapStatus.State.ISOLATED ? Kind.HEAP_ISOLATED : Kind.HEAP_CHANGED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(Topics.HEAP, heap, Topics.STATE, state.name(), Topics.WHY, why);
        }

        @Override
        public String words() {
            return "Heap " + heap + " is " + state + ": " + why;
        }
    }

    /**
     * A device took DMA faults.
     *
     * @param device its name
     * @param count how many since it was last told
     * @param last the newest of them, for people
     */
    record DeviceFaulted(String device, long count, String last) implements Notice {
        @Override
        public Kind kind() {
            return Kind.DEVICE_FAULTED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(Topics.DEVICE, device, Topics.COUNT, count, Topics.WHY, last);
        }

        @Override
        public String words() {
            return "Device " + device + " took " + count + " DMA faults; the last: " + last;
        }
    }

    /**
     * Something was refused because a limit would be passed.
     *
     * @param bundle symbolic name of the bundle that was refused
     * @param limit the key of the limit in the configuration of the engine
     * @param value of the limit
     * @param has what counts against it now
     * @param wanted what was refused
     */
    record LimitReached(String bundle, String limit, long value, long has, long wanted) implements Notice {
        @Override
        public Kind kind() {
            return Kind.LIMIT_REACHED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(
                    Topics.BUNDLE,
                    bundle,
                    Topics.LIMIT,
                    limit,
                    Topics.VALUE,
                    value,
                    Topics.HAS,
                    has,
                    Topics.WANTED,
                    wanted);
        }

        @Override
        public String words() {
            return "Limit reached: " + bundle + " wants " + wanted + " more, has " + has + ", " + limit + "=" + value;
        }
    }

    /**
     * A service failed where nobody can be told by an exception.
     *
     * @param service whose it is, for people
     * @param what was asked of it
     * @param why for people
     * @param cause what was thrown; null if nothing was
     */
    record CallFailed(
            String service,
            String what,
            String why,
            @Nullable Throwable cause) implements Notice {
        /** A failure of something that nobody waits for. */
        public static CallFailed unawaited(String service, RuntimeException failure) {
            return new CallFailed(
                    service, "a call that nobody waits for", String.valueOf(failure.getMessage()), failure);
        }

        @Override
        public Kind kind() {
            return Kind.SERVICE_FAILED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(Topics.SERVICE, service, Topics.WHAT, what, Topics.WHY, why);
        }

        @Override
        public String words() {
            return service + " failed in " + what + ": " + why;
        }
    }

    /**
     * More happened than could be told.
     *
     * @param count of the notices that nobody read
     */
    record NoticesDropped(long count) implements Notice {
        @Override
        public Kind kind() {
            return Kind.NOTICES_DROPPED;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of(Topics.COUNT, count);
        }

        @Override
        public String words() {
            return count + " notices were dropped: more came at a time than were read; see the counters";
        }
    }
}
