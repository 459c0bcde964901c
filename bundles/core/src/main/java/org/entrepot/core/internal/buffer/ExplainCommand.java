package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.Shape;

/** What an operator types to see the whole reasoning about a request. Needs of participants that are no devices cannot be typed. */
final class ExplainCommand {
    private final AllocationRequest request;
    private final List<String> words = new ArrayList<>(List.of("dma:explain"));

    private ExplainCommand(AllocationRequest request) {
        this.request = request;
        request.devices().forEach(this::device);
        request.tags().forEach(tag -> words.addAll(List.of("--tag", tag)));
        if (request.cpuUse() != CpuUse.READ_WRITE) {
            words.addAll(List.of("--cpu", lower(request.cpuUse())));
        }
        shape(request.shape());
    }

    /** The command. */
    static String of(AllocationRequest request) {
        return String.join(" ", new ExplainCommand(request).words);
    }

    private void device(String name) {
        Orientation orientation = request.orientation(name);
        Direction use = request.use(name);
        words.add(name
                + (orientation == Orientation.ROTATE_0
                        ? ""
                        : "@" + lower(orientation).replace("rotate_", ""))
                + (use == Direction.BIDIRECTIONAL ? "" : use == Direction.TO_DEVICE ? ":read" : ":write"));
    }

    private void shape(Shape shape) {
        if (!(shape instanceof Shape.Image image)) {
            words.add(String.valueOf(((Shape.Bytes) shape).bytes()));
            return;
        }
        words.add("--image");
        words.add(image.width() + "x" + image.height());
        image.formats().forEach(format -> words.add(format.name()));
        if (image.modifiers().isEmpty()) {
            words.addAll(List.of("--modifier", "any"));
        } else if (!image.modifiers().equals(List.of(Modifier.LINEAR))) {
            image.modifiers().forEach(modifier -> words.addAll(List.of("--modifier", modifier.toString())));
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
