package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.linux.VideoDevice;
import org.jspecify.annotations.Nullable;

/** Plays a driver of V4L2: it rounds sizes, keeps buffers, and is done with them when the test says so. */
final class ModelVideo implements VideoDevice {
    final Map<Queue, List<String>> codes = new EnumMap<>(Queue.class);
    final Map<Queue, Format> formats = new EnumMap<>(Queue.class);
    final Map<Queue, Deque<Integer>> queued = new EnumMap<>(Queue.class);
    final Map<Queue, Deque<Done>> done = new EnumMap<>(Queue.class);
    /** What the driver was asked to do, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    int strideAlignment = 1;
    int heightAlignment = 1;
    int widthAlignment = 1;
    /** Bytes that a buffer has beyond a picture, and rows that it has beyond those it tells. */
    int behind;

    int hiddenRows = 1;
    boolean ownStride;
    /** Whether it gives each half of a picture's rows by itself. */
    boolean halves;
    /** Whether the format that a queue has now cannot be read. */
    boolean formatRefused;

    boolean takesScattered = true;
    boolean unplugged;
    /** Whether another program has the queues. */
    boolean elsewhere;

    boolean closed;
    /** What closing fails with. */
    @Nullable
    String stuck;
    /** Whether a coder marks its last buffer, once it is told to finish. */
    boolean tellsItsLast;
    /** Whether it sets the flag for that; else its last buffer is empty, and no more. */
    boolean marksItsLast = true;
    /** Done once, when a buffer is waited for and none is done. */
    @Nullable
    Runnable whenNothingIsDone;
    /** Whether a coder reads each picture at once, and codes none before it is told to finish. */
    boolean reads;
    /** Whether a buffer is done as soon as the queue runs. */
    boolean prompt;

    /** Bytes that were in the last buffer which it got. */
    long lastUsed;

    private boolean finishing;
    private int toBeCoded;
    private final Set<Queue> running = new HashSet<>();
    private long sequence;

    private static final Set<String> CODED = Set.of("H264", "FWHT");
    private static final Duration QUICK = Duration.ofNanos(33_333_000);
    private static final Duration SLOW = Duration.ofMillis(200);

    static ModelVideo camera(String... codes) {
        ModelVideo made = new ModelVideo();
        made.codes.put(Queue.CAPTURE, List.of(codes));
        made.formats.put(Queue.CAPTURE, made.rounded(new Format(codes[0], 640, 360, 0, 0)));
        return made;
    }

    static ModelVideo output(String... codes) {
        ModelVideo made = new ModelVideo();
        made.codes.put(Queue.OUTPUT, List.of(codes));
        made.formats.put(Queue.OUTPUT, made.rounded(new Format(codes[0], 640, 360, 0, 0)));
        return made;
    }

    static ModelVideo passing(List<String> reads, List<String> writes) {
        ModelVideo made = camera(writes.toArray(String[]::new));
        made.codes.put(Queue.OUTPUT, reads);
        made.formats.put(Queue.OUTPUT, made.rounded(new Format(reads.get(0), 640, 360, 0, 0)));
        return made;
    }

    @Override
    public Path node() {
        return Path.of("/dev/video7");
    }

    @Override
    public Identity identity() {
        return new Identity("model", "a model", "platform:model", codes.keySet());
    }

    @Override
    public List<String> formats(Queue queue) {
        return codes.getOrDefault(queue, List.of());
    }

    @Override
    public Format format(Queue queue) {
        refused(formatRefused, Reason.UNSUPPORTED, "the format of now");
        return formats.get(queue);
    }

    @Override
    public Format tried(Queue queue, Format wanted) {
        return rounded(wanted);
    }

    private Format rounded(Format wanted) {
        int width = Math.max(16, Math.min(4096, up(wanted.width(), widthAlignment)));
        int height = Math.max(16, Math.min(2160, up(wanted.height(), heightAlignment)));
        Optional<PixelFormat> format = PixelCodes.format(wanted.code());
        if (format.isEmpty()) {
            return new Format(wanted.code(), width, height, 0, 1 << 16);
        }
        int least = up(format.get().rowBytes(0, width), strideAlignment);
        int stride = ownStride ? least : Math.max(least, up(wanted.stride(), strideAlignment));
        long bytes = FrameForm.bytes(format.get(), stride, up(height, hiddenRows)) + behind;
        return new Format(wanted.code(), width, height, stride, bytes, halves);
    }

