package org.entrepot.core.internal.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.entrepot.api.AllocationRefusedException;
import org.entrepot.api.Constraint;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.ForeignCode;
import org.entrepot.core.internal.selection.MemoryFacts;
import org.entrepot.core.internal.selection.PlacementCheck;
import org.entrepot.core.internal.selection.Plan.Offer;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryRequest;
import org.jspecify.annotations.Nullable;

/** The exporters that could serve, asked one after the other until one gives memory that keeps the constraints and suits. */
final class Candidates {
    private final Prospect prospect;
    private final Consumer<RuntimeException> failures;
    private final BooleanSupplier room;
    private final List<Verdict> refused = new ArrayList<>();
    /** What a heap said that has no room, or not what it takes to make some, at the moment only. */
    private @Nullable EntrepotException full;

    /**
     * Asks nobody yet.
     *
     * @param prospect who could serve
     * @param failures told of exporters that break their contract
     */
    Candidates(Prospect prospect, Consumer<RuntimeException> failures) {
        this(prospect, failures, () -> false);
    }

    /**
     * Asks nobody yet.
     *
     * @param prospect who could serve
     * @param failures told of exporters that break their contract
     * @param room makes some where one has none, by giving back what waits for that; false if nothing does
     */
    Candidates(Prospect prospect, Consumer<RuntimeException> failures, BooleanSupplier room) {
        this.prospect = prospect;
        this.failures = failures;
        this.room = room;
    }

    /** Refuses at once what no exporter could ever serve. */
    void check() {
        if (prospect.offers().isEmpty()) {
            throw refusal(Reason.REFUSED, prospect.explanation());
        }
    }

    /** Takes memory from the best that has some. */
    Placement take() {
        return take(placement -> List.of());
    }

    /**
     * Takes memory from the best that has some to which nobody objects.
     *
     * @param objections to memory that was taken; it is given back unless there are none
     */
    Placement take(Function<Placement, List<Refusal>> objections) {
        for (Offer offer : prospect.offers()) {
            Backend backend = offer.backend();
            if (!backend.leases().tryTake()) {
                refuse(
                        backend,
                        List.of(new Refusal(Constraint.STATE, "a heap in service", backend.absence(), "request")));
                continue;
            }
            try {
                Optional<Placement> taken = offered(offer, objections);
                if (taken.isPresent()) {
                    return taken.get();
                }
            } catch (EntrepotException e) {
                refuse(backend, List.of(noRoom(offer, e)));
                report(e);
            } finally {
                backend.leases().giveBack();
            }
        }
        AllocationRefusedException nobody =
                refusal(Reason.OUT_OF_MEMORY, Prospect.told(prospect.explanation(), verdicts()));
        if (full != null) {
            nobody.initCause(full);
        }
        throw nobody;
    }

    private Optional<Placement> offered(Offer offer, Function<Placement, List<Refusal>> objections) {
        try {
            return taken(offer, objections);
        } catch (EntrepotException e) {
            if (!isShort(e) || !room.getAsBoolean()) {
                throw e;
            }
            return taken(offer, objections);
        }
    }

    private Optional<Placement> taken(Offer offer, Function<Placement, List<Refusal>> objections) {
        Backend backend = offer.backend();
        ExportedMemory memory = backend.allocate(offer.memory());
        Placement placement = Placement.taken(prospect.plan(), backend, memory, checked(offer, memory));
        boolean kept = false;
        try {
            checkStays(backend);
            List<Refusal> raised = objections.apply(placement);
            kept = raised.isEmpty();
            if (!kept) {
                refuse(backend, raised);
            }
        } finally {
            if (!kept) {
                placement.giveBack();
            }
        }
        return kept ? Optional.of(placement) : Optional.empty();
    }

    private static Refusal noRoom(Offer offer, EntrepotException e) {
        return new Refusal(
                Constraint.ROOM, offer.memory().bytes() + " bytes", String.valueOf(e.getMessage()), "request");
    }

    private List<Verdict> verdicts() {
        return Stream.concat(
                        refused.stream(),
                        prospect.explanation().verdicts().stream().filter(v -> v.outcome() == Outcome.REFUSED))
                .toList();
    }

