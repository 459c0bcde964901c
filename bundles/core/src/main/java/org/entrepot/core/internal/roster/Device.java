package org.entrepot.core.internal.roster;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.control.DeviceStatus.OverriddenField;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/**
 * An importer as the engine holds it: behind leases. Which device it is, it says once; what the device cannot do counts until it is asked
 * again.
 */
public final class Device {
    private final Importer importer;
    private final DeviceDescription description;
    private final Callee callee;
    private final Leases leases = new Leases();
    private final AtomicInteger attachments = new AtomicInteger();
    private volatile Limits limits;
    private volatile long faults;

    /** What the device says of itself, in one look. */
    private record Declared(
            Constraints constraints,
            List<AlternativeGroup> alternatives,
            List<MappingType> mappingTypes,
            ImporterKind kind) {
        static Declared by(Importer importer, Callee who) {
            return new Declared(
                    ForeignCode.ask(who, importer::constraints),
                    ForeignCode.ask(who, () -> List.copyOf(importer.alternatives())),
                    ForeignCode.ask(who, () -> List.copyOf(importer.mappingTypes())),
                    ForeignCode.ask(who, importer::kind));
        }
    }

    /** What the device says of itself, what an operator says instead, and what therefore counts. */
    private record Limits(Declared declared, OperatorValues operator, Constraints counting) {
        static Limits of(Declared declared, OperatorValues operator) {
            return new Limits(declared, operator, operator.over(declared.constraints()));
        }
    }

    /**
     * Takes a device in.
     *
     * @param importer the service
     * @param bundle symbolic name of the bundle that registered it
     * @param watch over the calls into it
     */
    public Device(Importer importer, String bundle, CallWatch watch) {
        // Nobody can stand in for a device: one that lets a call hang is called on spare threads, and goes on.
        Standing standing = Standing.irreplaceable(watch);
        Callee who = new Callee("importer of " + bundle, standing);
        this.importer = importer;
        this.description = ForeignCode.ask(who, importer::description);
        this.callee = new Callee("device=" + description.name(), standing);
        this.limits = Limits.of(Declared.by(importer, who), OperatorValues.NONE);
    }

    /** Asks the device again what it cannot do and what it takes; one that fails or has left stays as it was. */
    public void askAgain() {
        if (leases.tryTake()) {
            try {
                settle(Declared.by(importer, callee));
            } finally {
                leases.giveBack();
            }
        }
    }

    private synchronized void settle(Declared anew) {
        limits = Limits.of(anew, limits.operator());
    }

    /** Lets what an operator says count instead of what the device declares. */
    synchronized void override(OperatorValues values) {
        limits = Limits.of(limits.declared(), values);
    }

    /** The device's name. */
    public String name() {
        return description.name();
    }

    /** Which device it is. */
    public DeviceDescription description() {
        return description;
    }

    /** What it cannot do: as it declared, but for what an operator overrode. */
    public Constraints constraints() {
        return limits.counting();
    }

    /** Whether an operator overrode anything. */
    public boolean isOverridden() {
        return limits.operator().count() > 0;
    }

    /** What an operator overrode, beside what the device declared. */
    public List<OverriddenField> overrides() {
        Limits now = limits;
        return now.operator().beside(now.declared().constraints());
    }

    /** Who wants a constraint to be kept, for people: the device, and that it is the operator's doing where it is. */
    public String wanting(Constraint constraint) {
        Limits now = limits;
        boolean overruled = now.operator().demand(constraint, now.declared().constraints());
        return overruled ? name() + " (operator)" : name();
    }

    /** Its groups of alternatives, of which one choice each counts besides. */
    public List<AlternativeGroup> alternatives() {
        return limits.declared().alternatives();
    }

    /** What it takes, the preferred first. */
    public List<MappingType> mappingTypes() {
        return limits.declared().mappingTypes();
    }

    /** What it does about a mapped buffer that is to move. */
    public ImporterKind kind() {
        return limits.declared().kind();
    }

    /** Asks a revocable device to let go of a buffer; nobody is asked who has left. */
    public void revoke(long buffer) {
        if (leases.tryTake()) {
            try {
                ForeignCode.tell(callee, () -> importer.revoke(buffer));
            } finally {
                leases.giveBack();
            }
        }
    }

    /** The leases that calls into the device hold. */
    public Leases leases() {
        return leases;
    }

    /** Tells the device that a buffer has moved; nobody is told of one that has left. */
    public void moved(long buffer) {
        if (leases.tryTake()) {
            try {
                ForeignCode.tell(callee, () -> importer.moveNotify(buffer));
            } finally {
                leases.giveBack();
            }
        }
    }

    /** How many buffers it is attached to, as a counter that attachments change. */
    public AtomicInteger attachments() {
        return attachments;
    }

    /** How many DMA faults it took; the last known count if it has left. */
    public long faults() {
        if (leases.tryTake()) {
            try {
                faults = ForeignCode.ask(callee, importer::faults);
            } finally {
                leases.giveBack();
            }
        }
        return faults;
    }

    /** How many it had taken when it was asked last, without asking. */
    public long lastFaults() {
        return faults;
    }

    @Override
    public String toString() {
        return "device=" + name();
    }
}
