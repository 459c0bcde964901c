package org.entrepot.linux.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.KernelHeap;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Done;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;

/** A program that films into memory of the kernel's system heap, and goes on until it is killed. */
final class Filming {
    /** What its buffers are called. */
    static final String BUFFER = "filmed until killed";
    /** What it says once pictures come. */
    static final String UNDER_WAY = "pictures come";

    private static final Format WANTED = new Format("NV12", 320, 180, 0, 0);
    private static final int BUFFERS = 4;
    private static final Duration LONG = Duration.ofSeconds(10);

    private Filming() {}

    /** Films with the camera whose node is named. */
    public static void main(String... arguments) {
        VideoDevice camera = GuestLinux.videos().open(Path.of(arguments[0]));
        KernelHeap heap = GuestHeaps.open().open(List.of("system"));
        long bytes = (camera.set(Queue.CAPTURE, WANTED).bytes() + 4095) & -4096;
        camera.request(Queue.CAPTURE, BUFFERS);
        DmaBufFile[] buffers = new DmaBufFile[BUFFERS];
        for (int i = 0; i < BUFFERS; i++) {
            buffers[i] = heap.allocate(BUFFER, bytes);
            camera.queue(Queue.CAPTURE, i, buffers[i].descriptor().orElseThrow(), bytes, 0);
        }
        camera.start(Queue.CAPTURE);
        for (long picture = 1; true; picture++) {
            Done done = camera.dequeue(Queue.CAPTURE, LONG).orElseThrow();
            camera.queue(
                    Queue.CAPTURE,
                    done.index(),
                    buffers[done.index()].descriptor().orElseThrow(),
                    bytes,
                    0);
            if (picture == BUFFERS) {
                System.out.println(UNDER_WAY);
            }
        }
    }
}
