package org.entrepot.device.v4l2.internal;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.Reason;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;

/**
 * What a queue is set to, and how buffers are handed to it.
 *
 * @param device its name, for messages
 * @param queue of the device
 * @param layout of its pictures
 * @param least bytes that its driver wants of a buffer: as many as a picture has, or more
 */
record QueueForm(String device, Queue queue, ImageLayout layout, long least) {
    /**
     * Hands a buffer over.
     *
     * @param index of the place
     * @throws EntrepotException with {@link Reason#REFUSED} if it is too small for the driver, or the driver cannot use such memory
     */
    void give(VideoDevice video, int index, ImportedBuffer buffer) {
        if (buffer.bytes() < least) {
            throw new EntrepotException(
                    Reason.REFUSED,
                    "a buffer has the bytes that its driver wants: device=" + device + " layout=" + layout + " bytes="
                            + buffer.bytes() + " driver=" + least
                            + "; allocate with the device among the devices of the request");
        }
        long used = queue == Queue.OUTPUT ? FrameForm.bytes(layout) : 0;
        video.queue(queue, index, buffer.descriptor(), buffer.bytes(), used);
    }
}
