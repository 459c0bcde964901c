package org.entrepot.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A text of a configuration and the form that it has, so that a bad one gives one error that names the configuration, the key, the
 * text, and what a right one looks like. Numbers have a {@link ConfiguredNumber}.
 *
 * @param pid name of the configuration
 * @param key in it
 * @param example of a right text
 */
public record ConfiguredText(String pid, String key, String example) {
    /**
     * Reads a regular expression of names.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw wrong("names are told by a regular expression", text, e);
        }
    }

    /**
     * Reads pairs, each {@code WHICH=WHAT}: the last sign parts them, since a {@code WHICH} may have some.
     *
     * @return what, by which; of two for one the last
     * @throws IllegalArgumentException if one is no pair
     */
    public Map<String, String> pairs(String... texts) {
        Map<String, String> pairs = new HashMap<>();
        for (String text : texts) {
            int sign = text.lastIndexOf('=');
            if (sign < 1 || sign == text.length() - 1) {
                throw wrong("a pair is WHICH=WHAT", text, null);
            }
            pairs.put(text.substring(0, sign).strip(), text.substring(sign + 1).strip());
        }
        return Map.copyOf(pairs);
    }

    private IllegalArgumentException wrong(String rule, String text, @Nullable Throwable why) {
        return new IllegalArgumentException(rule + ": " + pid + " " + key + "=" + text + "; write " + example, why);
    }
}
