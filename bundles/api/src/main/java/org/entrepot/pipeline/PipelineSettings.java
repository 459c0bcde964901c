package org.entrepot.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;

/** What to run. Immutable; the defaults run the emulated machine's devices on the camera's own picture until stopped. */
public final class PipelineSettings {
    private final String camera;
    private final String rotator;
    private final String encoder;
    private final String display;
    private final CaptureSettings capture;
    private final Rotation rotation;
    private final OptionalLong frames;
    private final OptionalInt framesPerSecond;
    private final OptionalLong swapAfter;
    private final Optional<String> heap;
    private final Optional<String> swapTo;
    private final RotateBy rotateBy;
    private final Optional<Path> output;
    private final int screenshotEvery;

    private PipelineSettings(Builder builder) {
        this.camera = builder.camera;
        this.rotator = builder.rotator;
        this.encoder = builder.encoder;
        this.display = builder.display;
        this.capture = builder.capture;
        this.rotation = builder.rotation;
        this.frames = builder.frames;
        this.framesPerSecond = builder.framesPerSecond;
        this.swapAfter = builder.swapAfter;
        this.heap = builder.heap;
        this.swapTo = builder.swapTo;
        this.rotateBy = builder.rotateBy;
        this.output = builder.output;
        this.screenshotEvery = builder.screenshotEvery;
    }

    /** Begins settings with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Name of the capture device; {@code camera0} unless set. */
    public String camera() {
        return camera;
    }

    /** Name of the transform device; {@code rotator0} unless set. */
    public String rotator() {
        return rotator;
    }

    /** Name of the encode device; {@code encoder0} unless set. */
    public String encoder() {
        return encoder;
    }

    /** Name of the display device; {@code display0} unless set. */
    public String display() {
        return display;
    }

    /** What the camera captures; its own picture unless set. */
    public CaptureSettings capture() {
        return capture;
    }

    /** How the picture is turned on its way; {@link Rotation#R90} unless set. */
    public Rotation rotation() {
        return rotation;
    }

    /** After how many frames the run ends by itself; empty to run until stopped. */
    public OptionalLong frames() {
        return frames;
    }

    /**
     * The pace: at each tick a frame is due, and one for which no buffer is free is lost. Empty to run as fast as the stages
     * go, the camera waiting for buffers.
     */
    public OptionalInt framesPerSecond() {
        return framesPerSecond;
    }

    /**
     * After how many frames the backend is exchanged: for the heap {@link #swapTo()}, or by stopping the bundle of an exporter
     * in use, the one that most stages use for which another could serve. Empty for never.
     */
    public OptionalLong swapAfter() {
        return swapAfter;
    }

    /**
     * The heap that serves every stage it can; for a stage that it cannot serve the report says why, and who does. Empty to
     * leave the choice to the allocator.
     */
    public Optional<String> heap() {
        return heap;
    }

    /** The heap that takes over from {@link #heap()} after {@link #swapAfter()} frames; empty if none is named. */
    public Optional<String> swapTo() {
        return swapTo;
    }

    /** Who turns the picture; {@link RotateBy#AUTO} unless set. */
    public RotateBy rotateBy() {
        return rotateBy;
    }

    /** The folder for the video and the pictures, made if missing; empty to write nothing. */
    public Optional<Path> output() {
        return output;
    }

    /** Of how many shown frames one is kept as a picture. */
    public int screenshotEvery() {
        return screenshotEvery;
    }

    /** Who turns the picture. */
    public enum RotateBy {
        /** A view of the memory if the heap that is asked for has one for every device, else the rotator. */
        AUTO,
        /** A view of the memory: encoder and display look at the camera's own frame, turned. */
        VIEW,
        /** The rotator, which reads each frame and writes it turned. */
        ROTATOR
    }

