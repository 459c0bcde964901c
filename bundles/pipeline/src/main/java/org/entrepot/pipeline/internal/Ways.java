package org.entrepot.pipeline.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.entrepot.pipeline.PipelineSettings;

/** The two ways of a frame: by the rotator, in three stages; or straight to both ends, in one stage that the memory shows turned. */
final class Ways {
    private final List<Stage> byRotator;
    private final Optional<Stage> straight;
    private final Set<Stage> taken = new CopyOnWriteArraySet<>();
    private volatile List<Stage> current;

    /**
     * The ways of a run, of which none is taken yet.
     *
     * @param byRotator the stages to the rotator, to the encoder and to the display; empty if there is no rotator
     * @param straight the stage between the camera and both ends; empty if no memory could show it turned
     */
    Ways(List<Stage> byRotator, Optional<Stage> straight) {
        this.byRotator = List.copyOf(byRotator);
        this.straight = straight;
        this.current = this.byRotator;
    }

    Optional<Stage> straight() {
        return straight;
    }

    /** Where the rotator writes what is encoded. */
    Stage toEncoder() {
        return byRotator.get(1);
    }

    /** Where the rotator writes what is shown. */
    Stage toDisplay() {
        return byRotator.get(2);
    }

    /** All stages, whether taken or not. */
    List<Stage> all() {
        List<Stage> all = new ArrayList<>(byRotator);
        straight.ifPresent(all::add);
        return all;
    }

    /** The stages of a way. */
    List<Stage> of(PipelineSettings.RotateBy way) {
        return way == PipelineSettings.RotateBy.VIEW ? straight.stream().toList() : byRotator;
    }

    /** Sends the next frames another way: those that are under way go on as they began. */
    void take(PipelineSettings.RotateBy way) {
        List<Stage> next = of(way);
        if (!next.equals(current) && !taken.isEmpty()) {
            String before = current.get(0).tally().exporter();
            current.forEach(stage -> stage.tally().leave());
            next.forEach(stage -> stage.tally().follow(before));
        }
        taken.addAll(next);
        current = next;
    }

    /** The stages of the way that the next frame takes. */
    List<Stage> current() {
        return current;
    }

    /** Into which stage the camera writes the next frame. */
    Stage entrance() {
        return current.get(0);
    }

    /** The stages of the ways that were taken so far, in that order. */
    List<Stage> taken() {
        return List.copyOf(taken);
    }

    /** Whether a frame in the stage goes to both ends as it is. */
    boolean isStraight(Stage stage) {
        return straight.filter(stage::equals).isPresent();
    }
}
