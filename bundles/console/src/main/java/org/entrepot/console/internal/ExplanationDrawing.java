package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Backing;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Modifier;
import org.entrepot.api.Needs;
import org.entrepot.api.Orientation;
import org.entrepot.api.Plane;
import org.entrepot.api.Shape;

/** Draws the reasoning about a request: who serves it, then how each device gets at the memory, how it is laid out, and every heap. */
final class ExplanationDrawing {
    private static final long PAGE_SIZE = 4096;

    private ExplanationDrawing() {}

    static String text(Explanation explanation) {
        List<String> parts = new ArrayList<>();
        parts.add(facts(explanation));
        explanation
                .chosen()
                .filter(chosen -> !chosen.routes().isEmpty())
                .ifPresent(chosen -> parts.add(routes(chosen, explanation.request())));
        explanation.layout().ifPresent(layout -> planes(layout).ifPresent(parts::add));
        if (!explanation.verdicts().isEmpty()) {
            parts.add(VerdictTable.of(explanation.verdicts()));
        }
        return String.join("\n\n", parts);
    }

    private static String facts(Explanation explanation) {
        AllocationRequest request = explanation.request();
        Facts facts = new Facts(summary(explanation));
        if (explanation.chosen().isEmpty()) {
            decisive(explanation.verdicts()).ifPresent(words -> facts.fact("because", words));
        }
        explanation.layout().ifPresent(layout -> facts.fact("layout", words(layout)));
        facts.fact("CPU", cpu(request));
        if (request.backing() == Backing.AT_FIRST_USE) {
            facts.fact("memory", "when it is first used");
        }
        if (!request.tags().isEmpty()) {
            facts.fact("tags", String.join(" ", request.tags()));
        }
        explanation.choices().forEach(choice -> facts.fact("choice", words(choice)));
        if (explanation.combinations() > 1) {
            facts.fact("tried", explanation.combinations() + " combinations of alternatives");
        }
        explanation.policy().forEach(rule -> facts.fact("policy", rule.toString()));
        return facts.toString();
    }

    /** The one line that matters. */
    static String summary(Explanation explanation) {
        String wanted = wanted(explanation);
        if (explanation.verdicts().isEmpty()) {
            return "no heap is here: " + wanted + "; start a backend's bundle, or put a .cfg for one into conf/";
        }
        return explanation
                        .chosen()
                        .map(chosen -> chosen.exporter() + " serves: ")
                        .orElse("no heap serves: ")
                + wanted;
    }

    private static String wanted(Explanation explanation) {
        AllocationRequest request = explanation.request();
        Stream<String> devices = request.devices().stream()
                .map(name -> DeviceWord.of(request, name).toString());
        String users = Stream.concat(devices, request.needs().stream().map(Needs::participant))
                .collect(Collectors.joining(", "));
        return contents(explanation) + " for " + (users.isEmpty() ? "no device" : users);
    }

    /** What was settled on, or what was asked where nothing was. */
    private static String contents(Explanation explanation) {
        return explanation
                .layout()
                .filter(ImageLayout.class::isInstance)
                .map(Layout::toString)
                .orElseGet(() -> words(explanation.request().shape()));
    }

    private static String words(Shape shape) {
        if (shape instanceof Shape.Image image) {
            String formats = image.formats().stream().map(Enum::name).collect(Collectors.joining(" or "));
            boolean linear = image.modifiers().equals(List.of(Modifier.LINEAR));
            String modifiers = image.modifiers().isEmpty()
                    ? "any modifier"
                    : image.modifiers().stream().map(Modifier::toString).collect(Collectors.joining(" or "));
            return image.width() + "x" + image.height() + " " + formats + (linear ? "" : ", " + modifiers + ",");
        }
        return Sizes.words(((Shape.Bytes) shape).bytes());
    }

    /** What all heaps lack, else what the one lacks that needs the least to change. */
    private static Optional<String> decisive(List<Verdict> verdicts) {
        List<Refusal> everywhere = VerdictTable.everywhere(verdicts);
        if (!everywhere.isEmpty()) {
            return Optional.of("of every heap: " + everywhere.get(0) + more(everywhere));
        }
        return verdicts.stream()
                .filter(verdict -> !verdict.refusals().isEmpty())
                .min(Comparator.comparingInt(
                                (Verdict verdict) -> verdict.refusals().size())
                        .thenComparing(Verdict::exporter))
                .map(closest -> closest.exporter() + " comes closest: "
                        + closest.refusals().get(0) + more(closest.refusals()));
    }

    private static String more(List<Refusal> refusals) {
        return refusals.size() == 1 ? "" : "; and " + (refusals.size() - 1) + " more";
    }

    private static String words(Layout layout) {
        long pages = (layout.bytes() + PAGE_SIZE - 1) / PAGE_SIZE;
        String size = layout.bytes() + " bytes in " + pages + (pages == 1 ? " page" : " pages");
        return layout instanceof ImageLayout image
                ? image.format() + " " + (image.modifier().equals(Modifier.LINEAR) ? "linear" : image.modifier()) + ", "
                        + size
                : size;
    }

    private static String cpu(AllocationRequest request) {
        return switch (request.cpuUse()) {
            case NONE -> "does not touch it";
            case READ -> "reads";
            case WRITE -> "writes";
            case READ_WRITE -> "reads and writes";
        };
    }

    private static String words(Choice choice) {
        String words = choice.participant() + " " + choice.group() + ": " + choice.taken() + " of " + choice.of();
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < choice.instead().size(); i++) {
            passed.add("not " + (i + 1) + ", " + choice.instead().get(i));
        }
        return passed.isEmpty() ? words : words + "; " + String.join("; ", passed);
    }

    private static String routes(Verdict chosen, AllocationRequest request) {
        Table table = new Table("DEVICE", "SEES IT", "TYPE", "MAPPED BY", "SEGMENTS>");
        for (Route route : chosen.routes()) {
            Orientation orientation = request.orientation(route.device());
            table.row(
                    route.device(),
                    orientation == Orientation.ROTATE_0
                            ? "as it lies"
                            : orientation.name().toLowerCase(Locale.ROOT),
                    route.mappingType(),
                    route.mapper(),
                    VerdictTable.count(route.expectedSegments()));
        }
        return table.toString();
    }

    private static Optional<String> planes(Layout layout) {
        if (!(layout instanceof ImageLayout image)) {
            return Optional.empty();
        }
        Table table = new Table("PLANE>", "OFFSET>", "STRIDE>", "ROWS>");
        for (int i = 0; i < image.planes().size(); i++) {
            Plane plane = image.planes().get(i);
            table.row(i, plane.offset(), plane.stride(), plane.rows());
        }
        return Optional.of(table.toString());
    }
}
