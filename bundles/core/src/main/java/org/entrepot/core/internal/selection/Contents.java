package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraint;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Shape;
import org.entrepot.spi.PageFrames;

/** How a request's contents are laid out so that they suit every participant, before any memory is chosen. */
final class Contents {
    /** The largest buffer: what one {@link java.nio.ByteBuffer} shows, in whole pages. */
    static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private static final Layout NOTHING = new ByteLayout(1);

    private final Shape shape;
    private final List<Participant> participants;
    private final Findings findings = new Findings();
    private final Layout layout;
    private final long bytes;

    private Contents(Shape shape, List<Participant> participants) {
        this.shape = shape;
        this.participants = participants;
        this.layout = shape instanceof Shape.Image image ? lay(image) : new ByteLayout(((Shape.Bytes) shape).bytes());
        this.bytes = Math.max(layout.bytes(), leastSize());
    }

    /** Lays contents out, if that can be done, in the first format that suits everybody. */
    static Contents of(Shape shape, List<Participant> participants) {
        Contents contents = new Contents(shape, participants);
        contents.check();
        return contents;
    }

    /** The contents in the next format that suits everybody: a smaller one may fit where this one does not. */
    Optional<Contents> next() {
        if (!(shape instanceof Shape.Image image) || !(layout instanceof ImageLayout lain)) {
            return Optional.empty();
        }
        List<PixelFormat> rest = image.formats()
                .subList(
                        image.formats().indexOf(lain.format()) + 1,
                        image.formats().size());
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        Contents next = of(new Shape.Image(image.width(), image.height(), rest, image.modifiers()), participants);
        return next.layout instanceof ImageLayout ? Optional.of(next) : Optional.empty();
    }

    /** Why there is no layout; empty if there is one. */
    List<Refusal> refusals() {
        return findings.all();
    }

    /** The layout that suits everybody. */
    Optional<Layout> agreed() {
        return findings.isEmpty() ? Optional.of(layout) : Optional.empty();
    }

    /** The layout if there is one that can be had, a byte otherwise: what exporters are tried with. */
    Layout layout() {
        return findings.isEmpty() ? layout : NOTHING;
    }

    /** The bytes that a buffer has, in whole pages; a page if there is no layout. */
    long bytes() {
        return findings.isEmpty()
                ? Math.addExact(bytes, PageFrames.PAGE_SIZE - 1) & -PageFrames.PAGE_SIZE
                : PageFrames.PAGE_SIZE;
    }

    private Layout lay(Shape.Image image) {
        return new FormatSearch(image, participants)
                .search(findings)
                .map(found -> lay(image, found))
                .orElse(NOTHING);
    }

    private Layout lay(Shape.Image image, FormatSearch.Found found) {
        try {
            return ImageLayout.of(
                    found.format(),
                    found.modifier(),
                    image.width(),
                    image.height(),
                    Demands.padding(participants, image.width(), found.format()));
        } catch (ArithmeticException e) {
            findings.add(Constraint.SIZE, image + ", padded for all", "at most " + LARGEST + " bytes", "request");
            return NOTHING;
        }
    }

    private long leastSize() {
        long least = 0;
        for (Participant participant : participants) {
            least = Math.max(least, participant.needs().minSize());
        }
        return least;
    }

    private void check() {
        if (layout.bytes() > LARGEST) {
            findings.add(Constraint.SIZE, layout.bytes() + " bytes", "at most " + LARGEST, "request");
        }
        for (Participant participant : participants) {
            if (participant.needs().minSize() > LARGEST) {
                findings.add(
                        Constraint.SIZE,
                        "at least " + participant.needs().minSize() + " bytes",
                        "at most " + LARGEST,
                        participant);
            }
        }
        if (findings.isEmpty()) {
            participants.forEach(participant -> LayoutCheck.check(layout, bytes, participant, findings));
        }
    }
}
