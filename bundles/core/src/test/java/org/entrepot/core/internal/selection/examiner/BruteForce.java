package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Capabilities.Supply;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Shape;
import org.entrepot.core.internal.selection.examiner.Pictures.Pixels;
import org.entrepot.core.internal.selection.examiner.World.Heap;

/** Solves a small world by trying everything: each combination of alternatives, each format, each heap, each place. */
final class BruteForce {
    private BruteForce() {}

    /**
     * What serves.
     *
     * @param combination number of the combination of alternatives, from 0; -1 if nothing serves
     * @param pixels what was agreed on; empty for bytes
     * @param heaps names of those that can serve, the best first
     */
    record Answer(int combination, Optional<Pixels> pixels, List<String> heaps) {}

    /** The first combination with the first format for which a heap serves. */
    static Answer solve(World world) {
        List<List<Party>> combinations = Party.combinations(world);
        for (int i = 0; i < combinations.size(); i++) {
            List<Party> parties = combinations.get(i);
            for (Optional<Pixels> pixels : pixels(world, parties)) {
                List<String> heaps = heaps(world, parties, pixels);
                if (!heaps.isEmpty()) {
                    return new Answer(i, pixels, heaps);
                }
            }
        }
        return new Answer(-1, Optional.empty(), List.of());
    }

    private static List<Optional<Pixels>> pixels(World world, List<Party> parties) {
        return world.ask().shape() instanceof Shape.Image image
                ? Pictures.common(image, parties).stream().map(Optional::of).toList()
                : List.of(Optional.empty());
    }

    private static List<String> heaps(World world, List<Party> parties, Optional<Pixels> pixels) {
        Optional<ImageLayout> image = pixels.flatMap(
                each -> Pictures.smallest((Shape.Image) world.ask().shape(), each, parties));
        if (pixels.isPresent() && image.isEmpty()) {
            return List.of();
        }
        long contents = image.map(Layout::bytes).orElseGet(() -> bytes(world));
        long bytes = wholePages(Math.max(contents, least(parties)));
        return world.heaps().stream()
                .filter(heap -> serves(heap, world, parties, image, bytes))
                .sorted(BruteForce::compare)
                .map(Heap::name)
                .toList();
    }

    private static long bytes(World world) {
        return ((Shape.Bytes) world.ask().shape()).bytes();
    }

    private static long least(List<Party> parties) {
        return says(parties).stream().mapToLong(Constraints::minSize).max().orElse(0);
    }

    private static List<Constraints> says(List<Party> parties) {
        return parties.stream().flatMap(party -> party.says().stream()).toList();
    }

    private static long wholePages(long bytes) {
        return (bytes + World.PAGE - 1) / World.PAGE * World.PAGE;
    }

    private static int compare(Heap one, Heap other) {
        return Comparator.<Heap>comparingInt(heap -> heap.rank().supply() == Supply.SCARCE ? 1 : 0)
                .thenComparingInt(heap -> heap.rank().cost())
                .thenComparingInt(heap -> -heap.rank().ranking())
                .thenComparing(Heap::name)
                .compare(one, other);
    }

    /** Whether a heap's memory suits everybody, as the machine would have it. */
    static boolean serves(Heap heap, World world, List<Party> parties, Optional<ImageLayout> image, long bytes) {
        return !heap.shown().disabled()
                && bytes <= heap.place().largest()
                && says(parties).stream().allMatch(limits -> bytes <= limits.maxSize())
                && Natures.suits(heap, world.ask().cpuUse())
                && parties.stream().allMatch(party -> Natures.suits(heap, party))
                && parties.stream().allMatch(party -> isMapped(heap, party, bytes))
                && isPlaced(heap, parties, image, bytes);
    }

    /** Whether somebody maps the memory for a device; a mapper with addresses of its own must find some. */
    private static boolean isMapped(Heap heap, Party party, long bytes) {
        if (party.device().isEmpty()) {
            return heap.shown().types().stream().anyMatch(type -> party.says().stream()
                    .allMatch(limits -> limits.mappingTypes().accepts(type)));
        }
        Optional<MappingType> type = Natures.type(heap, party);
        return type.isPresent()
                && heap.shown().orientations().contains(party.orientation())
                && (!isTranslated(party, type.get())
                        || !Iommu.map(bytes, party.says()).isEmpty());
    }

    private static boolean isTranslated(Party party, MappingType type) {
        return type != MappingType.PRIVATE && party.device().orElseThrow().bus().equals(World.IOMMU);
    }

    /** Whether there is a place for all who see the memory where it lies. */
    private static boolean isPlaced(Heap heap, List<Party> parties, Optional<ImageLayout> image, long bytes) {
        List<Party> lookers = new ArrayList<>();
        for (Party party : parties) {
            boolean translated = party.device().isPresent()
                    && isTranslated(party, Natures.type(heap, party).orElseThrow());
            if (!translated) {
                lookers.add(party);
            }
        }
        boolean rows = image.isPresent() && heap.place().contiguity() == Contiguity.ROWS;
        return rows
                ? RowHeaps.have(heap, lookers, image.get())
                : new Places(heap, lookers.stream().map(Party::says).toList()).have(bytes);
    }
}
