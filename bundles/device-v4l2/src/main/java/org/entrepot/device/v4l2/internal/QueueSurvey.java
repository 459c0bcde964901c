package org.entrepot.device.v4l2.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Range;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Format;
import org.entrepot.linux.VideoDevice.Queue;

/**
 * Finds what a queue takes, by asking its driver what it would make of a wish ({@code VIDIOC_TRY_FMT}), which changes nothing. Widths that
 * are no multiple of much show how strides are aligned, and what a driver wants behind a picture.
 */
final class QueueSurvey {
    private static final int LEAST = 1;
    private static final int MOST = 1 << 14;
    private static final int LARGEST_ALIGNMENT = 4096;
    private static final int NEAR = 64;
    private static final List<Integer> ODD_WIDTHS = List.of(162, 322, 646, 706, 1002, 1286, 1918);

    private final VideoDevice device;
    private final Queue queue;
    private final boolean passesOn;
    private final List<PixelFormat> formats = new ArrayList<>();
    private Range width = Range.ANY;
    private Range height = Range.ANY;
    private int strides;
    private boolean padsRows;
    private int heights;
    private boolean padsHeights;
    private long behind;

    private QueueSurvey(VideoDevice device, Queue queue) {
        this.device = device;
        this.queue = queue;
        this.passesOn = device.identity().queues().size() > 1;
    }

    /** What a queue of a device takes. */
    static QueueLimits of(VideoDevice device, Queue queue) {
        QueueSurvey survey = new QueueSurvey(device, queue);
        for (String code : device.formats(queue)) {
            PixelCodes.format(code).ifPresent(format -> survey.look(code, format));
        }
        return new QueueLimits(
                FrameForm.sorted(survey.formats),
                survey.padsRows ? alignment(survey.strides) : 1,
                survey.padsHeights ? alignment(survey.heights) : 1,
                padding(survey.behind),
                survey.width,
                survey.height);
    }

    /** The power of two of which all are multiples whose bits were brought together. */
    private static int alignment(int together) {
        return Math.min(LARGEST_ALIGNMENT, Integer.lowestOneBit(together));
    }

    /** A power of two, as drivers round to such: what is seen of a few sizes is not always the most. */
    private static long padding(long behind) {
        return behind == 0 ? 0 : Long.highestOneBit(2 * behind - 1);
    }

    private void look(String code, PixelFormat format) {
        Optional<Format> least = tried(code, format, LEAST, LEAST);
        Optional<Format> most = tried(code, format, MOST, MOST);
        if (least.isEmpty() || most.isEmpty()) {
            return;
        }
        formats.add(format);
        width = width.and(range(least.get().width(), most.get().width()));
        height = height.and(range(least.get().height(), most.get().height()));
        noteBehind(code, format, least.get(), most.get());
        for (int wide : ODD_WIDTHS) {
            if (wide >= least.get().width() && wide <= most.get().width()) {
                int high = wide / 2 + 1;
                tried(code, format, wide, high).ifPresent(got -> note(format, wide, high, got));
            }
        }
    }

    private static Range range(int least, int most) {
        return new Range(Math.min(least, most), Math.max(least, most));
    }

    /** What the driver makes of a size; nothing if it makes another format of it, or one whose planes are apart. */
    private Optional<Format> tried(String code, PixelFormat format, int wide, int high) {
        Format got = device.tried(queue, new Format(code, wide, high, 0, 0));
        boolean plain = got.code().equals(code)
                && !got.halves()
                && got.stride() >= format.rowBytes(0, got.width())
                && got.bytes() >= FrameForm.bytes(format, got.stride(), got.height());
        return plain ? Optional.of(got) : Optional.empty();
    }

    /**
     * Rows that a driver adds without telling are longest in the widest picture, and most behind a height that is a multiple of
     * nothing.
     */
    private void noteBehind(String code, PixelFormat format, Format least, Format most) {
        noteBehind(format, least);
        noteBehind(format, most);
        int high = (most.height() - 1 & -NEAR) + 1;
        tried(code, format, most.width(), high).ifPresent(got -> noteBehind(format, got));
    }

    private void noteBehind(PixelFormat format, Format got) {
        behind = Math.max(behind, got.bytes() - FrameForm.bytes(format, got.stride(), got.height()));
    }

    private void note(PixelFormat format, int wide, int high, Format got) {
        // A camera has sizes of its own; what passes a picture on takes its size, made a multiple of something.
        boolean rounded = passesOn && isNear(wide, got.width()) && isNear(high, got.height());
        noteBehind(format, got);
        strides |= got.stride();
        padsRows |= got.stride() > format.rowBytes(0, rounded ? wide : got.width());
        if (rounded) {
            heights |= got.height();
            padsHeights |= got.height() > high;
        }
    }

    /** Whether a size is that asked for, made a multiple of something. */
    private static boolean isNear(int asked, int got) {
        return got >= asked && got < asked + NEAR;
    }
}
