package org.entrepot.pipeline.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Reason;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.HeapStatus;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.pipeline.PipelineSettings.RotateBy;

/** In which heap a run's frames are, and which way they therefore go: as the settings ask, first and after the swap. */
final class HeapChoice implements AutoCloseable {
    private final PipelineSettings settings;
    private final Ways ways;
    private final ControlPlane control;
    private final Lock exchange;
    private final Preference preference;
    private final Map<Stage, Explanation> before;

    /**
     * Looks at what each heap could serve before any is preferred.
     *
     * @param exchange held while the choice changes: no buffer is lent meanwhile
     */
    HeapChoice(PipelineSettings settings, Ways ways, ControlPlane control, Lock exchange) {
        this.settings = settings;
        this.ways = ways;
        this.control = control;
        this.exchange = exchange;
        this.preference = new Preference(control);
        this.before = isAsked() ? ways.all().stream().collect(Collectors.toMap(s -> s, Stage::explain)) : Map.of();
    }

    private boolean isAsked() {
        return settings.heap().isPresent() || settings.swapTo().isPresent() || settings.rotateBy() == RotateBy.VIEW;
    }

    /**
     * Chooses for the first frame, once it is clear that the swap will find what it needs, too.
     *
     * @throws EntrepotException with {@link Reason#UNKNOWN} or {@link Reason#GONE} if a heap is not here or not in service,
     *     with {@link Reason#REFUSED} if it serves no stage, or does not show the picture turned as is wished
     */
    void begin() {
        settings.swapTo().ifPresent(this::check);
        settings.heap().ifPresent(this::check);
        change(settings.heap(), Optional.empty());
    }

    /** Exchanges the heap for the one that takes over. */
    void swap() {
        change(settings.swapTo(), settings.heap());
    }

    private void change(Optional<String> heap, Optional<String> leaving) {
        RotateBy way = way(heap);
        exchange.lock();
        try {
            heap.ifPresent(name -> preference.become(name, leaving));
            ways.take(way);
            heap.ifPresent(name -> ways.current().forEach(stage -> stage.ask(name)));
        } finally {
            exchange.unlock();
        }
    }

    private List<Explanation> explanations(RotateBy way) {
        return ways.of(way).stream().map(this::explanation).toList();
    }

    private Explanation explanation(Stage stage) {
        return before.getOrDefault(stage, new Explanation(stage.request(), List.of()));
    }

    private RotateBy way(Optional<String> heap) {
        if (settings.rotateBy() == RotateBy.ROTATOR || (settings.rotateBy() == RotateBy.AUTO && heap.isEmpty())) {
            return RotateBy.ROTATOR;
        }
        Optional<String> obstacle = obstacle(heap);
        if (obstacle.isPresent() && settings.rotateBy() == RotateBy.VIEW) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "memory shows the picture turned: rotation=" + settings.rotation() + " heap="
                            + heap.orElse("any") + ", " + obstacle.get()
                            + "; ask for another heap, or let the rotator turn it");
        }
        return obstacle.isPresent() ? RotateBy.ROTATOR : RotateBy.VIEW;
    }

    /** Why the frames cannot go straight; empty if they can. */
    private Optional<String> obstacle(Optional<String> heap) {
        if (ways.straight().isEmpty()) {
            return Optional.of("the devices have no format in common that can be turned at this size");
        }
        Explanation found = explanation(ways.straight().get());
        return heap.isPresent()
                ? Stage.refusal(found, heap.get())
                : found.chosen().isPresent() ? Optional.empty() : Optional.of(found.decisiveLine());
    }

    private void check(String heap) {
        List<HeapStatus> here = control.heaps();
        HeapStatus known = here.stream()
                .filter(status -> status.name().equals(heap))
                .findFirst()
                .orElseThrow(() -> new EntrepotException(
                        Reason.UNKNOWN,
                        "a heap must be known: heap=" + heap + "; known are "
                                + here.stream().map(HeapStatus::name).toList() + ", see dma:heaps"));
        if (known.state() != HeapStatus.State.SERVING) {
            throw new EntrepotException(
                    Reason.GONE,
                    "a heap that is asked for is in service: heap=" + heap + " state=" + known.state()
                            + "; see dma:heaps and dma:enable");
        }
        List<Explanation> stages = explanations(way(Optional.of(heap)));
        if (stages.stream().allMatch(stage -> Stage.refusal(stage, heap).isPresent())) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a heap that is asked for serves a stage: heap=" + heap + ", "
                            + Stage.refusal(stages.get(0), heap).orElse("") + "; ask for another, see dma:explain");
        }
    }

    /** Lets go of the run's rules. */
    @Override
    public void close() {
        preference.close();
    }
}
