package org.entrepot.core.internal.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Constraint;
import org.entrepot.api.FormatModifiers;
import org.entrepot.api.Modifier;
import org.entrepot.api.OneOf;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The search for a pixel format and a modifier that a request accepts and every participant takes. Wildcards are allowed, but
 * somebody must be specific, as in sysmem's negotiation.
 */
final class FormatSearch {
    private static final OneOf<Modifier> LINEAR = OneOf.of(Modifier.LINEAR);
    private static final OneOf<Modifier> NONE = OneOf.of(List.of());

    private final Shape.Image image;
    private final List<Participant> participants;

    /**
     * What was found.
     *
     * @param format of the pixels
     * @param modifier how they lie in memory
     */
    record Found(PixelFormat format, Modifier modifier) {}

    FormatSearch(Shape.Image image, List<Participant> participants) {
        this.image = image;
        this.participants = participants;
    }

    /** The first format of the request for which there is a modifier, with the best one; why there is none goes to the findings. */
    Optional<Found> search(Findings findings) {
        for (PixelFormat format : image.formats()) {
            Optional<Modifier> modifier = image.modifiers().isEmpty() ? agreed(format) : accepted(format);
            if (modifier.isPresent()) {
                return Optional.of(new Found(format, modifier.get()));
            }
        }
        refuse(findings);
        return Optional.empty();
    }

    /** The first of the request's modifiers that everybody takes. */
    private Optional<Modifier> accepted(PixelFormat format) {
        for (Modifier modifier : image.modifiers()) {
            if (allTake(format, modifier)) {
                return Optional.of(modifier);
            }
        }
        return Optional.empty();
    }

    private boolean allTake(PixelFormat format, Modifier modifier) {
        for (Participant participant : participants) {
            if (!takes(participant, format, modifier)) {
                return false;
            }
        }
        return true;
    }

    /** Only what lies in rows can be turned: of anything else nobody knows where a pixel is. */
    static boolean takes(Participant participant, PixelFormat format, Modifier modifier) {
        return (participant.orientation() == Orientation.ROTATE_0
                        || (modifier.equals(Modifier.LINEAR) && format.canBeSeen(participant.orientation())))
                && participant.constraints().formats().takes(format, modifier);
    }

    private static boolean takes(Participant participant, PixelFormat format) {
        return format.canBeSeen(participant.orientation())
                && !participant.constraints().formats().modifiers(format).isNone();
    }

    private static OneOf<Modifier> modifiers(Participant participant, PixelFormat format) {
        OneOf<Modifier> taken = participant.constraints().formats().modifiers(format);
        if (participant.orientation() == Orientation.ROTATE_0) {
            return taken;
        }
        return format.canBeSeen(participant.orientation()) ? taken.and(LINEAR) : NONE;
    }

    /** The best of what participants agree on: rows before anything else, what is said before what is not, the lowest number. */
    private Optional<Modifier> agreed(PixelFormat format) {
        Modifier best = null;
        for (Modifier modifier : named(format).values()) {
            if (allTake(format, modifier) && (best == null || isBetter(modifier, best))) {
                best = modifier;
            }
        }
        return Optional.ofNullable(best);
    }

    /** What the first participant takes that does not take any modifier of a format. */
    private OneOf<Modifier> named(PixelFormat format) {
        for (Participant participant : participants) {
            OneOf<Modifier> taken = modifiers(participant, format);
            if (!taken.isAny()) {
                return taken;
            }
        }
        return OneOf.any();
    }

    private static boolean isBetter(Modifier one, Modifier other) {
        boolean said = !one.equals(Modifier.INVALID);
        return said == !other.equals(Modifier.INVALID) ? Long.compareUnsigned(one.value(), other.value()) < 0 : said;
    }

    /** What the request and all participants but one accept. */
    private OneOf<Modifier> common(PixelFormat format, @Nullable Participant leftOut) {
        OneOf<Modifier> common = image.modifiers().isEmpty() ? OneOf.any() : OneOf.of(image.modifiers());
        for (Participant participant : participants) {
            if (participant != leftOut && !common.isNone()) {
                common = common.and(modifiers(participant, format));
            }
        }
        return common;
    }

    private void refuse(Findings findings) {
        List<PixelFormat> shared = formats(null);
        if (shared.isEmpty()) {
            refuseFormats(findings);
            return;
        }
        Optional<PixelFormat> open =
                shared.stream().filter(format -> common(format, null).isAny()).findFirst();
        if (open.isPresent()) {
            findings.add(
                    Constraint.MODIFIER,
                    "somebody who names a modifier of " + open.get(),
                    "any modifier from everybody",
                    "request");
        } else {
            refuseModifiers(shared.get(0), findings);
        }
    }

    /** The formats of the request that all participants but one take, whatever the modifier. */
    private List<PixelFormat> formats(@Nullable Participant leftOut) {
        List<PixelFormat> taken = new ArrayList<>(image.formats());
        for (Participant participant : participants) {
            if (participant != leftOut) {
                taken.removeIf(format -> !takes(participant, format));
            }
        }
        return taken;
    }

    /** Names those without whom there would be a format; if there are none such, all who do not take every format. */
    private void refuseFormats(Findings findings) {
        for (Participant participant : participants) {
            List<PixelFormat> others = formats(participant);
            if (!others.isEmpty()) {
                refuseFormat(participant, others, findings);
            }
        }
        if (findings.isEmpty()) {
            participants.stream()
                    .filter(participant -> image.formats().stream().anyMatch(format -> !takes(participant, format)))
                    .forEach(participant -> refuseFormat(participant, image.formats(), findings));
        }
    }

    private static void refuseFormat(Participant participant, List<PixelFormat> offered, Findings findings) {
        FormatModifiers taken = participant.constraints().formats();
        if (offered.stream().anyMatch(format -> taken.modifiers(format).isNone())) {
            findings.add(Constraint.FORMAT, "one of " + taken, offered.toString(), participant);
        }
        List<PixelFormat> unseen = offered.stream()
                .filter(format -> !format.canBeSeen(participant.orientation()))
                .toList();
        if (!unseen.isEmpty()) {
            LayoutCheck.refuseView(participant, unseen, findings);
        }
    }

    /** Names those without whom there would be a modifier; if there are none such, all who take only some. */
    private void refuseModifiers(PixelFormat format, Findings findings) {
        for (Participant participant : participants) {
            OneOf<Modifier> others = common(format, participant);
            if (!others.isNone()) {
                refuseModifier(participant, format, others, findings);
            }
        }
        if (findings.isEmpty()) {
            participants.stream()
                    .filter(participant -> !modifiers(participant, format).isAny())
                    .forEach(participant -> refuseModifier(participant, format, OneOf.of(image.modifiers()), findings));
        }
    }

    private static void refuseModifier(
            Participant participant, PixelFormat format, OneOf<Modifier> offered, Findings findings) {
        OneOf<Modifier> usable = modifiers(participant, format);
        OneOf<Modifier> wanted =
                usable.isNone() ? participant.constraints().formats().modifiers(format) : usable;
        findings.add(
                Constraint.MODIFIER,
                format + " with " + Findings.words(wanted),
                offered.values().isEmpty() ? "none in common" : "with " + Findings.words(offered),
                participant);
    }
}
