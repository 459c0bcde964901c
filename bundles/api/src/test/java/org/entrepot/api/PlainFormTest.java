package org.entrepot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Explanation.Choice;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Route;
import org.entrepot.api.Explanation.Verdict;
import org.junit.jupiter.api.Test;

/** What the plain forms hold, and that none of them forgets what is added to its type. */
class PlainFormTest {
    private static final AllocationRequest REQUEST = AllocationRequest.image(64, 48, PixelFormat.R8)
            .use("camera0", Direction.FROM_DEVICE)
            .device("display0", Orientation.ROTATE_90)
            .needs(
                    "player",
                    Constraints.builder().strideAlignment(64).build(),
                    new AlternativeGroup("rows", List.of(Constraints.NONE)))
            .tags("preview")
            .build();

    private static final Explanation EXPLANATION = new Explanation(
            REQUEST,
            List.of(
                    new Verdict(
                            "cma",
                            Outcome.CHOSEN,
                            List.of(),
                            List.of(new Route("camera0", MappingType.PAGES, "direct0", 1)),
                            1,
                            -5),
                    new Verdict(
                            "system",
                            Outcome.REFUSED,
                            List.of(new Refusal(Constraint.MAX_SEGMENTS, "one run", "about 3", "camera0")),
                            List.of(),
                            3,
                            0)),
            Optional.of(ImageLayout.of(PixelFormat.R8, 64, 48, 128, 1)),
            List.of(new Choice("player", "rows", 1, 1, List.of())),
            List.of(PolicyRule.parse("pin any cma")));

    @Test
    void shouldHoldTheWholeExplanationInItsOrder() {
        Map<String, Object> plain = EXPLANATION.plain();

        assertThat(plain.keySet())
                .containsExactly("request", "chosen", "layout", "verdicts", "choices", "combinations", "policy");
        assertThat(plain).containsEntry("chosen", "cma").containsEntry("policy", List.of("pin any cma"));
        assertThat(plain.get("layout"))
                .hasToString("{format=R8, fourcc=R8  , modifier=LINEAR, width=64, height=48, "
                        + "planes=[{offset=0, stride=128, rows=48}], bytes=6144}");
        assertThat(plain.get("verdicts"))
                .hasToString(
                        "[{exporter=cma, outcome=CHOSEN, expectedSegments=1, weight=-5, "
                                + "routes=[{device=camera0, mappingType=PAGES, mapper=direct0, expectedSegments=1}], refusals=[]}, "
                                + "{exporter=system, outcome=REFUSED, expectedSegments=3, weight=0, routes=[], "
                                + "refusals=[{constraint=MAX_SEGMENTS, wanted=one run, offered=about 3, participant=camera0}]}]");
        assertThat(plain.get("request"))
                .hasToString("{name=buffer, shape={width=64, height=48, formats=[R8], modifiers=[LINEAR]}, "
                        + "devices=[{name=camera0, orientation=ROTATE_0, use=FROM_DEVICE}, "
                        + "{name=display0, orientation=ROTATE_90, use=BIDIRECTIONAL}], "
                        + "needs=[{participant=player, constraints={strideAlignment=64}, "
                        + "alternatives=[{name=rows, choices=[{}]}]}], "
                        + "tags=[preview], cpuUse=READ_WRITE, backing=AT_ONCE}");
    }

    @Test
    void shouldLeaveOutWhatIsNotThere() {
        Explanation none = new Explanation(AllocationRequest.bytes(5).build(), List.of());

        assertThat(none.plain()).doesNotContainKeys("chosen", "layout").containsEntry("verdicts", List.of());
        assertThat(new ByteLayout(5).plain()).containsExactly(Map.entry("bytes", 5L));
    }

