package org.entrepot.spi;

import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;

/**
 * What the engine asks of a mapper.
 *
 * @param device for which to map
 * @param constraints of the device itself, which the addresses must respect
 * @param cookie what identifies the memory
 * @param bytes positive, a multiple of the page size: the memory's size
 * @param direction what the device may do
 */
public record MapRequest(
        DeviceDescription device, Constraints constraints, MemoryCookie cookie, long bytes, Direction direction) {
    /** Checks that the size is whole pages. */
    public MapRequest {
        if (bytes <= 0 || bytes % PageFrames.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("a mapping is whole pages: bytes=" + bytes);
        }
    }

    /**
     * The failure of a mapper whose segments would break a limit of the device.
     *
     * @param mapper its name
     * @param limit which
     * @param wanted what the device takes, for people
     * @param offered what the mapper has, for people
     * @return with {@link Reason#REFUSED}, for the mapper to throw
     */
    public EntrepotException refusal(String mapper, Constraint limit, String wanted, String offered) {
        return new EntrepotException(
                Reason.REFUSED,
                "segments keep the device's " + limit.words() + ": device=" + device.name() + " mapper=" + mapper
                        + " wanted=" + wanted + " offered=" + offered + "; name the device in the allocation request");
    }
}
