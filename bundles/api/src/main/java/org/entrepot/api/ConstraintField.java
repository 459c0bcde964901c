package org.entrepot.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A field of {@link Constraints}: its name, the value that constrains nothing, how two values merge, and its plain form, which is
 * what JSON and a configuration hold. Merging is commutative, associative and idempotent, and never fails: where two participants
 * contradict each other the result is a value that nothing keeps.
 *
 * @param <T> type of the value, immutable
 */
public final class ConstraintField<T> {
    private static final Map<String, ConstraintField<?>> ALL = new LinkedHashMap<>();
    private static final List<ConstraintField<?>> LISTED;
    static final long PAGE = 4096;
    private static final Pattern COMMAS = Pattern.compile("\\s*,\\s*");

    /** The field of {@link Constraints#addressMask()}. */
    public static final ConstraintField<Long> ADDRESS_MASK = listed(new ConstraintField<>(
            "addressMask",
            -1L,
            (a, b) -> a & b,
            new Form<>(mask -> "0x" + Long.toHexString(mask), plain -> number("addressMask", plain)),
            new Rule<>("a device reaches every byte of a page", mask -> (mask & (PAGE - 1)) == PAGE - 1)));

    /** The field of {@link Constraints#maxSegments()}. */
    public static final ConstraintField<Long> MAX_SEGMENTS = numbers(
            "maxSegments",
            Integer.MAX_VALUE,
            Math::min,
            new Rule<>("a device takes at least one segment", count -> count >= 1 && count <= Integer.MAX_VALUE));

    /** The field of {@link Constraints#maxSegmentSize()}. */
    public static final ConstraintField<Long> MAX_SEGMENT_SIZE = numbers(
            "maxSegmentSize",
            Long.MAX_VALUE,
            Math::min,
            new Rule<>("a segment holds at least a page", bytes -> bytes >= PAGE));

