package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.ByteLayout;
import org.entrepot.api.Constraint;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Shape;
import org.entrepot.spi.PageFrames;

/** How a request's contents are laid out so that they suit every participant, before any memory is chosen. */
final class Contents {
    /** The largest buffer: what one {@link java.nio.ByteBuffer} shows, in whole pages. */
    static final long LARGEST = Integer.MAX_VALUE & -PageFrames.PAGE_SIZE;

    private static final Layout NOTHING = new ByteLayout(1);

    private final List<Participant> participants;
    private final Findings findings = new Findings();
    private final Layout layout;
    private final long bytes;

    private Contents(AllocationRequest request, List<Participant> participants) {
        this.participants = participants;
        this.layout = request.shape() instanceof Shape.Image image
                ? lay(image)
                : new ByteLayout(((Shape.Bytes) request.shape()).bytes());
        this.bytes = Math.max(layout.bytes(), leastSize());
    }

    /** Lays a request's contents out, if that can be done. */
    static Contents of(AllocationRequest request, List<Participant> participants) {
        Contents contents = new Contents(request, participants);
        contents.check();
        return contents;
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
                    found.format(), found.modifier(), image.width(), image.height(), Demands.padding(participants));
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
