package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Shape;
import org.entrepot.spi.PageFrames;

/** How a request's contents are laid out so that they suit every participant, before any memory is chosen. */
final class Contents {
    /** The largest buffer: what one {@link java.nio.ByteBuffer} shows, in whole pages. */
    static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private final AllocationRequest request;
    private final List<Participant> participants;
    private final List<Refusal> refusals = new ArrayList<>();

    Contents(AllocationRequest request, List<Participant> participants) {
        this.request = request;
        this.participants = participants;
    }

    /** Why there is no layout; filled by {@link #layout()}. */
    List<Refusal> refusals() {
        return refusals;
    }

    /** The layout if there is one that can be had, a byte otherwise: what exporters are tried with. */
    Layout fitting(Layout layout) {
        return refusals.isEmpty() ? layout : new ByteLayout(1);
    }

    /** The layout; meaningless when there are {@link #refusals()}. */
    Layout layout() {
        Layout layout = request.shape() instanceof Shape.Image image
                ? lay(image)
                : new ByteLayout(((Shape.Bytes) request.shape()).bytes());
        if (layout.bytes() > LARGEST) {
            refusals.add(new Refusal(Constraint.SIZE, layout.bytes() + " bytes", "at most " + LARGEST, "request"));
        }
        return layout;
    }

    private Layout lay(Shape.Image image) {
        PixelFormat format = image.formats().stream()
                .filter(candidate -> participants.stream()
                        .allMatch(p ->
                                takes(p.device().constraints(), candidate) && candidate.canBeSeen(p.orientation())))
                .findFirst()
                .orElse(null);
        if (format == null) {
            refuseFormats(image);
            return new ByteLayout(1);
        }
        try {
            return ImageLayout.of(
                    format,
                    image.width(),
                    image.height(),
                    Demands.strideAlignment(participants),
                    Demands.heightAlignment(participants));
        } catch (ArithmeticException e) {
            refusals.add(new Refusal(Constraint.SIZE, image.toString(), "at most " + LARGEST + " bytes", "request"));
            return new ByteLayout(1);
        }
    }

    private void refuseFormats(Shape.Image image) {
        for (Participant participant : participants) {
            FormatModifiers taken = participant.device().constraints().formats();
            if (!image.formats().stream().allMatch(format -> taken.takes(format, Modifier.LINEAR))) {
                refusals.add(new Refusal(
                        Constraint.FORMAT, "one of " + taken, image.formats().toString(), participant.name()));
            }
            if (!image.formats().stream().allMatch(format -> format.canBeSeen(participant.orientation()))) {
                refusals.add(unseen(participant, image.formats()));
            }
        }
    }

    private static Refusal unseen(Participant participant, List<PixelFormat> formats) {
        List<PixelFormat> not = formats.stream()
                .filter(format -> !format.canBeSeen(participant.orientation()))
                .toList();
        return new Refusal(
                Constraint.ORIENTATION,
                participant.orientation() + ", by samples in another order",
                not + ", whose samples stay as they lie",
                participant.name());
    }

    private static boolean takes(Constraints constraints, PixelFormat format) {
        return constraints.formats().takes(format, Modifier.LINEAR);
    }

    /** Why a device cannot use contents that are laid out already; empty if it can. */
    static List<Refusal> misfits(Layout layout, Participant late) {
        List<Refusal> found = new ArrayList<>();
        if (layout instanceof ImageLayout lain) {
            Constraints wanted = late.device().constraints();
            if (!lain.format().canBeSeen(late.orientation())) {
                return List.of(unseen(late, List.of(lain.format())));
            }
            if (!canBeTurned(lain, late.orientation())) {
                return List.of(new Refusal(
                        Constraint.ORIENTATION,
                        late.orientation().toString(),
                        "strides of a broken number of samples",
                        late.name()));
            }
            ImageLayout image = lain.seen(late.orientation());
            if (!takes(wanted, image.format())) {
                found.add(new Refusal(
                        Constraint.FORMAT,
                        "one of " + wanted.formats(),
                        image.format().toString(),
                        late.name()));
            }
            image.planes().forEach(plane -> checkPlane(plane, image, wanted, late, found));
        }
        return found;
    }

    private static boolean canBeTurned(ImageLayout image, Orientation orientation) {
        return !(orientation.swapsAxes() || orientation.reversesColumns())
                || IntStream.range(0, image.planes().size())
                        .allMatch(i ->
                                image.planes().get(i).stride() % image.format().sampleBytes(i) == 0);
    }

    private static void checkPlane(
            Plane plane, ImageLayout image, Constraints wanted, Participant late, List<Refusal> found) {
        int stride = wanted.strideAlignment();
        // A turned picture has the pitch of the memory's own view.
        boolean pitched = late.orientation() != Orientation.ROTATE_0;
        if (!pitched && (plane.stride() % stride != 0 || plane.offset() % stride != 0)) {
            found.add(new Refusal(
                    Constraint.STRIDE_ALIGNMENT,
                    "multiples of " + stride + " bytes",
                    "stride " + plane.stride() + " at offset " + plane.offset(),
                    late.name()));
        }
        if (plane.equals(image.planes().get(0)) && plane.rows() % wanted.heightAlignment() != 0) {
            found.add(new Refusal(
                    Constraint.HEIGHT_ALIGNMENT,
                    "multiples of " + wanted.heightAlignment() + " rows",
                    plane.rows() + " rows",
                    late.name()));
        }
    }
}
