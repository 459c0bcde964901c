package org.entrepot.pipeline.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.entrepot.api.CpuAccess;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.device.CapturedFrame;
import org.entrepot.pipeline.PipelineReport;
import org.entrepot.pipeline.PipelineSettings;
import org.osgi.service.log.Logger;

/** One run: four threads with conveyors between them, and one that waits for their end and tidies up. */
final class PipelineRun {
    private final PipelineSettings settings;
    private final Equipment equipment;
    private final BackendSwap swap;
    private final Logger log;
    private final Progress progress;
    private final Faults faults;
    private final Conveyor<Frame> captured;
    private final Conveyor<Queued> toEncode;
    private final Conveyor<Queued> toShow;
    private final List<Path> pictures = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final String source;
    private volatile boolean stopping;
    private volatile boolean video;

    /** The first failure of a run, which ends all its threads. */
    static final class Faults {
        private final AtomicReference<Throwable> first = new AtomicReference<>();

        void add(Throwable failure) {
            Throwable earlier = first.compareAndExchange(null, failure);
            if (earlier != null && earlier != failure) {
                earlier.addSuppressed(failure);
            }
        }

        boolean any() {
            return first.get() != null;
        }

        Optional<String> words() {
            return Optional.ofNullable(first.get())
                    .map(e -> e instanceof EntrepotException ? String.valueOf(e.getMessage()) : e.toString());
        }
    }

    PipelineRun(PipelineSettings settings, Equipment equipment, Faults faults, BackendSwap swap, Logger log) {
        this.settings = settings;
        this.equipment = equipment;
        this.swap = swap;
        this.log = log;
        this.faults = faults;
        this.progress = new Progress(settings.frames());
        this.captured = new Conveyor<>(faults::any);
        this.toEncode = new Conveyor<>(faults::any);
        this.toShow = new Conveyor<>(faults::any);
        this.source = equipment.camera().source();
    }

    void start() {
        List<Thread> stages = List.of(
                thread("capture", this::capture, captured::end),
                thread("transform", this::transform, () -> {
                    toEncode.end();
                    toShow.end();
                }),
                thread("encode", this::encode, () -> {}),
                thread("display", this::show, () -> {}));
        stages.forEach(Thread::start);
        // Only now: to join a thread that has not begun is not to wait.
        thread("end", () -> finish(stages), done::countDown).start();
    }

    /** Work of a thread that may be interrupted. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread thread(String name, Work work, Runnable afterwards) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        faults.add(new EntrepotException(
                                Reason.INTERRUPTED, "a stage runs to its end: stage=" + name + "; start again", e));
                    } catch (RuntimeException | LinkageError e) {
                        faults.add(e);
                    } finally {
                        afterwards.run();
                    }
                },
                "entrepot-pipeline-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private boolean goesOn() {
        boolean all = settings.frames().isPresent()
                && progress.frames() >= settings.frames().getAsLong();
        return !stopping && !faults.any() && !all;
    }

    private void capture() throws InterruptedException {
        Pace pace = Pace.of(settings.framesPerSecond());
        try (Targets targets = new Targets(settings, equipment, progress)) {
            while (goesOn()) {
                pace.await();
                Optional<Queued> target = targets.next(pace.isFree());
                if (target.isPresent()) {
                    captureInto(target.get());
                } else {
                    equipment.camera().skip();
                    progress.skipped();
                }
            }
        }
    }

    private void captureInto(Queued target) throws InterruptedException {
        Frame frame = target.frame();
        try {
            check(frame, shot(target));
        } catch (RuntimeException e) {
            frame.close();
            throw e;
        }
        long count = progress.captured();
        captured.send(frame);
        if (settings.swapAfter().isPresent() && count == settings.swapAfter().getAsLong()) {
            thread("swap", this::exchange, () -> {}).start();
        }
    }

    private CapturedFrame shot(Queued target) {
        try (Stage.Mapped mapped = target.mapped()) {
            return mapped.worked(equipment.camera()::capture);
        }
    }

    private void exchange() {
        if (settings.swapTo().isPresent()) {
            equipment.heaps().swap();
        } else {
            swap.stopBackendOf(equipment.ways().current());
        }
    }

    /** Holds the camera's word against the memory, and works out what the display must find. */
    private void check(Frame frame, CapturedFrame shot) {
        FrameCheck check = new FrameCheck(Stage.layout(frame.buffer()), settings.rotation());
        try (CpuAccess access = frame.buffer().beginCpuAccess(CpuUse.READ)) {
            check.look(access.view());
        }
        if (shot.checksum().isPresent() && shot.checksum().getAsLong() != check.captured()) {
            spoil(frame, "memory holds what the camera meant to write");
        }
        frame.ticket().expect(check.shown());
    }

