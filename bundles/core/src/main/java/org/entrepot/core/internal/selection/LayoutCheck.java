package org.entrepot.core.internal.selection;

import java.util.List;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Modifier;
import org.entrepot.api.OneOf;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Range;

/** Contents that are laid out, held against what a participant needs. */
final class LayoutCheck {
    private final ImageLayout lain;
    private final ImageLayout seen;
    private final long bytes;
    private final Participant participant;
    private final Constraints wanted;
    private final Findings findings;

    private LayoutCheck(ImageLayout lain, long bytes, Participant participant, Findings findings) {
        this.lain = lain;
        this.bytes = bytes;
        this.seen = lain.seen(participant.orientation());
        this.participant = participant;
        this.wanted = participant.constraints();
        this.findings = findings;
    }

    /**
     * Finds why a participant cannot use contents that are laid out so.
     *
     * @param bytes of the buffer: what is behind the layout is padding as well
     */
    static void check(Layout layout, long bytes, Participant participant, Findings findings) {
        if (!(layout instanceof ImageLayout image)) {
            return;
        }
        Orientation orientation = participant.orientation();
        if (!image.format().canBeSeen(orientation)) {
            refuseView(participant, List.of(image.format()), findings);
        } else if (canBeTurned(image, orientation)) {
            new LayoutCheck(image, bytes, participant, findings).check();
        } else {
            findings.add(
                    Constraint.ORIENTATION,
                    orientation.toString(),
                    image.modifier().equals(Modifier.LINEAR)
                            ? "strides of a broken number of samples"
                            : "modifier " + image.modifier() + ", which nobody turns",
                    participant);
        }
    }

    /** Says that a participant cannot see such formats in its orientation. */
    static void refuseView(Participant participant, List<PixelFormat> formats, Findings findings) {
        findings.add(
                Constraint.ORIENTATION,
                participant.orientation() + ", by samples in another order",
                formats + ", whose samples stay as they lie",
                participant);
    }

    private static boolean canBeTurned(ImageLayout image, Orientation orientation) {
        boolean moved = orientation.swapsAxes() || orientation.reversesColumns();
        return orientation == Orientation.ROTATE_0
                || (image.modifier().equals(Modifier.LINEAR) && (!moved || hasWholeSamples(image)));
    }

    private static boolean hasWholeSamples(ImageLayout image) {
        for (int i = 0; i < image.planes().size(); i++) {
            if (image.planes().get(i).stride() % image.format().sampleBytes(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void check() {
        checkFormat();
        checkExtent("wide", wanted.width(), seen.width());
        checkExtent("high", wanted.height(), seen.height());
        // A turned picture has the pitch of the memory's own view.
        if (participant.orientation() == Orientation.ROTATE_0) {
            checkStarts();
        }
        checkRows();
        checkEnd();
    }

    private void checkFormat() {
        OneOf<Modifier> modifiers = wanted.formats().modifiers(lain.format());
        if (modifiers.isNone()) {
            findings.add(
                    Constraint.FORMAT,
                    "one of " + wanted.formats(),
                    lain.format().toString(),
                    participant);
        } else {
            findings.require(Constraint.MODIFIER, modifiers, lain.modifier(), participant);
        }
    }

    private void checkExtent(String how, Range accepted, int extent) {
        if (!accepted.holds(extent)) {
            findings.add(Constraint.IMAGE_SIZE, accepted + " " + how, extent + " " + how, participant);
        }
    }

    private void checkStarts() {
        int stride = wanted.strideAlignment();
        long offset = wanted.offsetAlignment();
        for (Plane plane : seen.planes()) {
            if (plane.stride() % stride != 0 || plane.offset() % stride != 0) {
                findings.add(
                        Constraint.STRIDE_ALIGNMENT,
                        "multiples of " + stride + " bytes",
                        "stride " + plane.stride() + " at offset " + plane.offset(),
                        participant);
            }
            if (plane.offset() % offset != 0) {
                findings.add(
                        Constraint.OFFSET_ALIGNMENT,
                        "multiples of " + offset + " bytes",
                        "a plane at offset " + plane.offset(),
                        participant);
            }
        }
    }

    private void checkRows() {
        int rows = seen.planes().get(0).rows();
        if (rows % wanted.heightAlignment() != 0) {
            findings.add(
                    Constraint.HEIGHT_ALIGNMENT,
                    "multiples of " + wanted.heightAlignment() + " rows",
                    rows + " rows",
                    participant);
        }
        if (rows - seen.height() < wanted.paddingRows()) {
            findings.add(
                    Constraint.PADDING,
                    wanted.paddingRows() + " rows behind the image",
                    (rows - seen.height()) + " rows",
                    participant);
        }
    }

    private void checkEnd() {
        long behind = bytes - lain.planes().get(lain.planes().size() - 1).end();
        if (behind < wanted.paddingBytes()) {
            findings.add(
                    Constraint.PADDING,
                    wanted.paddingBytes() + " bytes behind the image",
                    Math.max(0, behind) + " bytes",
                    participant);
        }
    }
}
