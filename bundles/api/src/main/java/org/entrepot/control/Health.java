package org.entrepot.control;

import java.util.Comparator;
import java.util.List;

/**
 * How the platform is, as the findings of several looks. What is recent, and from where on something is nearly full, is configured
 * ({@code org.entrepot.health}).
 *
 * @param findings one or more of each subject, in a stable order
 */
public record Health(List<Finding> findings) {
    /** Copies the findings. */
    public Health {
        findings = List.copyOf(findings);
    }

    /** The worst of the findings. */
    public Verdict verdict() {
        return findings.stream()
                .map(Finding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.OK);
    }

    /** How bad it is, the worst last. */
    public enum Verdict {
        /** Green: nothing is to be done. */
        OK,
        /** It works, and somebody should look soon. */
        WARN,
        /** Red: something is broken, or lost, or full. */
        CRITICAL
    }

    /** What is looked at. */
    public enum Subject {
        /** DMA faults of devices. */
        FAULTS,
        /** Buffers that could not move out of a heap that left, is disabled or isolated. */
        STRANDED,
        /** Heaps that are isolated, full, or refused memory. */
        HEAPS,
        /** What bundles may have. */
        LIMITS
    }

    /**
     * One finding.
     *
     * @param verdict how bad it is
     * @param subject what was looked at
     * @param words one line for people, with what to do where something is to be done
     */
    public record Finding(Verdict verdict, Subject subject, String words) {}
}
