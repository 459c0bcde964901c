package org.entrepot.api;

/**
 * Whether a part of the machine is real, and why it is not where it is emulated. Shown wherever the part is shown.
 *
 * @param kind real or emulated
 * @param reason for people: what was found ({@code /dev/dma_heap/system}) or what is missing
 */
public record Provenance(Kind kind, String reason) {
    /** Real or emulated. */
    public enum Kind {
        /** Hardware or the kernel does it. */
        REAL,
        /** Software of Entrepot plays the part. */
        EMULATED
    }

    /** Checks that a reason is given. */
    public Provenance {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a provenance says why: reason=''");
        }
    }

    /** A real part, found as {@code evidence}. */
    public static Provenance real(String evidence) {
        return new Provenance(Kind.REAL, evidence);
    }

    /** An emulated part, because of {@code reason}. */
    public static Provenance emulated(String reason) {
        return new Provenance(Kind.EMULATED, reason);
    }

    /** Whether software plays the part. */
    public boolean isEmulated() {
        return kind == Kind.EMULATED;
    }
}
