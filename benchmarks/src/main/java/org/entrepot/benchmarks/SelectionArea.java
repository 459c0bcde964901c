package org.entrepot.benchmarks;

import com.sun.jna.Function;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.entrepot.api.AllocationRequest;
import org.entrepot.benchmarks.harness.Area;
import org.entrepot.benchmarks.harness.Duel;
import org.entrepot.benchmarks.harness.Figure;
import org.entrepot.benchmarks.harness.Floors;
import org.entrepot.benchmarks.harness.Side;
import org.entrepot.core.internal.selection.Plan;

/** The choice of memory with its explanation, and finding a choice that was made before. */
final class SelectionArea implements Area {
    private static final String WHO = SelectionScene.DEVICES + " devices × " + SelectionScene.HEAPS + " heaps × "
            + SelectionScene.FORMATS + " formats";
    private static final String MAP = "ConcurrentHashMap.get of the same key";
    private static final String MERGE = "the same fields merged and compared, nothing said";
    private static final double MOST_NANOS_ANEW = 50_000;
    private static final double MOST_NANOS_AGAIN = 100;

    @Override
    public String name() {
        return "selection";
    }

    @Override
    public List<Figure> figures(Floors floors) {
        return List.of(
                new Figure.Time("select and explain anew, " + WHO, MOST_NANOS_ANEW, SelectionArea::anew),
                new Figure.Ratio("select and explain anew, " + WHO, MERGE, 30, () -> merging(floors)),
                new Figure.Time("find the plan of the same request", MOST_NANOS_AGAIN, () -> again(false)),
                new Figure.Ratio("find the plan of the same request", MAP, 3, () -> finding(false)),
                new Figure.Ratio("find the plan of an equal request", MAP, 1.5, () -> finding(true)));
    }

    private static Side anew() {
        SelectionScene scene = new SelectionScene();
        AllocationRequest request = scene.request();
        return operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                sum += scene.planAnew(request).explanation().verdicts().size();
            }
            return sum;
        };
    }

    private static Duel merging(Floors floors) {
        Function merge = floors.function("selection", "selection_merge");
        return Duel.of(anew(), operations -> merge.invokeLong(new Object[] {operations}));
    }

    private static Side again(boolean equal) {
        SelectionScene scene = new SelectionScene();
        AllocationRequest planned = scene.request();
        AllocationRequest asked = equal ? scene.request() : planned;
        scene.plan(planned);
        return operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                sum += scene.plan(asked).generation();
            }
            return sum;
        };
    }

    private static Duel finding(boolean equal) {
        SelectionScene scene = new SelectionScene();
        AllocationRequest planned = scene.request();
        AllocationRequest asked = equal ? scene.request() : planned;
        Map<AllocationRequest, Plan> plans = new ConcurrentHashMap<>();
        plans.put(planned, scene.plan(planned));
        Side bare = operations -> {
            long sum = 0;
            for (int i = 0; i < operations; i++) {
                Plan plan = plans.get(asked);
                sum += plan == null ? 0 : plan.generation();
            }
            return sum;
        };
        return Duel.of(again(equal), bare);
    }
}
