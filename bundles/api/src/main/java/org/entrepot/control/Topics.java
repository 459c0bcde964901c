package org.entrepot.control;

/**
 * The events that the engine posts, asynchronously, while there is an {@code EventAdmin} service: topics, and the keys of their
 * properties. Each event also has {@code message}, the line that the log has, and {@code timestamp}, milliseconds since 1970 at
 * which it happened (the keys of {@code org.osgi.service.event.EventConstants}).
 *
 * <p>Events are news and not the state: what a handler missed it finds in {@link ControlPlane}. They come in the order in which
 * things happened. A flood drops some, and says how many ({@link #NOTICES_DROPPED}).
 *
 * <table>
 * <caption>What each event carries</caption>
 * <tr><th>topic</th><th>posted when</th><th>keys</th></tr>
 * <tr><td>{@link #BUFFER_ALLOCATED}</td><td>a buffer of at least {@code events.allocatedBytes} was allocated</td>
 *     <td>{@link #BUFFER} {@link #NAME} {@link #BYTES} {@link #HEAP} {@link #BUNDLE}</td></tr>
 * <tr><td>{@link #BUFFER_MOVED}</td><td>a buffer has other memory, its contents were copied</td>
 *     <td>{@link #BUFFER} {@link #NAME} {@link #BYTES} {@link #FROM} {@link #HEAP} {@link #WHY} {@link #NANOS}</td></tr>
 * <tr><td>{@link #BUFFER_STRANDED}</td><td>a buffer stays in memory of a heap that left, is
 * disabled or isolated, or no longer covers it; not told of memory that is withheld when a buffer has ended</td>
 *     <td>{@link #BUFFER} {@link #NAME} {@link #BYTES} {@link #HEAP} {@link #WHY}</td></tr>
 * <tr><td>{@link #BUFFER_ADOPTED}</td><td>a stranded buffer is at home again: its heap came back, or was enabled</td>
 *     <td>{@link #BUFFER} {@link #NAME} {@link #HEAP}</td></tr>
 * <tr><td>{@link #HEAP_CHANGED}</td><td>a heap is in another state</td>
 *     <td>{@link #HEAP} {@link #STATE} {@link #WHY}</td></tr>
 * <tr><td>{@link #DEVICE_FAULTED}</td><td>a device took DMA faults, looked for once in a second</td>
 *     <td>{@link #DEVICE} {@link #COUNT} {@link #WHY}</td></tr>
 * <tr><td>{@link #LIMIT_REACHED}</td><td>something was refused by a limit</td>
 *     <td>{@link #BUNDLE} {@link #LIMIT} {@link #VALUE} {@link #HAS} {@link #WANTED}</td></tr>
 * <tr><td>{@link #SERVICE_FAILED}</td><td>a service failed where nobody waits for it</td>
 *     <td>{@link #SERVICE} {@link #WHAT} {@link #WHY}, and what was thrown by the keys {@code exception} and {@code exception.class}</td></tr>
 * <tr><td>{@link #NOTICES_DROPPED}</td><td>more happened than could be told</td><td>{@link #COUNT}</td></tr>
 * </table>
 */
public final class Topics {
    /** All of them, for a handler's {@code event.topics}. */
    public static final String ALL = "org/entrepot/*";

    /** A large buffer was allocated. */
    public static final String BUFFER_ALLOCATED = "org/entrepot/buffer/ALLOCATED";

    /** A buffer moved. */
    public static final String BUFFER_MOVED = "org/entrepot/buffer/MOVED";

    /** A buffer is stranded. */
    public static final String BUFFER_STRANDED = "org/entrepot/buffer/STRANDED";

    /** A buffer is at home again. */
    public static final String BUFFER_ADOPTED = "org/entrepot/buffer/ADOPTED";

    /** A heap is in another state. */
    public static final String HEAP_CHANGED = "org/entrepot/heap/CHANGED";

    /** A device took DMA faults. */
    public static final String DEVICE_FAULTED = "org/entrepot/device/FAULTED";

    /** Something was refused by a limit. */
    public static final String LIMIT_REACHED = "org/entrepot/limit/REACHED";

    /** A service failed. */
    public static final String SERVICE_FAILED = "org/entrepot/service/FAILED";

    /** Events are missing. */
    public static final String NOTICES_DROPPED = "org/entrepot/notices/DROPPED";

    /** Number of the buffer, a {@code Long}. */
    public static final String BUFFER = "buffer";

    /** The name given in the buffer's request, a {@code String}. */
    public static final String NAME = "name";

    /** Size of the buffer, a {@code Long}. */
    public static final String BYTES = "bytes";

    /** Name of the heap; after a move, of the one that has the buffer now. A {@code String}. */
    public static final String HEAP = "heap";

    /** Name of the heap that the buffer left, a {@code String}. */
    public static final String FROM = "from";

    /** How long it took, in nanoseconds, a {@code Long}. */
    public static final String NANOS = "nanos";

    /** The reason, for people, a {@code String}. */
    public static final String WHY = "why";

    /** State of the heap, the name of a {@link HeapStatus.State}, a {@code String}. */
    public static final String STATE = "state";

    /** Name of the device, a {@code String}. */
    public static final String DEVICE = "device";

    /** How many, a {@code Long}. */
    public static final String COUNT = "count";

    /** Symbolic name of the bundle that is charged, a {@code String}. */
    public static final String BUNDLE = "bundle";

    /** Key of the limit in the configuration {@code org.entrepot.core}, a {@code String}. */
    public static final String LIMIT = "limit";

    /** What the limit is, a {@code Long}. */
    public static final String VALUE = "value";

    /** What counted against the limit already, a {@code Long}. */
    public static final String HAS = "has";

    /** What was wanted besides, a {@code Long}. */
    public static final String WANTED = "wanted";

    /** Whose service it is, for people, a {@code String}. */
    public static final String SERVICE = "service";

    /** What was asked of the service, for people, a {@code String}. */
    public static final String WHAT = "what";

    private Topics() {}
}
