package org.entrepot.device.drm.internal;

/**
 * How many occasions are left out after a failure: one more than twice as many each time, so that asking again takes longer and
 * longer, up to every 32nd. Not for use by several threads.
 */
final class Patience {
    private static final int MOST = 31;

    private int leftOut;
    private int left;

    /** Whether it is time to ask; if not, an occasion is over. */
    boolean isOver() {
        if (left == 0) {
            return true;
        }
        left--;
        return false;
    }

    /** It failed again. */
    void failed() {
        left = leftOut;
        leftOut = Math.min(MOST, 2 * leftOut + 1);
    }

    /** Something is another way than before: it is time to ask. */
    void renew() {
        leftOut = 0;
        left = 0;
    }
}
