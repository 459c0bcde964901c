package org.entrepot.console.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.AllocationRequestBuilder;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Backing;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Modifier;
import org.entrepot.api.PixelFormat;

/** A request as it is typed behind {@code alloc} and {@code explain}. */
final class RequestWords {
    private static final Pattern EXTENT = Pattern.compile("(\\d{1,6})[xX](\\d{1,6})");

    private RequestWords() {}

    /**
     * A request. A word that begins with a digit is a size; any other word is a device, whose names begin with a letter.
     * What stands behind {@code --image}, up to the next option, is the size of the picture and its formats.
     */
    static AllocationRequest parse(Arguments words) {
        List<Consumer<AllocationRequestBuilder>> options = options(words);
        Optional<List<String>> picture = words.behind("--image");
        Map<Boolean, List<String>> plain =
                words.rest().stream().collect(Collectors.partitioningBy(RequestWords::isSize));
        List<String> sizes = plain.getOrDefault(true, List.of());
        AllocationRequestBuilder request =
                picture.map(behind -> image(words, behind, sizes)).orElseGet(() -> bytes(words, sizes));
        plain.getOrDefault(false, List.of())
                .forEach(device -> DeviceWord.parse(device, words).addTo(request));
        options.forEach(option -> option.accept(request));
        return request.build();
    }

    /** What the options say, for when it is known what the request is for. Taken first: what is left stands for itself. */
    private static List<Consumer<AllocationRequestBuilder>> options(Arguments words) {
        List<Consumer<AllocationRequestBuilder>> options = new ArrayList<>();
        words.options("--device")
                .forEach(text ->
                        options.add(request -> DeviceWord.parse(text, words).addTo(request)));
        words.options("--needs").stream()
                .map(RunWords::path)
                .map(NeedsFile::read)
                .forEach(needs -> options.add(request -> request.needs(
                        needs.participant(),
                        needs.constraints(),
                        needs.alternatives().toArray(AlternativeGroup[]::new))));
        List<String> modifiers = words.options("--modifier");
        if (!modifiers.isEmpty()) {
            options.add(request -> request.modifiers(modifiers(words, modifiers)));
        }
        words.option("--cpu")
                .map(text -> choice(CpuUse.class, "--cpu", text, words))
                .ifPresent(use -> options.add(request -> request.cpuUse(use)));
        String[] tags = words.options("--tag").toArray(String[]::new);
        options.add(request -> request.tags(tags));
        if (words.flag("--lazy")) {
            options.add(request -> request.backing(Backing.AT_FIRST_USE));
        }
        String name = words.option("--name").orElse("console");
        options.add(request -> request.name(name));
        return options;
    }

    private static boolean isSize(String word) {
        return !word.isEmpty() && !Character.isLetter(word.charAt(0));
    }

    private static AllocationRequestBuilder bytes(Arguments words, List<String> sizes) {
        if (sizes.size() != 1) {
            throw words.usage("a request has one size, or an image: sizes=" + sizes
                    + "; write 4M, or --image 1920x1080 NV12 behind the devices");
        }
        return AllocationRequest.bytes(Sizes.parse(sizes.get(0)));
    }

    private static AllocationRequestBuilder image(Arguments words, List<String> behind, List<String> sizes) {
        if (behind.size() < 2 || !sizes.isEmpty()) {
            throw words.usage("an image has a size and formats, all behind --image: given=" + behind + " before="
                    + sizes + "; write --image 1920x1080 NV12 I420");
        }
        int[] extent = extent(words, behind.get(0));
        PixelFormat[] formats =
                behind.stream().skip(1).map(text -> format(words, text)).toArray(PixelFormat[]::new);
        return AllocationRequest.image(extent[0], extent[1], formats);
    }

    private static PixelFormat format(Arguments words, String text) {
        try {
            return PixelFormat.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    words.usage(e.getMessage() + ", and devices before --image").getMessage(), e);
        }
    }

    /** None for {@code any}: whatever the devices agree on. */
    private static Modifier[] modifiers(Arguments words, List<String> texts) {
        List<String> said =
                texts.stream().filter(text -> !text.equalsIgnoreCase("any")).toList();
        if (said.size() != texts.size() && texts.size() > 1) {
            throw words.usage("any modifier will do, or some: --modifier=" + texts);
        }
        return said.stream().map(Modifier::parse).toArray(Modifier[]::new);
    }

    /** Width and height of {@code WxH}. */
    static int[] extent(Arguments words, String text) {
        Matcher matcher = EXTENT.matcher(text);
        if (!matcher.matches()) {
            throw words.usage("a picture size is width x height: size=" + text);
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }

    /** One of the names of an enum, in any case. */
    static <E extends Enum<E>> E choice(Class<E> type, String name, String text, Arguments words) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> words.usage(
                        name + " is one of " + Arrays.toString(type.getEnumConstants()) + ": " + name + "=" + text));
    }
}
