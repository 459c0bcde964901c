package org.entrepot.core.internal.buffer;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.entrepot.api.Constraint;
import org.entrepot.api.CpuUse;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.core.internal.roster.Roster;

/**
 * Memory that serves a whole company, and what each member agreed on there. It is not the buffer's before it takes effect: until
 * then whoever found it may give it back. Found under the buffer's reservation.
 */
final class Settlement {
    private final Placement placement;
    private final Map<DeviceLink, Agreement> agreements;

    private Settlement(Placement placement, Map<DeviceLink, Agreement> agreements) {
        this.placement = placement;
        this.agreements = agreements;
    }

    /**
     * Takes memory that serves everybody from the best exporter that has some.
     *
     * @param cpuUse what the CPU is about to do with it: unless nothing, the memory has a view
     * @throws org.entrepot.api.AllocationRefusedException if there is none
     */
    static Settlement find(Company company, CpuUse cpuUse) {
        return find(company, cpuUse, Optional.empty(), new FormerPlaces(0));
    }

    /**
     * Takes memory that serves everybody.
     *
     * @param heap name of the only exporter that will do; none for the best that has some
     * @param former given back where an exporter has no room otherwise
     */
    static Settlement find(Company company, CpuUse cpuUse, Optional<String> heap, FormerPlaces former) {
        Roster roster = company.surroundings().roster();
        while (true) {
            long generation = roster.generation();
            try {
                return look(company, cpuUse, heap, former);
            } catch (EntrepotException e) {
                if (roster.generation() == generation) {
                    throw e;
                }
            }
        }
    }

    private static Settlement look(Company company, CpuUse cpuUse, Optional<String> heap, FormerPlaces former) {
        Map<DeviceLink, Agreement> agreements = new HashMap<>();
        Prospect all = company.prospect(cpuUse);
        Prospect prospect = heap.map(all::only).orElse(all);
        Candidates candidates = new Candidates(prospect, company.surroundings().failures(), former::giveBack);
        candidates.check();
        Placement placement = candidates.take(offer -> {
            List<Refusal> blind = cpuUse == CpuUse.NONE ? List.of() : blind(offer, cpuUse);
            return blind.isEmpty() ? objections(company, offer, agreements) : blind;
        });
        return new Settlement(placement, agreements);
    }

    private static List<Refusal> blind(Placement offer, CpuUse cpuUse) {
        try {
            ByteBuffer unused = offer.view();
            return List.of();
        } catch (EntrepotException e) {
            return List.of(new Refusal(
                    Constraint.CPU_ACCESS, "a CPU view for " + cpuUse, String.valueOf(e.getMessage()), "cpu"));
        }
    }

    private static List<Refusal> objections(Company company, Placement offer, Map<DeviceLink, Agreement> agreements) {
        for (DeviceLink member : company.members()) {
            Fit fit = fit(company, offer, member);
            if (fit.agreement().isEmpty()) {
                return fit.misfits();
            }
            agreements.put(member, fit.agreement().get());
        }
        return List.of();
    }

    private static Fit fit(Company company, Placement offer, DeviceLink member) {
        try {
            return Fit.of(company.buffer(), offer, company.participant(member));
        } catch (EntrepotException e) {
            return Fit.refused(new Refusal(
                    Constraint.MAPPER,
                    "one that lets it in",
                    String.valueOf(e.getMessage()),
                    member.device().name()));
        }
    }

    Placement placement() {
        return placement;
    }

    /** Makes the members get to this memory from now on. */
    void takeEffect() {
        agreements.forEach(DeviceLink::agree);
    }
}
