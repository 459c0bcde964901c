package org.entrepot.control;

import java.util.List;
import org.entrepot.api.Layout;
import org.entrepot.api.MappingType;
import org.entrepot.api.Orientation;
import org.entrepot.api.Proposal;

/**
 * One buffer.
 *
 * @param id its number
 * @param name given in the request
 * @param size bytes
 * @param layout of its contents
 * @param exporter whose memory it is; {@link org.entrepot.api.DmaBuf#NONE_YET} if it has none yet
 * @param placement whether the exporter is still there
 * @param owner symbolic name of the bundle it is charged to
 * @param references open references, attachments and mappings
 * @param moves how many times its contents moved to other memory
 * @param attachments devices attached now
 * @param allocatedBy the place in the owner's code that allocated it
 */
public record BufferStatus(
        long id,
        String name,
        long size,
        Layout layout,
        String exporter,
        Placement placement,
        String owner,
        int references,
        long moves,
        List<AttachmentStatus> attachments,
        String allocatedBy) {
    /** Whether the exporter of a buffer is still there, and has its memory where the buffer is. */
    public enum Placement {
        /** It is. */
        AT_HOME,
        /** There is no memory yet: the buffer was not used since it was allocated. */
        NOWHERE,
        /**
         * It has left, is out of service and the buffer could not move out by the deadline, or was resized or moved and no longer covers
         * the buffer's page frames; the memory works until the buffer is released. Or the buffer was released, and is withheld: a
         * mapper has not unmapped it yet, so that nobody else may have the memory.
         */
        STRANDED
    }

    /**
     * A device that is attached to the buffer.
     *
     * @param device its name
     * @param orientation in which it sees the image
     * @param mappingType on which both agreed
     * @param mapper who maps
     * @param negotiation how the mapping type was agreed on; empty while type and mapper are only expected
     * @param mappings open mappings
     * @param segments in which the device sees the buffer, of several mappings the most; 0 while nothing is mapped
     */
    public record AttachmentStatus(
            String device,
            Orientation orientation,
            MappingType mappingType,
            String mapper,
            List<Proposal> negotiation,
            int mappings,
            int segments) {
        /** Copies the negotiation. */
        public AttachmentStatus {
            negotiation = List.copyOf(negotiation);
        }
    }
}
