package org.entrepot.core.internal.roster;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.entrepot.api.Constraint;
import org.entrepot.api.ConstraintField;
import org.entrepot.api.Constraints;
import org.entrepot.api.ConstraintsBuilder;
import org.entrepot.control.DeviceStatus.OverriddenField;

/** What an operator says of one device, instead of what the device declares: values of fields, by their names. Immutable. */
public final class OperatorValues {
    /** Leaves a device as it declared itself. */
    public static final OperatorValues NONE = new OperatorValues(new TreeMap<>());

    /** A name of its own for the commonest value of the address mask. */
    private static final String ADDRESS_BITS = "addressBits";

    private final SortedMap<String, Object> values;

    private OperatorValues(SortedMap<String, Object> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /**
     * These and one more.
     *
     * @param name of a field; {@code addressBits} stands for the address mask
     * @param plain its value in plain form, or as text
     * @throws IllegalArgumentException if the field is not known or set already, or the value breaks its rule
     */
    public OperatorValues with(String name, Object plain) {
        Constraints.builder().setPlain(name, plain);
        values.keySet().stream()
                .filter(set -> field(set).equals(field(name)))
                .findFirst()
                .ifPresent(set -> {
                    throw new IllegalArgumentException("a field is set once: " + name + "=" + plain + ", and " + set
                            + "=" + values.get(set) + " sets it; remove one");
                });
        SortedMap<String, Object> more = new TreeMap<>(values);
        more.put(name, plain);
        return new OperatorValues(more);
    }

    /** How many fields are set. */
    public int count() {
        return values.size();
    }

    /** The constraints that count. */
    public Constraints over(Constraints declared) {
        ConstraintsBuilder builder = declared.toBuilder();
        values.forEach(builder::setPlain);
        return builder.build();
    }

    /** Whether a constraint is demanded by what the operator said, rather than by what was declared. */
    public boolean demand(Constraint constraint, Constraints declared) {
        Constraints counts = over(declared);
        return values.keySet().stream()
                .map(OperatorValues::field)
                .filter(constraint.fields()::contains)
                .anyMatch(field -> !counts.get(field).equals(declared.get(field)));
    }

    /** What counts beside what was declared. */
    public List<OverriddenField> beside(Constraints declared) {
        Constraints counts = over(declared);
        return values.keySet().stream()
                .map(name -> new OverriddenField(name, words(name, counts), words(name, declared)))
                .toList();
    }

    private static String words(String name, Constraints constraints) {
        if (name.equals(ADDRESS_BITS)) {
            return String.valueOf(constraints.addressBits());
        }
        return Optional.ofNullable(constraints.plain().get(name))
                .map(String::valueOf)
                .orElse("unconstrained");
    }

    private static ConstraintField<?> field(String name) {
        return name.equals(ADDRESS_BITS)
                ? ConstraintField.ADDRESS_MASK
                : ConstraintField.of(name).orElseThrow();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
