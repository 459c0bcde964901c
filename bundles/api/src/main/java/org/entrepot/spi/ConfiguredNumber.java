package org.entrepot.spi;

import java.util.function.LongSupplier;

/**
 * A number of a configuration and the rule it keeps, so that a bad value gives one error that names the configuration, the key,
 * the value, and what would be right.
 *
 * @param pid name of the configuration
 * @param key in it
 * @param least smallest value
 * @param most largest value
 * @param multiple of which the value is a multiple; 1 for any
 */
public record ConfiguredNumber(String pid, String key, long least, long most, long multiple) {
    /** Checks that the rule can be kept. */
    public ConfiguredNumber {
        if (least > most || multiple < 1) {
            throw new IllegalArgumentException(
                    "a rule can be kept: key=" + key + " least=" + least + " most=" + most + " multiple=" + multiple);
        }
    }

    /** A number between two values. */
    public static ConfiguredNumber between(String pid, String key, long least, long most) {
        return new ConfiguredNumber(pid, key, least, most, 1);
    }

    /**
     * Reads the number.
     *
     * @param value accessor of the configuration; it fails by itself where the text is no number
     * @return the value, which keeps the rule
     * @throws IllegalArgumentException if it does not
     */
    public long read(LongSupplier value) {
        long number;
        try {
            number = value.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    rule() + ": " + key + " is no whole number (" + e.getMessage() + "); " + advice(), e);
        }
        if (number < least || number > most || number % multiple != 0) {
            throw new IllegalArgumentException(rule() + ": " + key + "=" + number + "; " + advice());
        }
        return number;
    }

    /** Reads a number that is an {@code int} by its rule. */
    public int readInt(LongSupplier value) {
        return Math.toIntExact(read(value));
    }

    private String rule() {
        return "a value of " + pid + " keeps its rule";
    }

    private String advice() {
        return "set " + least + " to " + most + (multiple == 1 ? "" : ", a multiple of " + multiple);
    }
}
