package org.entrepot.console.internal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.entrepot.device.CaptureSettings;
import org.entrepot.device.Rotation;
import org.entrepot.pipeline.PipelineSettings;
import org.entrepot.pipeline.PipelineSettings.RotateBy;

/** Settings of a pipeline as they are typed. */
final class RunWords {
    private RunWords() {}

    static PipelineSettings.Builder parse(Arguments words) {
        PipelineSettings.Builder settings = PipelineSettings.builder();
        Optional<Path> input = words.option("--input").map(RunWords::path);
        int[] size = words.option("--size")
                .map(text -> RequestWords.extent(words, text))
                .orElse(new int[] {0, 0});
        settings.capture(new CaptureSettings(input, size[0], size[1]));
        words.option("--frames").ifPresent(text -> settings.frames(words.number("frames", text)));
        words.option("--fps").ifPresent(text -> settings.framesPerSecond(small(words.number("fps", text))));
        words.option("--swap-after").ifPresent(text -> settings.swapAfter(words.number("swap-after", text)));
        words.option("--heap").ifPresent(settings::heap);
        words.option("--swap-to").ifPresent(settings::swapTo);
        words.option("--rotate").ifPresent(text -> settings.rotation(rotation(words, text)));
        words.option("--rotate-by")
                .ifPresent(text -> settings.rotateBy(RequestWords.choice(RotateBy.class, "rotate-by", text, words)));
        words.option("--out").ifPresent(text -> settings.output(path(text)));
        words.option("--camera").ifPresent(settings::camera);
        words.option("--rotator").ifPresent(settings::rotator);
        words.option("--encoder").ifPresent(settings::encoder);
        words.option("--display").ifPresent(settings::display);
        return settings;
    }

    private static int small(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    private static Rotation rotation(Arguments words, String text) {
        return RequestWords.choice(Rotation.class, "rotate", "R" + text.toUpperCase(Locale.ROOT), words);
    }

    /** A path, from the folder in which the gateway was started. */
    static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }
}
