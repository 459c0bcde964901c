package org.entrepot.core.internal.account;

import org.entrepot.control.Amounts;

/** What can be limited, by the keys of the configuration. */
enum Measure {
    /** Bytes of open buffers. */
    BYTES("bytes"),
    /** Open buffers. */
    BUFFERS("buffers"),
    /** Mappings that devices have. */
    MAPPINGS("mappings");

    private final String word;

    Measure(String word) {
        this.word = word;
    }

    /** Its part of amounts. */
    long of(Amounts amounts) {
        return switch (this) {
            case BYTES -> amounts.bytes();
            case BUFFERS -> amounts.buffers();
            case MAPPINGS -> amounts.mappings();
        };
    }

    /** The key of the limit of each bundle. */
    String keyPerBundle() {
        return "limit." + word + "PerBundle";
    }

    /** The key of the limit of all bundles together. */
    String keyInAll() {
        return "limit." + word;
    }

    @Override
    public String toString() {
        return word;
    }
}