    /** Collects settings. Not for use by several threads. */
    public static final class Builder {
        private String camera = "camera0";
        private String rotator = "rotator0";
        private String encoder = "encoder0";
        private String display = "display0";
        private CaptureSettings capture = new CaptureSettings(Optional.empty(), 0, 0);
        private Rotation rotation = Rotation.R90;
        private OptionalLong frames = OptionalLong.empty();
        private OptionalInt framesPerSecond = OptionalInt.empty();
        private OptionalLong swapAfter = OptionalLong.empty();
        private Optional<String> heap = Optional.empty();
        private Optional<String> swapTo = Optional.empty();
        private RotateBy rotateBy = RotateBy.AUTO;
        private Optional<Path> output = Optional.empty();
        private int screenshotEvery = 10;

        private Builder() {}

        /** Sets {@link PipelineSettings#camera()}. */
        public Builder camera(String name) {
            this.camera = name;
            return this;
        }

        /** Sets {@link PipelineSettings#rotator()}. */
        public Builder rotator(String name) {
            this.rotator = name;
            return this;
        }

        /** Sets {@link PipelineSettings#encoder()}. */
        public Builder encoder(String name) {
            this.encoder = name;
            return this;
        }

        /** Sets {@link PipelineSettings#display()}. */
        public Builder display(String name) {
            this.display = name;
            return this;
        }

        /** Sets {@link PipelineSettings#capture()}. */
        public Builder capture(CaptureSettings settings) {
            this.capture = settings;
            return this;
        }

        /** Sets {@link PipelineSettings#rotation()}. */
        public Builder rotation(Rotation value) {
            this.rotation = value;
            return this;
        }

        /** Sets {@link PipelineSettings#frames()}: at least 1. */
        public Builder frames(long count) {
            check(count >= 1, "a run has at least one frame", "frames", count);
            this.frames = OptionalLong.of(count);
            return this;
        }

        /** Sets {@link PipelineSettings#framesPerSecond()}: 1 to 1000. */
        public Builder framesPerSecond(int rate) {
            check(rate >= 1 && rate <= 1000, "a pace is 1 to 1000 frames a second", "fps", rate);
            this.framesPerSecond = OptionalInt.of(rate);
            return this;
        }

        /** Sets {@link PipelineSettings#swapAfter()}: at least 1. */
        public Builder swapAfter(long count) {
            check(count >= 1, "a swap comes after at least one frame", "swapAfter", count);
            this.swapAfter = OptionalLong.of(count);
            return this;
        }

        /** Sets {@link PipelineSettings#heap()}. */
        public Builder heap(String name) {
            this.heap = Optional.of(name);
            return this;
        }

        /** Sets {@link PipelineSettings#swapTo()}: another heap than the first. */
        public Builder swapTo(String name) {
            this.swapTo = Optional.of(name);
            return this;
        }

        /** Sets {@link PipelineSettings#rotateBy()}. */
        public Builder rotateBy(RotateBy value) {
            this.rotateBy = value;
            return this;
        }

        /** Sets {@link PipelineSettings#output()}. */
        public Builder output(Path folder) {
            this.output = Optional.of(folder);
            return this;
        }

        /** Sets {@link PipelineSettings#screenshotEvery()}: at least 1. */
        public Builder screenshotEvery(int count) {
            check(count >= 1, "one of at least one frame is kept", "screenshotEvery", count);
            this.screenshotEvery = count;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a heap is to take over from itself, or it is not said when
         */
        public PipelineSettings build() {
            if (swapTo.isPresent() && swapTo.equals(heap)) {
                throw new IllegalArgumentException("a swap is to another heap: heap=" + heap.get() + " swapTo="
                        + swapTo.get() + "; name another, see dma:heaps");
            }
            if (swapTo.isPresent() && swapAfter.isEmpty()) {
                throw new IllegalArgumentException("a swap comes after at least one frame: swapTo=" + swapTo.get()
                        + "; say after how many by swapAfter");
            }
            return new PipelineSettings(this);
        }

        private static void check(boolean holds, String rule, String name, long value) {
            if (!holds) {
                throw new IllegalArgumentException(rule + ": " + name + "=" + value + "; choose a number within");
            }
        }
    }
}
