package org.entrepot.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pairs of pixel format and modifier that somebody takes, as a KMS plane lists them in {@code IN_FORMATS}. Either half of a
 * pair may be a wildcard. The order means nothing. Two of them merge by intersection. Immutable, with value equality: a pair that
 * another one covers is left out.
 */
public final class FormatModifiers {
    /** Any format with any modifier. */
    public static final FormatModifiers ANY = of(List.of(new Pair(Optional.empty(), Optional.empty())));

    private final Set<Pair> pairs;
    private final boolean exact;

    /**
     * A format with a modifier.
     *
     * @param format empty for any
     * @param modifier empty for any
     */
    public record Pair(Optional<PixelFormat> format, Optional<Modifier> modifier) {
        /** A format with a modifier, none of them a wildcard. */
        public static Pair of(PixelFormat format, Modifier modifier) {
            return new Pair(Optional.of(format), Optional.of(modifier));
        }

        /**
         * Reads {@code FORMAT} (which is linear), {@code FORMAT/MODIFIER}, {@code FORMAT/any} or {@code any/MODIFIER}.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public static Pair parse(String text) {
            int slash = text.indexOf('/');
            String format = slash < 0 ? text : text.substring(0, slash);
            String modifier = slash < 0 ? "LINEAR" : text.substring(slash + 1);
            return new Pair(
                    isAny(format) ? Optional.empty() : Optional.of(PixelFormat.parse(format)),
                    isAny(modifier) ? Optional.empty() : Optional.of(Modifier.parse(modifier)));
        }

        private static boolean isAny(String text) {
            return text.strip().equalsIgnoreCase("any");
        }

        private boolean isExact() {
            return format.isPresent() && modifier.isPresent();
        }

        private boolean takes(PixelFormat taken, Modifier how) {
            return (format.isEmpty() || format.get() == taken)
                    && (modifier.isEmpty() || modifier.get().equals(how));
        }

        private boolean covers(Pair other) {
            return (format.isEmpty() || format.equals(other.format))
                    && (modifier.isEmpty() || modifier.equals(other.modifier));
        }

        private Optional<Pair> and(Pair other) {
            boolean sameFormat = format.isEmpty() || other.format.isEmpty() || format.equals(other.format);
            boolean sameModifier = modifier.isEmpty() || other.modifier.isEmpty() || modifier.equals(other.modifier);
            return sameFormat && sameModifier
                    ? Optional.of(new Pair(format.or(() -> other.format), modifier.or(() -> other.modifier)))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            String name = format.map(Enum::name).orElse("any");
            boolean linear = modifier.equals(Optional.of(Modifier.LINEAR));
            return linear && format.isPresent()
                    ? name
                    : name + "/" + modifier.map(Modifier::toString).orElse("any");
        }
    }

    private FormatModifiers(Set<Pair> pairs) {
        this.pairs = pairs;
        this.exact = pairs.stream().allMatch(Pair::isExact);
    }

    /** These pairs; of none, nothing is taken. */
    public static FormatModifiers of(Collection<Pair> pairs) {
        Set<Pair> kept = pairs.stream()
                .filter(one -> pairs.stream().noneMatch(other -> !other.equals(one) && other.covers(one)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new FormatModifiers(Set.copyOf(kept));
    }

    /** These formats, linear: what a device takes that knows nothing of modifiers. */
    public static FormatModifiers linear(PixelFormat... formats) {
        return of(List.of(formats).stream()
                .map(format -> Pair.of(format, Modifier.LINEAR))
                .distinct()
                .toList());
    }

    /** Whether everything is taken. */
    public boolean isAny() {
        return equals(ANY);
    }

    /** Whether nothing is taken: what is left of a contradiction. */
    public boolean isNone() {
        return pairs.isEmpty();
    }

    /** Whether a format with a modifier is taken. */
    public boolean takes(PixelFormat format, Modifier modifier) {
        for (Pair pair : pairs) {
            if (pair.takes(format, modifier)) {
                return true;
            }
        }
        return false;
    }

    /** The modifiers with which a format is taken: any, some, or none. */
    public OneOf<Modifier> modifiers(PixelFormat format) {
        List<Modifier> some = new ArrayList<>(1);
        for (Pair pair : pairs) {
            if (pair.format.isEmpty() || pair.format.get() == format) {
                if (pair.modifier.isEmpty()) {
                    return OneOf.any();
                }
                some.add(pair.modifier.get());
            }
        }
        return OneOf.of(some.size() == 1 ? Set.of(some.get(0)) : some);
    }

    /** The pairs, in the order of their words. */
    public List<Pair> pairs() {
        return pairs.stream().sorted(Comparator.comparing(Pair::toString)).toList();
    }

    /** What both take. */
    public FormatModifiers and(FormatModifiers other) {
        if (isAny() || other.isAny()) {
            return isAny() ? other : this;
        }
        if (exact || other.exact) {
            return exact ? keptBy(other) : other.keptBy(this);
        }
        List<Pair> both = new ArrayList<>();
        for (Pair one : pairs) {
            other.pairs.forEach(another -> one.and(another).ifPresent(both::add));
        }
        return of(both);
    }

    /** Of pairs without a wildcard, those that another one takes. */
    private FormatModifiers keptBy(FormatModifiers other) {
        Set<Pair> kept = new LinkedHashSet<>();
        for (Pair pair : pairs) {
            if (other.takes(pair.format.orElseThrow(), pair.modifier.orElseThrow())) {
                kept.add(pair);
            }
        }
        return new FormatModifiers(Set.copyOf(kept));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FormatModifiers that && pairs.equals(that.pairs);
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }

    @Override
    public String toString() {
        return isAny() ? "any" : pairs().toString();
    }
}