    private void spoil(Frame frame, String rule) {
        frame.ticket().spoil();
        log.warn(
                "{}: frame={} buffer={}",
                rule,
                frame.ticket().number(),
                frame.buffer().id());
    }

    private void transform() throws InterruptedException {
        Turner turner = new Turner(settings, equipment, progress);
        for (Optional<Frame> next = captured.receive(); next.isPresent(); next = captured.receive()) {
            try (Frame frame = next.get()) {
                turner.deliver(frame, toEncode, toShow);
            }
        }
    }

    private void encode() throws InterruptedException {
        for (Optional<Queued> next = toEncode.receive(); next.isPresent(); next = toEncode.receive()) {
            try (Queued frame = next.get()) {
                frame.worked((mapping, layout) -> {
                    equipment.encoder().encode(mapping, layout);
                    return frame;
                });
                progress.encoded();
                frame.ticket().through();
            }
        }
    }

    private void show() throws InterruptedException {
        try (Front front = new Front()) {
            for (Optional<Queued> next = toShow.receive(); next.isPresent(); next = toShow.receive()) {
                OptionalLong found = front.flip(next.get(), equipment.display()::scanOut);
                shown(next.get().frame(), found);
            }
        }
    }

    private void shown(Frame frame, OptionalLong found) {
        OptionalLong seen = found.isPresent() ? found : FrameCheck.inMemory(frame.buffer());
        if (seen.isPresent() && seen.getAsLong() != frame.ticket().expected()) {
            spoil(frame, "the display shows what was captured, turned");
        }
        progress.shown(frame.ticket().number());
        if (seen.isPresent() && frame.ticket().isRight()) {
            progress.verified(found.isPresent());
        }
        frame.ticket().through();
        if (frame.ticket().number() % settings.screenshotEvery() == 0) {
            String name = String.format("frame-%06d", frame.ticket().number());
            equipment.display().screenshot(name).ifPresent(pictures::add);
        }
    }

    private void finish(List<Thread> stages) throws InterruptedException {
        try {
            for (Thread stage : stages) {
                stage.join();
            }
        } finally {
            progress.ended();
            Stream.of(captured, toEncode, toShow).forEach(Conveyor::clear);
            equipment.close();
            video = settings.output().isPresent() && Files.exists(equipment.video());
        }
    }

    boolean isOver() {
        return done.getCount() == 0;
    }

    /** Lets the frames in flight through and waits for the end; false if it does not come in time. */
    boolean stop(long seconds) throws InterruptedException {
        stopping = true;
        return done.await(seconds, TimeUnit.SECONDS);
    }

    /** Ends the run at once: frames in flight are lost. */
    void abandon(String why) {
        faults.add(new EntrepotException(Reason.GONE, why));
    }

    PipelineReport report() {
        Optional<String> failure = faults.words();
        PipelineReport.State ended = failure.isPresent() ? PipelineReport.State.FAILED : PipelineReport.State.FINISHED;
        List<StageTally> stages =
                equipment.ways().taken().stream().map(Stage::tally).toList();
        return new PipelineReport(
                isOver() ? ended : PipelineReport.State.RUNNING,
                source,
                equipment.devices(),
                progress.counts(),
                stages.stream().map(StageTally::report).toList(),
                stages.stream().flatMap(stage -> stage.swaps().stream()).toList(),
                wishes(stages),
                progress.turning(settings.rotation(), equipment.rotatorBytes()),
                video ? Optional.of(equipment.video()) : Optional.empty(),
                List.copyOf(pictures),
                failure);
    }

    /** Heap by heap in the order in which they were asked for, and each stage by stage. */
    private List<PipelineReport.Wish> wishes(List<StageTally> stages) {
        List<PipelineReport.Wish> all =
                stages.stream().flatMap(stage -> stage.wishes().stream()).toList();
        return Stream.concat(settings.heap().stream(), settings.swapTo().stream())
                .flatMap(heap -> all.stream().filter(wish -> wish.heap().equals(heap)))
                .toList();
    }
}
