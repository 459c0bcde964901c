package org.entrepot.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Measuring;
import org.entrepot.benchmarks.harness.Report;
import org.entrepot.benchmarks.harness.Result;

/** The command: measures the areas that are named, all of them if none is, and prints one table. */
public final class Bench {
    private static final List<Area> AREAS = List.of(
            new CarveoutArea(),
            new PublicPath(),
            new MemoryArea(),
            new PoolArea(),
            new SwapArea(),
            new SelectionArea(),
            new IommuArea(),
            new TilerArea());

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final PrintStream PROGRESS = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private final Options options;
    private final Measuring measuring;
    private final Report report = new Report();

    private Bench(Options options) {
        this.options = options;
        this.measuring = new Measuring(options.rounds(), options.warmMillis());
    }

    /** Measures. Ends with 0 if every figure is kept, with 1 if one is not, with 2 if nothing could be measured. */
    public static void main(String[] arguments) {
        try {
            Options options = Options.of(
                    List.of(arguments), AREAS.stream().map(Area::name).toList());
            System.exit(new Bench(options).run() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            PROGRESS.println("entrepot bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private boolean run() {
        if (!Compiler.isHere(options.compiler())) {
            throw new IllegalArgumentException("the floors need a C compiler: cc=" + options.compiler()
                    + "; install gcc, or name another with --cc");
        }
        Path folder = Compiler.folder();
        try {
            Floors floors = new Floors(options.compiler(), folder);
            boolean kept = true;
            for (Area area : AREAS) {
                if (options.areas().isEmpty() || options.areas().contains(area.name())) {
                    kept &= measure(area, floors);
                }
            }
            finish();
            return kept;
        } finally {
            remove(folder);
        }
    }

    private boolean measure(Area area, Floors floors) {
        boolean kept = true;
        try (area) {
            for (Figure figure : area.figures(floors)) {
                PROGRESS.println("measuring " + area.name() + ": " + figure.what());
                Result result = measuring.measure(figure);
                report.add(area.name(), result);
                kept &= result.isKept();
            }
        }
        return kept;
    }

    private void finish() {
        String text = Machine.words(options) + "\n\n" + report.table();
        OUT.print(text);
        options.page().ifPresent(page -> Page.write(page, text));
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the compiled floors are removed: folder=" + folder, e);
        }
    }
}
