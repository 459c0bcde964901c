package org.entrepot.core.internal.selection;

import java.util.List;
import java.util.Optional;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Explanation;
import org.entrepot.api.Layout;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.spi.MemoryRequest;

/**
 * The answer to a request at one generation of the roster.
 *
 * @param request what was asked
 * @param generation of the roster that it is for
 * @param layout of the contents
 * @param memory what is needed if mappers map for every device
 * @param participants who use it, with the alternatives that were taken
 * @param offers exporters that could serve and what each is to be asked for, the best first
 * @param explanation the reasoning
 */
public record Plan(
        AllocationRequest request,
        long generation,
        Layout layout,
        MemoryRequest memory,
        List<Participant> participants,
        List<Offer> offers,
        Explanation explanation) {
    /**
     * An exporter that could serve.
     *
     * @param backend the exporter
     * @param memory what it is to be asked for: where it maps for a device itself, no mapper lifts that device's limits
     */
    public record Offer(Backend backend, MemoryRequest memory) {}

    /** The exporters that could serve, the best first. */
    public List<Backend> candidates() {
        return offers.stream().map(Offer::backend).toList();
    }

    /** A participant with the alternatives that were taken for it; with none if the plan does not know it. */
    public Participant form(Participant fresh) {
        return known(fresh).orElse(fresh);
    }

    /**
     * A participant in the form in which the plan knows it: with the alternatives that were taken for it. Empty if the plan does not
     * know it, or knows it in another orientation.
     */
    Optional<Participant> known(Participant fresh) {
        return participants.stream()
                .filter(planned -> planned.isDevice()
                        && fresh.isDevice()
                        && planned.device() == fresh.device()
                        && planned.orientation() == fresh.orientation())
                .findFirst()
                .map(planned -> fresh.taking(planned.taken()));
    }
}