    private static int up(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    @Override
    public Format set(Queue queue, Format wanted) {
        check();
        calls.add("set " + queue);
        Format got = rounded(wanted);
        formats.put(queue, got);
        return got;
    }

    @Override
    public List<String> coded(Queue queue) {
        return formats(queue).stream().filter(CODED::contains).toList();
    }

    /** A larger picture takes longer. */
    @Override
    public Duration pace(Queue queue) {
        return format(queue).width() > 640 ? SLOW : QUICK;
    }

    @Override
    public Duration pace(Queue queue, Duration wanted) {
        throw new AssertionError("nobody asked for another pace");
    }

    @Override
    public boolean finish() {
        check();
        calls.add("finish");
        finishing = tellsItsLast;
        return tellsItsLast;
    }

    @Override
    public OptionalInt control(Control control) {
        return OptionalInt.empty();
    }

    @Override
    public boolean set(Control control, int value) {
        calls.add("set " + control);
        return control == Control.HORIZONTAL_FLIP || control == Control.VERTICAL_FLIP;
    }

    @Override
    public int request(Queue queue, int buffers) {
        check();
        refused(elsewhere, Reason.BUSY, "EBUSY");
        calls.add("request " + queue + " " + buffers);
        queued.put(queue, new ArrayDeque<>());
        done.put(queue, new ArrayDeque<>());
        return buffers;
    }

    @Override
    public void queue(Queue queue, int index, int descriptor, long bytes, long used) {
        if (!tryQueue(queue, index, descriptor, bytes, used)) {
            throw new EntrepotException(Reason.REFUSED, "a driver can use the memory: EFAULT");
        }
    }

    /** As {@code videobuf2} does: no shorter than the format says, and of no more contents than it has. */
    @Override
    public boolean tryQueue(Queue queue, int index, int descriptor, long bytes, long used) {
        check();
        refused(format(queue).code().equals("NM12"), Reason.REFUSED, "EINVAL: as many buffers as the format has");
        boolean filled = queue == Queue.OUTPUT ? used > 0 && used <= bytes : used == 0;
        refused(bytes < format(queue).bytes() || !filled, Reason.REFUSED, "EINVAL: bytes=" + bytes + " used=" + used);
        lastUsed = used;
        calls.add("queue " + queue + " " + index + " of " + descriptor);
        if (takesScattered) {
            queued.get(queue).add(index);
        }
        return takesScattered;
    }

    /** The driver is done with the buffer that it has longest. */
    void finish(Queue queue, boolean whole) {
        done.get(queue).add(done(queue, format(queue).bytes(), whole, false));
    }

    private Done done(Queue queue, long bytes, boolean whole, boolean last) {
        return new Done(queued.get(queue).remove(), bytes, sequence++, System.nanoTime(), whole, last);
    }

    /** A coder that is told to finish gives what it has, and then an empty buffer that is the last. */
    private void finishCoding() {
        if (toBeCoded > 0) {
            toBeCoded--;
            finish(Queue.CAPTURE, true);
        } else {
            finishing = false;
            done.get(Queue.CAPTURE).add(done(Queue.CAPTURE, 0, true, marksItsLast));
        }
    }

    @Override
    public Optional<Done> dequeue(Queue queue, Duration longest) {
        check();
        if (prompt && running.contains(queue) && !queued.get(queue).isEmpty()) {
            finish(queue, true);
        }
        if (reads && queue == Queue.OUTPUT && !queued.get(queue).isEmpty()) {
            toBeCoded++;
            finish(queue, true);
        }
        if (finishing && queue == Queue.CAPTURE) {
            finishCoding();
        }
        Optional<Done> some = Optional.ofNullable(done.get(queue).poll());
        Runnable then = whenNothingIsDone;
        if (some.isEmpty() && then != null) {
            whenNothingIsDone = null;
            then.run();
        }
        if (some.isEmpty() && !longest.isZero()) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        return some;
    }

    @Override
    public void start(Queue queue) {
        check();
        calls.add("start " + queue);
        if (running.add(queue)) {
            sequence = 0;
        }
    }

    @Override
    public void stop(Queue queue) {
        check();
        calls.add("stop " + queue);
        running.remove(queue);
        queued.get(queue).clear();
        done.get(queue).clear();
    }

    private void check() {
        refused(unplugged, Reason.GONE, "a video device is here: node=" + node());
        if (closed) {
            throw new IllegalStateException("a closed device does nothing");
        }
    }

    private static void refused(boolean is, Reason reason, String why) {
        if (is) {
            throw new EntrepotException(reason, why);
        }
    }

    @Override
    public void close() {
        if (stuck != null) {
            throw new IllegalStateException(stuck);
        }
        closed = true;
    }
}
