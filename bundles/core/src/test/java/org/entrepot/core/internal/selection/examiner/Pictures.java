package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Plane;
import org.entrepot.api.Shape;

/** Images as devices see them: which format and modifier all take, and whether a layout suits somebody. */
final class Pictures {
    /** More rows or columns than anybody wants behind the visible ones: multiples of 48, and 16 of padding. */
    private static final int MOST = 64;

    private Pictures() {}

    /**
     * A format with a modifier.
     *
     * @param format of the pixels
     * @param modifier how they lie
     */
    record Pixels(PixelFormat format, Modifier modifier) {}

    /** What all take, the preferred first: the request's formats in their order, for each the request's modifiers in theirs. */
    static List<Pixels> common(Shape.Image image, List<Party> parties) {
        List<Pixels> common = new ArrayList<>();
        for (PixelFormat format : image.formats()) {
            for (Modifier modifier : image.modifiers().isEmpty() ? named(format, parties) : image.modifiers()) {
                if (parties.stream().allMatch(party -> takes(party, format, modifier))) {
                    common.add(new Pixels(format, modifier));
                }
            }
        }
        return common;
    }

    /** The modifiers that somebody names who does not take them all: one that is said before INVALID, the lowest first. */
    private static List<Modifier> named(PixelFormat format, List<Party> parties) {
        TreeSet<Long> said = new TreeSet<>(Long::compareUnsigned);
        for (Party party : parties) {
            party.says().forEach(limits -> limits.formats().pairs().stream()
                    .filter(pair -> pair.format().map(format::equals).orElse(true))
                    .forEach(pair -> pair.modifier().ifPresent(modifier -> said.add(modifier.value()))));
            if (party.isTurned()) {
                said.add(Modifier.LINEAR.value());
            }
        }
        List<Modifier> named = new ArrayList<>(said.stream().map(Modifier::new).toList());
        if (named.remove(Modifier.INVALID)) {
            named.add(Modifier.INVALID);
        }
        return named;
    }

    private static boolean takes(Party party, PixelFormat format, Modifier modifier) {
        boolean seen = !party.isTurned() || (modifier.equals(Modifier.LINEAR) && format.canBeSeen(party.orientation()));
        return seen && party.says().stream().allMatch(limits -> limits.formats().takes(format, modifier));
    }

    /** Whether somebody can use an image that lies so in a buffer of so many bytes. */
    static boolean suits(ImageLayout lain, long bytes, Party party) {
        if (!takes(party, lain.format(), lain.modifier()) || !canBeTurned(lain, party)) {
            return false;
        }
        ImageLayout seen = lain.seen(party.orientation());
        long behind = bytes - lain.planes().get(lain.planes().size() - 1).end();
        return party.says().stream()
                .allMatch(limits -> (party.isTurned() || starts(lain, limits))
                        && rows(seen, limits)
                        && behind >= limits.paddingBytes());
    }

    private static boolean canBeTurned(ImageLayout lain, Party party) {
        for (int i = 0; movesColumns(party) && i < lain.planes().size(); i++) {
            if (lain.planes().get(i).stride() % lain.format().sampleBytes(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(ImageLayout lain, Constraints limits) {
        return lain.planes().stream()
                .allMatch(plane -> plane.stride() % limits.strideAlignment() == 0
                        && plane.offset() % limits.strideAlignment() == 0
                        && plane.offset() % limits.offsetAlignment() == 0);
    }

    private static boolean rows(ImageLayout seen, Constraints limits) {
        int rows = seen.planes().get(0).rows();
        return rows % limits.heightAlignment() == 0
                && rows - seen.height() >= limits.paddingRows()
                && limits.width().holds(seen.width())
                && limits.height().holds(seen.height());
    }

    /** The smallest layout that suits all: rows first, then columns behind the visible ones, found by counting up. */
    static Optional<ImageLayout> smallest(Shape.Image image, Pixels pixels, List<Party> parties) {
        if (!parties.stream().allMatch(party -> isOfSize(image, party))) {
            return Optional.empty();
        }
        // Only who reorders columns cares for more of them.
        int mostColumns = parties.stream().anyMatch(Pictures::movesColumns) ? MOST : 1;
        for (int rows = image.height(); rows < image.height() + MOST; rows++) {
            for (int columns = 0; columns < mostColumns; columns++) {
                ImageLayout lain = lain(image, pixels, parties, rows, columns);
                if (parties.stream().allMatch(party -> suits(lain, lain.bytes(), party))) {
                    return Optional.of(lain);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOfSize(Shape.Image image, Party party) {
        int wide = party.orientation().swapsAxes() ? image.height() : image.width();
        int high = party.orientation().swapsAxes() ? image.width() : image.height();
        return party.says().stream()
                .allMatch(
                        limits -> limits.width().holds(wide) && limits.height().holds(high));
    }

    private static boolean movesColumns(Party party) {
        return party.orientation().swapsAxes() || party.orientation().reversesColumns();
    }

    /** The smallest layout with so many rows and more columns whose planes begin where they must for who does not turn it. */
    private static ImageLayout lain(Shape.Image image, Pixels pixels, List<Party> parties, int rows, int columns) {
        List<Constraints> upright =
                says(parties.stream().filter(party -> !party.isTurned()).toList());
        long[] strides =
                upright.stream().mapToLong(Constraints::strideAlignment).toArray();
        long[] offsets = LongStream.concat(
                        upright.stream().mapToLong(Constraints::offsetAlignment), LongStream.of(strides))
                .toArray();
        List<Plane> planes = new ArrayList<>();
        long end = 0;
        for (int i = 0; i < pixels.format().planes(); i++) {
            int least = pixels.format().rowBytes(i, image.width())
                    + columns * pixels.format().sampleBytes(i);
            planes.add(new Plane(
                    first(end, offsets),
                    (int) first(least, strides),
                    pixels.format().rows(i, rows)));
            end = planes.get(i).end();
        }
        long padding = says(parties).stream()
                .mapToLong(Constraints::paddingBytes)
                .max()
                .orElse(0);
        return new ImageLayout(
                pixels.format(), pixels.modifier(), image.width(), image.height(), planes, end + padding);
    }

    private static List<Constraints> says(List<Party> parties) {
        return parties.stream().flatMap(party -> party.says().stream()).toList();
    }

    private static long first(long from, long[] alignments) {
        long number = from;
        while (!isMultiple(number, alignments)) {
            number++;
        }
        return number;
    }

    private static boolean isMultiple(long number, long[] alignments) {
        for (long alignment : alignments) {
            if (number % alignment != 0) {
                return false;
            }
        }
        return true;
    }
}