    @Test
    void shouldHaveAnEntryForEachThingARecordSays() {
        Map<String, Object> plain = EXPLANATION.plain();
        List<?> verdicts = (List<?>) plain.get("verdicts");

        assertComplete(Explanation.class, plain);
        assertComplete(Verdict.class, verdicts.get(0));
        assertComplete(Route.class, first(verdicts.get(0), "routes"));
        assertComplete(Refusal.class, first(verdicts.get(1), "refusals"));
        assertComplete(Choice.class, first(plain, "choices"));
        assertComplete(ImageLayout.class, plain.get("layout"));
        assertComplete(Plane.class, first(plain.get("layout"), "planes"));
        assertComplete(Shape.Image.class, REQUEST.plain().get("shape"));
        assertComplete(Needs.class, first(REQUEST.plain(), "needs"));
    }

    private static Object first(Object plain, String name) {
        return ((List<?>) ((Map<?, ?>) plain).get(name)).get(0);
    }

    private static void assertComplete(Class<?> type, Object plain) {
        assertThat(((Map<?, ?>) plain).keySet())
                .as(type.getSimpleName())
                .map(String::valueOf)
                .contains(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toArray(String[]::new));
    }

    @Test
    void shouldBeTheSameWhenNeedsAndCountsAreWrittenAndReadBack() {
        Needs needs = REQUEST.needs().get(0);
        BufferCounts counts = new BufferCounts(3, 2, 1);

        assertThat(Needs.ofPlain(needs.plain())).isEqualTo(needs);
        assertThat(BufferCounts.ofPlain(counts.plain())).isEqualTo(counts);
        assertThat(BufferCounts.ofPlain(Map.of("camping", "3"))).isEqualTo(new BufferCounts(3, 0, 0));
        assertThat(Needs.ofPlain(Map.of("participant", "player")))
                .isEqualTo(new Needs("player", Constraints.NONE, List.of()));
    }

    @Test
    void shouldRefuseWhatNobodyKnowsInAPlainForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Needs.ofPlain(Map.of("participant", "player", "constraint", Map.of())))
                .withMessageContaining("name=constraint; known are");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Needs.ofPlain(Map.of("constraints", Map.of())))
                .withMessageContaining("participant=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlternativeGroup.ofPlain(Map.of("name", "rows", "choices", "none")))
                .withMessageContaining("choices=none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlternativeGroup.ofPlain(Map.of("name", "rows", "choices", List.of(5))))
                .withMessageContaining("has an object: choices=5");
    }

    /** JSON libraries differ in what they make of 32. */
    @Test
    void shouldReadANumberExactlyWhateverItsType() {
        for (Number number : List.of(4096, 4096L, 4096.0, 4096f, new BigDecimal("4.096E3"), BigInteger.valueOf(4096))) {
            assertThat(Constraints.ofPlain(Map.of("minSize", number)).minSize()).isEqualTo(4096);
        }
        for (Number number : List.of(0.5, Double.NaN, new BigDecimal("1e30"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Constraints.ofPlain(Map.of("minSize", number)))
                    .withMessageContaining("whole number: minSize=");
        }
    }

    @Test
    void shouldHaveAnEntryForEachCapability() {
        Capabilities can = Capabilities.between(0x1000, -1L)
                .largestSize(1 << 20)
                .orientations(Orientation.ROTATE_180)
                .byDescriptor(new ByDescriptor(Capabilities.Contiguity.SCATTERED, 8192))
                .build();

        assertThat(can.plain().keySet())
                .containsExactlyInAnyOrder(Arrays.stream(Capabilities.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers())
                                && !Modifier.isStatic(method.getModifiers())
                                && !method.getName().equals("plain"))
                        .map(Method::getName)
                        .toArray(String[]::new));
        assertThat(can.plain())
                .containsEntry("highestAddress", "0xffffffffffffffff")
                .containsEntry("orientations", List.of("ROTATE_0", "ROTATE_180"))
                .containsEntry("largestSize", 1L << 20)
                .containsEntry(
                        "byDescriptor",
                        Map.of("contiguity", "SCATTERED", "largestSize", 8192L, "kernelMapping", "WHOLE"));
        assertThat(Capabilities.between(0, 1).build().plain())
                .as("without a limit")
                .doesNotContainKeys("largestSize", "byDescriptor");
    }
}
