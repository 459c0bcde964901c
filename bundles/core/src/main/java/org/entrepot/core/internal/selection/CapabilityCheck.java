package org.entrepot.core.internal.selection;

import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.Protection;

/** What an exporter's memory is like, held against what is done with it, whichever addresses it has. */
final class CapabilityCheck {
    private static final String CPU = "cpu";

    private final Capabilities offered;
    private final Findings findings;

    CapabilityCheck(Capabilities offered, Findings findings) {
        this.offered = offered;
        this.findings = findings;
    }

    /** Finds why a participant cannot use such memory. */
    void check(Participant participant) {
        Constraints wanted = participant.constraints();
        findings.require(Constraint.COHERENCY, wanted.coherencyDomains(), offered.coherencyDomain(), participant);
        findings.require(Constraint.CACHEABILITY, wanted.cacheabilities(), offered.cacheability(), participant);
        findings.require(Constraint.PROTECTION, wanted.protections(), offered.protection(), participant);
    }

    /** Finds why a device cannot do with such memory what it will. */
    void checkUse(Participant participant) {
        if (participant.isDevice() && !permits(participant.use())) {
            findings.add(
                    Constraint.USAGE,
                    participant.use().toString(),
                    offered.deviceAccess().toString(),
                    participant);
        }
    }

    private boolean permits(Direction use) {
        return (!use.deviceReads() || offered.deviceAccess().deviceReads())
                && (!use.deviceWrites() || offered.deviceAccess().deviceWrites());
    }

    /** Finds why the CPU cannot do with such memory what it wants. */
    void check(CpuUse use) {
        if (use == CpuUse.NONE) {
            return;
        }
        if (offered.coherencyDomain() == CoherencyDomain.INACCESSIBLE) {
            findings.add(Constraint.CPU_ACCESS, "a CPU view for " + use, "none", CPU);
        }
        if (offered.protection() == Protection.SECURE) {
            findings.add(Constraint.PROTECTION, "OPEN memory for " + use, Protection.SECURE.toString(), CPU);
        }
        // Memory that devices can only read is written by nobody.
        if (use.writes() && !offered.deviceAccess().deviceWrites()) {
            findings.add(Constraint.USAGE, use.toString(), "memory that can only be read", CPU);
        }
    }
}