    private void refuse(Backend backend, List<Refusal> why) {
        refused.add(new Verdict(backend.name(), Outcome.REFUSED, why, List.of(), 0, 0));
    }

    /** A heap that is full, or in other hands, is everyday; one that breaks its contract is for the log. */
    private void report(EntrepotException e) {
        if (e.reason() == Reason.OUT_OF_MEMORY || e.reason() == Reason.BUSY) {
            full = e;
        }
        if (!isShort(e) && e.reason() != Reason.GONE && e.reason() != Reason.BUSY) {
            failures.accept(e);
        }
    }

    private static boolean isShort(EntrepotException e) {
        return e.reason() == Reason.OUT_OF_MEMORY || e.reason() == Reason.REFUSED;
    }

    /** What memory says of itself, held against what was asked. It is given back if it is not that. */
    private static MemoryFacts checked(Offer offer, ExportedMemory memory) {
        Backend backend = offer.backend();
        try {
            MemoryFacts facts = ForeignCode.ask(backend.memory(), () -> MemoryFacts.of(memory));
            checkPromises(backend, offer.memory(), facts);
            return facts;
        } catch (EntrepotException e) {
            try {
                ForeignCode.end(backend.memory(), memory::close);
            } catch (EntrepotException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * Refuses memory that came after its heap was isolated, or began to leave. Looked at once it is counted: who empties the heap and sees
     * no count cannot be missed.
     */
    private static void checkStays(Backend backend) {
        if (!backend.leases().granting()) {
            throw new EntrepotException(
                    Reason.GONE,
                    "memory comes from a heap in service: " + backend + " is " + backend.absence()
                            + "; another is tried");
        }
    }

    private static void checkPromises(Backend backend, MemoryRequest wanted, MemoryFacts facts) {
        String lie = lie(backend, wanted, facts);
        if (!lie.isEmpty()) {
            EntrepotException broken = new EntrepotException(
                    Reason.IO,
                    "an exporter gives what was asked: " + backend + " " + lie + "; tell its vendor, or disable it");
            backend.lied(broken);
            throw broken;
        }
    }

    /** What is wrong with memory, in words; empty if nothing is. */
    private static String lie(Backend backend, MemoryRequest wanted, MemoryFacts facts) {
        long size = facts.size();
        if (size != wanted.bytes() || facts.framed() != size) {
            return "wanted=" + wanted.bytes() + " size=" + size + " in page frames=" + facts.framed();
        }
        List<Refusal> misfits = PlacementCheck.misfits(facts, wanted.constraints(), "request");
        if (!misfits.isEmpty()) {
            return misfits.get(0).toString();
        }
        // It may have been resized since it was asked last.
        boolean own = facts.whereabouts().isWithin(backend.lastCapabilities())
                || facts.whereabouts().isWithin(backend.capabilities());
        return own ? "" : "page frames outside of the addresses that it has";
    }

    private static AllocationRefusedException refusal(Reason reason, Explanation explanation) {
        String rule = reason == Reason.REFUSED ? "a heap must suit every device" : "a heap must have room";
        String why = explanation.decisiveLine();
        return new AllocationRefusedException(
                reason,
                rule + ": request=" + explanation.request() + "; "
                        + (explanation.combinations() > 1
                                ? "of " + explanation.combinations() + " combinations of alternatives the preferred: "
                                : "")
                        + (why.isEmpty() ? "no heap is here, start a backend" : why)
                        + "; see " + ExplainCommand.of(explanation.request())
                        + policyWords(explanation),
                explanation);
    }

    /** The rules that an operator can change, and the heap of each that pins to one which is not here. */
    private static String policyWords(Explanation explanation) {
        if (explanation.policy().isEmpty()) {
            return "";
        }
        Set<String> here =
                explanation.verdicts().stream().map(Verdict::exporter).collect(Collectors.toSet());
        return explanation.policy().stream()
                .map(rule -> rule
                        + (rule.kind() == PolicyRule.Kind.PIN && !here.contains(rule.exporter()) ? " (not here)" : ""))
                .collect(Collectors.joining(", ", "; policy=[", "], see dma:policy"));
    }
}
