package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.ImagePadding;
import org.entrepot.api.MappingType;
import org.entrepot.api.Modifier;
import org.entrepot.api.Orientation;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.PolicyRule;
import org.junit.jupiter.api.Test;

class ExplanationDrawingTest {
    private static final AllocationRequest FRAME = AllocationRequest.image(
                    1920, 1080, PixelFormat.NV12, PixelFormat.I420)
            .use("camera0", Direction.FROM_DEVICE)
            .device("display0", Orientation.ROTATE_90)
            .needs("player", Constraints.NONE)
            .tags("preview")
            .cpuUse(CpuUse.READ)
            .build();

    private static final ImageLayout LAYOUT =
            ImageLayout.of(PixelFormat.NV12, Modifier.LINEAR, 1920, 1080, ImagePadding.aligned(256, 16));

    private static final Refusal REACH = new Refusal(Constraint.ADDRESS_BITS, "32 bits", "from 0x100000000", "camera0");

    private static Refusal refusal(Constraint constraint, String wanted, String offered, String who) {
        return new Refusal(constraint, wanted, offered, who);
    }

    private static Verdict refused(String exporter, int runs, Refusal... refusals) {
        return new Verdict(exporter, Outcome.REFUSED, List.of(refusals), List.of(), runs, 0);
    }

    private static Verdict serves(String exporter, Outcome outcome, int weight, MappingType type, String mapper) {
        return new Verdict(
                exporter,
                outcome,
                List.of(),
                List.of(new Route("camera0", type, mapper, 1), new Route("display0", type, mapper, 0)),
                1,
                weight);
    }

    @Test
    void shouldSayWhoServesThenHowThenWhyNotTheOthers() {
        Explanation explanation = new Explanation(
                FRAME,
                List.of(
                        serves("cma", Outcome.CHOSEN, 0, MappingType.PAGES, "direct0"),
                        serves("tiler", Outcome.COULD_SERVE, 10, MappingType.PRIVATE, "tiler"),
                        refused(
                                "system",
                                30,
                                REACH,
                                refusal(Constraint.MAX_SEGMENTS, "one run", "about 30", "camera0"),
                                refusal(Constraint.MAX_SEGMENTS, "one run", "about 30", "display0"))),
                Optional.of(LAYOUT),
                List.of(new Choice("display0", "rows", 2, 3, List.of("max segments: display0 wants 1, offered 30"))),
                List.of(PolicyRule.parse("weigh tag preview tiler 10")));

        assertThat(Drawing.text(explanation)).isEqualTo("""
                cma serves: 1920x1080 NV12 for camera0:write, display0@90, player
                  layout  NV12 linear, 3342336 bytes in 816 pages
                  CPU     reads
                  tags    preview
                  choice  display0 rows: 2 of 3; not 1, max segments: display0 wants 1, offered 30
                  policy  weigh tag preview tiler 10

                DEVICE    SEES IT     TYPE   MAPPED BY  SEGMENTS
                camera0   as it lies  PAGES  direct0           1
                display0  rotate_90   PAGES  direct0           ?

                PLANE   OFFSET  STRIDE  ROWS
                    0        0    2048  1088
                    1  2228224    2048   544

                HEAP    VERDICT      RUNS  WEIGHT  WHY           WANTED   OFFERED           BY
                cma     chosen          1          by PAGES
                tiler   could serve     1     +10  by PRIVATE
                system  refused        30          address bits  32 bits  from 0x100000000  camera0
                                                   max segments  one run  about 30          camera0, display0""");
    }

    @Test
    void shouldSayOnceWhatEveryHeapIsRefusedFor() {
        Refusal format = refusal(Constraint.FORMAT, "one of [XRGB8888]", "[NV12, I420]", "display0");
        Explanation explanation =
                new Explanation(FRAME, List.of(refused("cma", 1, format), refused("system", 0, format, REACH)));

        assertThat(Drawing.text(explanation)).isEqualTo("""
                no heap serves: 1920x1080 NV12 or I420 for camera0:write, display0@90, player
                  because  of every heap: format: display0 wants one of [XRGB8888], offered [NV12, I420]
                  CPU      reads
                  tags     preview

                HEAP        VERDICT  RUNS  WHY            WANTED             OFFERED           BY
                every heap  refused        format         one of [XRGB8888]  [NV12, I420]      display0
                cma         refused     1  as every heap
                system      refused     ?  address bits   32 bits            from 0x100000000  camera0""");
    }

    @Test
    void shouldNameTheHeapThatNeedsTheLeastToChange() {
        Refusal turned = refusal(Constraint.ORIENTATION, "ROTATE_90", "[ROTATE_0]", "display0");

        assertThat(Drawing.text(new Explanation(FRAME, List.of(refused("alpha", 1, REACH, turned)))))
                .contains(
                        "because  alpha comes closest: address bits: camera0 wants 32 bits, offered from 0x100000000; and 1\n           more");
        assertThat(Drawing.text(
                        new Explanation(FRAME, List.of(refused("alpha", 1, REACH, REACH), refused("beta", 1, turned)))))
                .contains("because  beta comes closest: orientation: display0 wants ROTATE_90, offered [ROTATE_0]\n");
    }

    @Test
    void shouldStayWithinItsColumnsWhenReasonsAreManyAndLong() {
        Refusal[] many = Arrays.stream(Constraint.values())
                .map(constraint ->
                        refusal(constraint, "a great deal of what it wants ".repeat(3), "nothing", "display0"))
                .toArray(Refusal[]::new);
        String text =
                Drawing.text(new Explanation(FRAME, List.of(refused("cma", 1, many), refused("tiler", 1, REACH))));

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(text).contains("and " + (many.length - 3) + " more", "see --json");
    }

    @Test
    void shouldSayWhatToDoWhenNoHeapIsHere() {
        assertThat(Drawing.text(new Explanation(AllocationRequest.bytes(4 << 20).build(), List.of())))
                .isEqualTo("no heap is here: 4 MiB for no device; start a backend's bundle, or put a .cfg for one into"
                        + " conf/\n  CPU  reads and writes");
    }
}
