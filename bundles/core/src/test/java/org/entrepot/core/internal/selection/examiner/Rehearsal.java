package org.entrepot.core.internal.selection.examiner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Segment;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.examiner.World.Heap;
import org.entrepot.spi.MemoryRequest;

/** Carries a plan out: the heap places memory by what it is asked for, mappers map it, and each device looks at what it gets. */
final class Rehearsal {
    private static final int TRIES = 2000;

    private final Plan plan;
    private final Heap heap;
    private final MemoryRequest asked;
    private final Random random;
    private final List<String> complaints = new ArrayList<>();

    /** Of an offer of a plan, by a heap that takes any place of those that it may. */
    Rehearsal(Plan plan, Plan.Offer offer, Heap heap, Random random) {
        this.plan = plan;
        this.heap = heap;
        this.asked = offer.memory();
        this.random = random;
    }

    /** What parties complain of; empty if all is well. */
    List<String> complaints(List<Party> parties) {
        boolean rows = heap.place().contiguity() == Contiguity.ROWS && plan.layout() instanceof ImageLayout;
        Optional<List<Segment>> placed = rows ? Optional.of(List.of()) : placed();
        if (placed.isEmpty()) {
            complaints.add("the heap finds no place that keeps " + asked.constraints());
            return complaints;
        }
        parties.forEach(party -> look(party, rows, placed.get()));
        return complaints;
    }

    private void look(Party party, boolean rows, List<Segment> placed) {
        require(Natures.suits(heap, party), party, "the kind of memory");
        for (Constraints limits : party.says()) {
            require(asked.bytes() <= limits.maxSize() && asked.bytes() >= limits.minSize(), party, "the size");
        }
        if (plan.layout() instanceof ImageLayout image) {
            require(Pictures.suits(image, asked.bytes(), party), party, "the layout");
            require(!rows || RowHeaps.have(heap, upright(party), image), party, "the rows");
        }
        require(rows || segments(party, placed), party, "the segments of " + placed);
    }

    /** Who sees rows where they lie: all but those behind a mapper with addresses of its own. */
    private List<Party> upright(Party party) {
        return isTranslated(party) ? List.of() : List.of(party);
    }

    private boolean isTranslated(Party party) {
        return party.device().isPresent()
                && party.device().get().bus().equals(World.IOMMU)
                && !Natures.type(heap, party).equals(Optional.of(MappingType.PRIVATE));
    }

    private boolean segments(Party party, List<Segment> placed) {
        if (party.device().isPresent() && Natures.type(heap, party).isEmpty()) {
            return false;
        }
        if (isTranslated(party)) {
            return !Iommu.map(asked.bytes(), party.says()).isEmpty();
        }
        long count = 0;
        for (Segment run : placed) {
            int cut = Cuts.of(run.address(), run.length(), party.says()).size();
            if (cut == 0) {
                return false;
            }
            count += cut;
        }
        return count <= Cuts.most(party.says());
    }

    private void require(boolean holds, Party party, String what) {
        if (!holds) {
            complaints.add(party.name() + " cannot use " + what);
        }
    }

    /** Runs at places of the heap's choice that keep what it is asked for. */
    private Optional<List<Segment>> placed() {
        int least = heap.runsFor(asked.bytes());
        int pages = Math.toIntExact(asked.bytes() / World.PAGE);
        for (int i = 0; i < TRIES; i++) {
            int runs = heap.place().contiguity() == Contiguity.SCATTERED
                    ? least + random.nextInt(1 + i * (pages - least) / TRIES)
                    : 1;
            List<Segment> tried = tried(pages, runs);
            if (keeps(tried)) {
                return Optional.of(tried);
            }
        }
        return Optional.empty();
    }

    private List<Segment> tried(int pages, int runs) {
        List<Segment> tried = new ArrayList<>();
        int left = pages;
        for (int i = runs - 1; i >= 0; i--) {
            int size = i == 0 ? left : 1 + random.nextInt(left - i);
            tried.add(new Segment(start(size * World.PAGE), size * World.PAGE));
            left -= size;
        }
        return tried;
    }

    private long start(long bytes) {
        long step = heap.place().alignment();
        while (step % asked.constraints().addressAlignment() != 0) {
            step += heap.place().alignment();
        }
        long first = (heap.place().lowest() + step - 1) / step;
        long last = (heap.place().highest() + 1 - bytes) / step;
        return (first + (long) (random.nextDouble() * (last - first + 1))) * step;
    }

    private boolean keeps(List<Segment> runs) {
        List<Constraints> wanted = List.of(asked.constraints());
        int count = 0;
        for (int i = 0; i < runs.size(); i++) {
            Segment run = runs.get(i);
            int cut = Cuts.of(run.address(), run.length(), wanted).size();
            boolean free = runs.subList(0, i).stream().noneMatch(other -> overlap(run, other));
            if (cut == 0 || !free) {
                return false;
            }
            count += cut;
        }
        return count <= asked.constraints().maxSegments();
    }

    private static boolean overlap(Segment one, Segment other) {
        return one.address() <= other.lastAddress() && other.address() <= one.lastAddress();
    }
}