    /** The field of {@link Constraints#segmentBoundary()}. */
    public static final ConstraintField<Long> SEGMENT_BOUNDARY = numbers(
            "segmentBoundary",
            0,
            (a, b) -> a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b),
            new Rule<>(
                    "a boundary is a power of two of at least a page",
                    bytes -> bytes == 0 || (bytes >= PAGE && Long.bitCount(bytes) == 1)));

    /** The field of {@link Constraints#addressAlignment()}. */
    public static final ConstraintField<Long> ADDRESS_ALIGNMENT = alignment("addressAlignment", Long.MAX_VALUE);

    /** The field of {@link Constraints#offsetAlignment()}. */
    public static final ConstraintField<Long> OFFSET_ALIGNMENT = alignment("offsetAlignment", Long.MAX_VALUE);

    /** The field of {@link Constraints#strideAlignment()}. */
    public static final ConstraintField<Long> STRIDE_ALIGNMENT = alignment("strideAlignment", Integer.MAX_VALUE);

    /** The field of {@link Constraints#heightAlignment()}. */
    public static final ConstraintField<Long> HEIGHT_ALIGNMENT = alignment("heightAlignment", Integer.MAX_VALUE);

    /** The field of {@link Constraints#paddingRows()}. */
    public static final ConstraintField<Long> PADDING_ROWS = least("paddingRows", Integer.MAX_VALUE);

    /** The field of {@link Constraints#paddingBytes()}. */
    public static final ConstraintField<Long> PADDING_BYTES = least("paddingBytes", Long.MAX_VALUE);

    /** The field of {@link Constraints#minSize()}. */
    public static final ConstraintField<Long> MIN_SIZE = least("minSize", Long.MAX_VALUE);

    /** The field of {@link Constraints#maxSize()}. */
    public static final ConstraintField<Long> MAX_SIZE = numbers(
            "maxSize", Long.MAX_VALUE, Math::min, new Rule<>("a largest size is positive", bytes -> bytes >= 1));

    /** The field of {@link Constraints#width()}. */
    public static final ConstraintField<Range> WIDTH = range("width");

    /** The field of {@link Constraints#height()}. */
    public static final ConstraintField<Range> HEIGHT = range("height");

    /** The field of {@link Constraints#rowPitch()}. */
    public static final ConstraintField<Long> ROW_PITCH =
            numbers("rowPitch", 0, Math::min, new Rule<>("a row pitch is not negative", bytes -> bytes >= 0));

    /** The field of {@link Constraints#formats()}. */
    public static final ConstraintField<FormatModifiers> FORMATS = listed(new ConstraintField<>(
            "formats",
            FormatModifiers.ANY,
            FormatModifiers::and,
            new Form<>(
                    taken -> taken.pairs().stream().map(String::valueOf).toList(),
                    plain -> FormatModifiers.of(texts(plain).stream()
                            .map(FormatModifiers.Pair::parse)
                            .toList())),
            Rule.none()));

    /** The field of {@link Constraints#coherencyDomains()}. */
    public static final ConstraintField<OneOf<CoherencyDomain>> COHERENCY_DOMAINS =
            choice("coherencyDomains", CoherencyDomain.class);

    /** The field of {@link Constraints#cacheabilities()}. */
    public static final ConstraintField<OneOf<Cacheability>> CACHEABILITIES =
            choice("cacheabilities", Cacheability.class);

    /** The field of {@link Constraints#protections()}. */
    public static final ConstraintField<OneOf<Protection>> PROTECTIONS = choice("protections", Protection.class);

    /** The field of {@link Constraints#mappingTypes()}. */
    public static final ConstraintField<OneOf<MappingType>> MAPPING_TYPES = choice("mappingTypes", MappingType.class);

    /** The field of {@link Constraints#kernelMappings()}. */
    public static final ConstraintField<OneOf<KernelMapping>> KERNEL_MAPPINGS =
            choice("kernelMappings", KernelMapping.class);

    static {
        LISTED = List.copyOf(ALL.values());
    }

    private final String name;
    private final T unconstrained;
    private final BinaryOperator<T> merging;
    private final Form<T> form;
    private final Rule<T> rule;
    private final int index = ALL.size();

    /** How a value is written and read. */
    private record Form<T>(Function<T, Object> writing, Function<Object, T> reading) {}

    /** What a value keeps. */
    private record Rule<T>(String words, Predicate<T> holds) {
        static <T> Rule<T> none() {
            return new Rule<>("", value -> true);
        }
    }

    private ConstraintField(String name, T unconstrained, BinaryOperator<T> merging, Form<T> form, Rule<T> rule) {
        this.name = name;
        this.unconstrained = unconstrained;
        this.merging = merging;
        this.form = form;
        this.rule = rule;
    }

    private static <T> ConstraintField<T> listed(ConstraintField<T> field) {
        ALL.put(field.name, field);
        return field;
    }

    private static ConstraintField<Long> numbers(
            String name, long unconstrained, BinaryOperator<Long> merging, Rule<Long> rule) {
        Form<Long> form = new Form<>(value -> value, plain -> number(name, plain));
        return listed(new ConstraintField<>(name, unconstrained, merging, form, rule));
    }

    private static ConstraintField<Long> least(String name, long most) {
        return numbers(name, 0, Math::max, new Rule<>("padding and sizes are 0 to " + most, n -> n >= 0 && n <= most));
    }

    /** A common multiple beyond {@code most} is {@code most}, which nothing is a multiple of but itself. */
    private static ConstraintField<Long> alignment(String name, long most) {
        return numbers(
                name,
                1,
                (a, b) -> Multiples.common(a, b, most),
                new Rule<>("an alignment is 1 to " + most, n -> n >= 1 && n <= most));
    }

    private static ConstraintField<Range> range(String name) {
        Form<Range> form = new Form<>(Range::toString, plain -> Range.parse(text(plain)));
        return listed(new ConstraintField<>(name, Range.ANY, Range::and, form, Rule.none()));
    }

    private static <E extends Enum<E>> ConstraintField<OneOf<E>> choice(String name, Class<E> type) {
        Form<OneOf<E>> form = new Form<>(
                accepted -> accepted.isAny()
                        ? "any"
                        : accepted.values().stream().map(Enum::name).toList(),
                plain -> "any".equals(plain)
                        ? OneOf.any()
                        : OneOf.of(texts(plain).stream()
                                .map(text -> EnumWords.parse(type, name, text))
                                .toList()));
        return listed(new ConstraintField<>(name, OneOf.any(), OneOf::and, form, Rule.none()));
    }

    /** A number as any JSON library gives it, or as text; never rounded. */
    static long number(String name, Object plain) {
        String text = text(plain);
        try {
            if (plain instanceof Number) {
                return new BigDecimal(text).longValueExact();
            }
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a constraint is a whole number: " + name + "=" + text + "; write 32 or 0xffff", e);
        }
    }

    private static String text(Object plain) {
        return String.valueOf(plain).strip();
    }

    /** The words of a list, or of a text with commas. */
    private static List<String> texts(Object plain) {
        List<String> texts = new ArrayList<>();
        if (plain instanceof Iterable<?> many) {
            many.forEach(one -> texts.add(text(one)));
        } else if (plain instanceof Object[] many) {
            List.of(many).forEach(one -> texts.add(text(one)));
        } else {
            COMMAS.splitAsStream(text(plain)).forEach(texts::add);
        }
        return texts;
    }

    /** Every field, in a stable order. */
    public static List<ConstraintField<?>> all() {
        return LISTED;
    }

    /** The field of a name. */
    public static Optional<ConstraintField<?>> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Its name, that of the accessor in {@link Constraints}. */
    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    /** The value that constrains nothing. */
    public T unconstrained() {
        return unconstrained;
    }

    /** What suits both. */
    public T merge(T one, T other) {
        return one.equals(other) ? one : merging.apply(one, other);
    }

    /** The plain form of a value: a {@code Long}, a {@code String}, or a {@code List} of strings. */
    public Object plain(T value) {
        return form.writing().apply(value);
    }

    /**
     * Reads a value from its plain form, or from text as in a configuration.
     *
     * @throws IllegalArgumentException if it breaks the field's rule
     */
    public T read(Object plain) {
        return checked(form.reading().apply(plain));
    }

    /** The value, which keeps the field's rule. */
    T checked(T value) {
        if (!rule.holds().test(value)) {
            throw new IllegalArgumentException(rule.words() + ": " + name + "=" + value);
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
