package org.entrepot.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody accepts of a kind: any value, or one of some. Two of them merge by intersection, so that nothing may be left.
 * Immutable, with value equality.
 *
 * @param <T> the kind, with value equality
 */
public final class OneOf<T> {
    private static final OneOf<?> ANY = new OneOf<>(null);

    private final Optional<Set<T>> values;

    private OneOf(@Nullable Set<T> values) {
        this.values = Optional.ofNullable(values);
    }

    /** Any value: a wildcard. */
    @SuppressWarnings("unchecked") // It holds no value of the kind.
    public static <T> OneOf<T> any() {
        return (OneOf<T>) ANY;
    }

    /** One of these. */
    @SafeVarargs
    public static <T> OneOf<T> of(T... values) {
        Set<T> all = new LinkedHashSet<>();
        for (T value : values) {
            all.add(value);
        }
        return of(all);
    }

    /** One of these; of none, nothing is accepted. */
    public static <T> OneOf<T> of(Collection<T> values) {
        return new OneOf<>(Set.copyOf(values));
    }

    /** Whether any value is accepted. */
    public boolean isAny() {
        return values.isEmpty();
    }

    /** Whether no value is accepted: what is left of a contradiction. */
    public boolean isNone() {
        return values.isPresent() && values.get().isEmpty();
    }

    /** Whether a value is accepted. */
    public boolean accepts(T value) {
        return values.isEmpty() || values.get().contains(value);
    }

    /** The values, in the order of their words; empty also for a wildcard. */
    public List<T> values() {
        Set<T> some = values.orElse(Set.of());
        return some.size() < 2
                ? List.copyOf(some)
                : some.stream().sorted(Comparator.comparing(String::valueOf)).toList();
    }

    /** What both accept. */
    public OneOf<T> and(OneOf<T> other) {
        if (isAny() || other.isAny()) {
            return isAny() ? other : this;
        }
        Set<T> both = new LinkedHashSet<>(values.get());
        both.retainAll(other.values.orElseThrow());
        return of(both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OneOf<?> that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(values);
    }

    @Override
    public String toString() {
        return isAny() ? "any" : values().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
