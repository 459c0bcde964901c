package org.entrepot.api;

/**
 * The one family of failures. The {@link #reason()} says what the caller can do; the message names the broken rule, then the
 * value that broke it, then what to do next: {@code rule: name=value; advice}.
 *
 * <p>An operation that throws has changed nothing. Misuse by the programmer (null, a closed buffer, an argument outside its
 * documented range) is not in this family: it is {@link IllegalArgumentException} or {@link IllegalStateException}.
 */
public class EntrepotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    private final Reason reason;

    /**
     * Makes a failure without a cause.
     *
     * @param reason what the caller can do
     * @param message the broken rule, a colon, {@code name=value}, and what to do next
     */
    public EntrepotException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Makes a failure that another one caused.
     *
     * @param reason what the caller can do
     * @param message the broken rule, a colon, {@code name=value}, and what to do next
     * @param cause what failed underneath
     */
    public EntrepotException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What the caller can do about it. */
    public final Reason reason() {
        return reason;
    }
}
