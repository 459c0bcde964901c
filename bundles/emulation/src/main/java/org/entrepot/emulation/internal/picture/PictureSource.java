package org.entrepot.emulation.internal.picture;

import org.entrepot.device.FrameRate;

/** Where a camera gets its pictures from. For use by one thread. */
public interface PictureSource extends AutoCloseable {
    /** What it is, for people. */
    String name();

    /** Pixels of a row. */
    int width();

    /** Rows. */
    int height();

    /** The source's own rate. */
    FrameRate rate();

    /**
     * Gives the next picture; after the last comes the first again.
     *
     * @param target of the source's size
     * @throws org.entrepot.api.EntrepotException with {@link org.entrepot.api.Reason#IO} if it cannot be read
     */
    void next(Picture target);

    /** Lets files go. Idempotent. */
    @Override
    void close();
}
