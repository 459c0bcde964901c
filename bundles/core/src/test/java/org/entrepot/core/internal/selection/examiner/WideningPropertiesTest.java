package org.entrepot.core.internal.selection.examiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.entrepot.api.Constraints;
import org.entrepot.api.Needs;
import org.entrepot.core.internal.selection.examiner.World.Ask;
import org.entrepot.core.internal.selection.examiner.World.Dev;

/**
 * Wanting more never gets more. It holds where nobody has a choice:
 *
 * <ul>
 *   <li>With alternatives, a stricter choice may fail, and the next one suits exporters that the first did not.
 *   <li>With several formats or modifiers a stricter device may take only a smaller one, which fits where the first did not; and if
 *       nobody names a modifier, one who does makes an agreement possible.
 *   <li>A device that gives up a mapping type is mapped by the next of its list, behind whose mapper it may need less: one that
 *       no longer lets exporters map gets its scattered memory through an I/O MMU.
 * </ul>
 */
class WideningPropertiesTest {
    @Provide
    Arbitrary<World> worlds() {
        return Worlds.any().map(Worlds::withoutChoice);
    }

    @Provide
    Arbitrary<Limit> limits() {
        return Limit.any();
    }

    @Provide
    Arbitrary<Dev> device() {
        return Worlds.device().map(device -> Worlds.withoutChoice(Worlds.named(device, "late")));
    }

    @Property(seed = "20261125", tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldNotServeMoreWhenADeviceIsStricter(@ForAll("worlds") World world, @ForAll("limits") Limit limit) {
        Assume.that(!world.devices().isEmpty());
        Dev device = world.devices().get(0);
        Assume.that(!limit.field().equals("mappingTypes") || device.types().size() == 1);
        checkNarrower(world, world.withDevice(device.name(), each -> each.with(limit.besides(each.limits()))));
    }

    @Property(seed = "20261125", tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldNotServeMoreWhenOneMoreTakesPart(@ForAll("worlds") World world, @ForAll("device") Dev late) {
        List<Dev> devices = new ArrayList<>(world.devices());
        devices.add(world.isOfBytes() ? Worlds.upright(late) : late);
        checkNarrower(world, new World(world.heaps(), devices, world.ask()));
    }

    @Property(seed = "20261125", tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void shouldNotServeMoreWhenOneWhoIsNoDeviceTakesPart(@ForAll("worlds") World world, @ForAll("limits") Limit limit) {
        List<Needs> needs = new ArrayList<>(world.ask().needs());
        needs.add(new Needs("library", limit.besides(Constraints.NONE), List.of()));
        checkNarrower(world, world.with(new Ask(world.ask().shape(), world.ask().cpuUse(), needs)));
    }

    private static void checkNarrower(World world, World stricter) {
        List<String> before = Answers.serving(Staged.plan(world).explanation());
        List<String> after = Answers.serving(Staged.plan(stricter).explanation());

        assertThat(before).containsAll(after);
        // The order of those that are left is the same.
        assertThat(before.stream().filter(after::contains).toList()).isEqualTo(after);
        Statistics.label("narrower").collect(after.size() < before.size());
        Statistics.label("still").collect(!after.isEmpty());
        Statistics.label("narrower").coverage(coverage -> coverage.check(true).count(count -> count >= 10));
        Statistics.label("still").coverage(coverage -> coverage.check(true).count(count -> count >= 50));
    }
}
