package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.entrepot.lab.Trial.Outcome;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.linux.internal.RawMemory;

/** One picture by a video device of the kernel: buffers are queued, and what arrived in them is read. */
final class VideoTrials {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int PAGE = 4096;
    private static final byte UNTOUCHED = 0x5a;

    private final Path node;
    private final Format input;
    private final Format output;

    private VideoTrials(Path node, Format input, Format output) {
        this.node = node;
        this.input = input;
        this.output = output;
    }

    /** Trials of a camera that writes a format. */
    static VideoTrials camera(Path node, String code, int width, int height) {
        try (VideoDevice device = GuestLinux.videos().open(node)) {
            Format output = device.tried(Queue.CAPTURE, new Format(code, width, height, 0, 0));
            return new VideoTrials(node, output, output);
        }
    }

    /** Trials of a device that passes pictures on. */
    static VideoTrials passing(Path node, String from, String to, int width, int height) {
        try (VideoDevice device = GuestLinux.videos().open(node)) {
            return new VideoTrials(
                    node,
                    device.tried(Queue.OUTPUT, new Format(from, width, height, 0, 0)),
                    device.tried(Queue.CAPTURE, new Format(to, width, height, 0, 0)));
        }
    }

    /** A picture is captured: each page of the memory is another then. */
    Outcome capture(Memory memory) {
        Outcome outcome = null;
        try (Open open = new Open(memory)) {
            for (int i = 0; i < memory.tries() && (outcome == null || outcome.arrived()); i++) {
                outcome = capture(open.another(output));
            }
        }
        return outcome;
    }

    private Outcome capture(RawMemory memory) {
        try (VideoDevice device = GuestLinux.videos().open(node)) {
            Format format = device.set(Queue.CAPTURE, output);
            device.request(Queue.CAPTURE, 1);
            int bytes = Math.toIntExact(format.bytes());
            ByteBuffer before = untouched(memory.size());
            memory.write(before);
            device.queue(Queue.CAPTURE, 0, memory.descriptor(), memory.size(), 0);
            device.start(Queue.CAPTURE);
            done(device, Queue.CAPTURE);
            return Outcome.of(memory.pagesThatDiffer(before, bytes), pages(bytes), "pages");
        }
    }

    /** A picture is passed on as it is, from one buffer to another. */
    Outcome pass(Memory memory) {
        try (Open open = new Open(memory);
                VideoDevice device = GuestLinux.videos().open(node)) {
            int bytes = Math.toIntExact(device.set(Queue.OUTPUT, input).bytes());
            assertThat(device.set(Queue.CAPTURE, output).bytes()).isEqualTo(bytes);
            RawMemory source = open.another(input);
            RawMemory target = open.another(output);
            ByteBuffer picture = picture(bytes);
            source.write(picture);
            target.write(untouched(target.size()));
            start(device, source, bytes, target);
            return Outcome.of(pages(bytes) - target.pagesThatDiffer(picture, bytes), pages(bytes), "pages");
        }
    }

    /** A picture is coded: the same comes out as of memory of which every byte arrives. */
    Outcome code(Memory memory) {
        ByteBuffer picture = picture(Math.toIntExact(input.bytes()));
        ByteBuffer right = coded(Memory.UDMABUF, picture);
        ByteBuffer other = coded(Memory.UDMABUF, untouched(picture.capacity()));
        assertThat(other).as("another picture").isNotEqualTo(right);
        return Outcome.ofPicture(coded(memory, picture).equals(right));
    }

    private ByteBuffer coded(Memory memory, ByteBuffer picture) {
        try (Open open = new Open(memory);
                Open result = new Open(Memory.UDMABUF);
                VideoDevice device = GuestLinux.videos().open(node)) {
            device.set(Queue.CAPTURE, output);
            int bytes = Math.toIntExact(device.set(Queue.OUTPUT, input).bytes());
            RawMemory source = open.another(device.format(Queue.OUTPUT));
            RawMemory target = result.another(device.format(Queue.CAPTURE));
            source.write(picture);
            int coded = Math.toIntExact(start(device, source, bytes, target).bytes());
            return target.read(coded);
        }
    }

    private static Done start(VideoDevice device, RawMemory source, int bytes, RawMemory target) {
        for (Queue queue : Queue.values()) {
            device.request(queue, 1);
        }
        device.queue(Queue.CAPTURE, 0, target.descriptor(), target.size(), 0);
        device.queue(Queue.OUTPUT, 0, source.descriptor(), source.size(), bytes);
        for (Queue queue : Queue.values()) {
            device.start(queue);
        }
        Done written = done(device, Queue.CAPTURE);
        done(device, Queue.OUTPUT);
        return written;
    }

    private static Done done(VideoDevice device, Queue queue) {
        Done done = device.dequeue(queue, LONG).orElseThrow(() -> new AssertionError("a picture in time: " + queue));
        assertThat(done.whole()).isTrue();
        return done;
    }

    private static int pages(int bytes) {
        return (bytes + PAGE - 1) / PAGE;
    }

    private static ByteBuffer untouched(long bytes) {
        byte[] all = new byte[Math.toIntExact(bytes)];
        Arrays.fill(all, UNTOUCHED);
        return ByteBuffer.wrap(all);
    }

    /** Other bytes in each page. */
    private static ByteBuffer picture(int bytes) {
        byte[] all = new byte[bytes];
        for (int at = 0; at < bytes; at++) {
            all[at] = (byte) (at * 31 + at / PAGE);
        }
        return ByteBuffer.wrap(all);
    }

    /** Memories of a kind that are in use at the same time. */
    private static final class Open implements AutoCloseable {
        private final Deque<RawMemory> memories = new ArrayDeque<>();
        private final Memory kind;

        Open(Memory kind) {
            this.kind = kind;
        }

        RawMemory another(Format format) {
            RawMemory made = kind.raw(format.bytes());
            memories.push(made);
            return made;
        }

        @Override
        public void close() {
            memories.forEach(RawMemory::close);
        }
    }
}
