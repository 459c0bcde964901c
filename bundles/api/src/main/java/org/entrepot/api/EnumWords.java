package org.entrepot.api;

import java.util.Arrays;
import java.util.Locale;

/** Constants of enums by their names, in any case. */
final class EnumWords {
    private EnumWords() {}

    static <E extends Enum<E>> E parse(Class<E> type, String what, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(text.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(what + " is one of "
                        + Arrays.toString(type.getEnumConstants()) + ": " + what + "=" + text + "; write one of them"));
    }
}
