package org.entrepot.api;

/**
 * No backend serves a request. The message carries {@link Explanation#decisiveLine()}; {@link #explanation()} is the whole
 * reasoning as data.
 */
public final class AllocationRefusedException extends EntrepotException {
    private static final long serialVersionUID = 1L;

    /** The reasoning; lost when the exception is serialised, since it describes this process. */
    private final transient Explanation explanation;

    /**
     * Makes a refusal.
     *
     * @param reason {@link Reason#REFUSED} when no backend could ever serve the request, {@link Reason#OUT_OF_MEMORY} when
     *     one could and has no room, {@link Reason#BUSY} when a device that joins cannot use memory that is placed already, and
     *     none serves everybody, or when the buffers of a collection do not serve who comes late
     * @param message the broken rule and each backend's decisive line
     * @param explanation the whole reasoning
     */
    public AllocationRefusedException(Reason reason, String message, Explanation explanation) {
        super(reason, message);
        this.explanation = explanation;
    }

    /** The reasoning behind the refusal: each exporter with the constraints that excluded it. */
    public Explanation explanation() {
        return explanation;
    }
}
