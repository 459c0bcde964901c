package org.entrepot.core.internal.selection.examiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Layout;
import org.entrepot.api.Shape;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.core.internal.selection.examiner.World.Dev;
import org.entrepot.core.internal.selection.examiner.World.Heap;

/** A plan works when it is carried out, whoever of those that could serve serves; and it does not depend on who came first. */
class PlanPropertiesTest {
    @Provide
    Arbitrary<World> worlds() {
        return Worlds.any();
    }

    @Property(seed = "20261125", tries = 1500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldSatisfyEveryParticipantWhenAPlanIsCarriedOut(@ForAll("worlds") World world, @ForAll long seed) {
        Plan plan = Staged.plan(world);
        List<Party> parties = Party.combinations(world).get(Answers.taken(plan.explanation()));
        for (Plan.Offer offer : plan.offers()) {
            Heap heap = heap(world, offer.backend().name());
            Rehearsal rehearsal = new Rehearsal(plan, offer, heap, new Random(seed));

            assertThat(rehearsal.complaints(parties))
                    .as("%s", plan.explanation())
                    .isEmpty();
            assertThat(isWhatWasAskedFor(world, plan.layout())).isTrue();
        }
        Statistics.label("served").collect(!plan.offers().isEmpty());
        Statistics.label("served").coverage(coverage -> coverage.check(true).percentage(share -> share >= 20));
    }

    private static Heap heap(World world, String name) {
        return world.heaps().stream()
                .filter(heap -> heap.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isWhatWasAskedFor(World world, Layout layout) {
        if (world.ask().shape() instanceof Shape.Image image) {
            ImageLayout lain = (ImageLayout) layout;
            return lain.width() == image.width()
                    && lain.height() == image.height()
                    && image.formats().contains(lain.format())
                    && (image.modifiers().isEmpty() || image.modifiers().contains(lain.modifier()));
        }
        return layout.bytes() == ((Shape.Bytes) world.ask().shape()).bytes();
    }

    @Property(seed = "20261125", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldGiveTheSameAnswerInTheSameWordsWhenOthersCameFirst(@ForAll("worlds") World world, @ForAll long seed) {
        List<Heap> heaps = new ArrayList<>(world.heaps());
        List<Dev> devices = new ArrayList<>(world.devices());
        Collections.shuffle(heaps, new Random(seed));
        Collections.shuffle(devices, new Random(seed));

        Plan plan = Staged.plan(world);
        Plan other = Staged.plan(new World(heaps, devices, world.ask()), world.request());

        assertThat(other.explanation()).isEqualTo(plan.explanation());
        assertThat(other.explanation()).hasToString(plan.explanation().toString());
        assertThat(other.layout()).isEqualTo(plan.layout());
        assertThat(other.memory()).isEqualTo(plan.memory());
        assertThat(Staged.plan(world).explanation()).isEqualTo(plan.explanation());
    }
}
