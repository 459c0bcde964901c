package org.entrepot.torture.load;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.api.Segment;
import org.entrepot.device.Rotation;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.TransformDevice.Frame;

/** What devices do with buffers. */
final class DeviceWork {
    private static final int TRIES = 40;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Workplace workplace;
    private final TransformDevice rotator;
    private final SplittableRandom random;

    DeviceWork(Workplace workplace, TransformDevice rotator, SplittableRandom random) {
        this.workplace = workplace;
        this.rotator = rotator;
        this.random = random;
    }

    /**
     * Attaches and maps each device of a kind. Whoever maps may have left since it was attached: then it is attached again, as the
     * message says. For the rotator that must lead somewhere, because a mapper of the machine itself is always here.
     */
    void touch(DmaBuf buffer, Kind kind) {
        kind.devices().forEach(device -> touch(buffer, device, kind == Kind.ROTATOR ? TRIES : 1));
    }

    /** Memory of the chaotic vendor does not say where it is while that is in a mood: such tries do not count. */
    private void touch(DmaBuf buffer, String device, int tries) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int left = tries; left > 0; left -= isInAMood(buffer) && System.nanoTime() < end ? 0 : 1) {
            if (maps(buffer, device)) {
                return;
            }
            Gateway.pause(5);
        }
        if (tries > 1) {
            workplace.tally().fail("a device that is here maps: device=" + device + " tries=" + tries);
        }
    }

    private static boolean isInAMood(DmaBuf buffer) {
        return Gateway.CHAOS.equals(buffer.exporter());
    }

    private boolean maps(DmaBuf buffer, String device) {
        try (Attachment attachment = buffer.attach(device);
                DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
            long bytes = mapping.segments().stream().mapToLong(Segment::length).sum();
            if (bytes != buffer.size()) {
                workplace.tally().fail("mapped whole: device=" + device + " bytes=" + bytes + " of " + buffer.size());
            }
            workplace.tally().count("mapped " + device);
            return true;
        } catch (EntrepotException e) {
            workplace.tally().count("not mapped " + device + " " + e.reason());
            return false;
        }
    }

    /** A picture that the rotator copies, by device addresses alone. */
    void rotate() {
        Picture picture = Picture.any(random);
        Optional<DmaBuf> source = image(picture);
        Optional<DmaBuf> target = image(picture);
        if (source.isPresent() && target.isPresent()) {
            draw(source.get(), picture);
            if (turn(source.get(), target.get())) {
                compare(target.get(), picture);
            }
        }
        source.ifPresent(DmaBuf::close);
        target.ifPresent(DmaBuf::close);
    }

    private Optional<DmaBuf> image(Picture picture) {
        return workplace.take(Kind.ROTATOR, () -> workplace
                .allocator()
                .allocate(AllocationRequest.image(picture.width(), picture.height(), PixelFormat.XRGB8888)
                        .devices("rotator0")
                        .build()));
    }

    private void draw(DmaBuf image, Picture picture) {
        workplace.cpu().during(image, CpuUse.WRITE, access -> {
            picture.draw(access.view(), (ImageLayout) image.layout());
            return 0;
        });
    }

    private boolean turn(DmaBuf source, DmaBuf target) {
        try (Attachment from = source.attach("rotator0");
                Attachment to = target.attach("rotator0");
                DeviceMapping read = from.map(Direction.TO_DEVICE);
                DeviceMapping written = to.map(Direction.FROM_DEVICE)) {
            rotator.transform(
                    new Frame(read, (ImageLayout) from.layout()),
                    new Frame(written, (ImageLayout) to.layout()),
                    Rotation.R0);
            workplace.tally().count("turned");
            return true;
        } catch (EntrepotException e) {
            workplace.tally().count("not turned " + e.reason());
            if (e.reason() == Reason.DEVICE_FAULT) {
                workplace.tally().fail("a device reaches what it has mapped", e);
            }
            return false;
        }
    }

    private void compare(DmaBuf image, Picture picture) {
        ImageLayout layout = (ImageLayout) image.layout();
        long wrong = workplace.cpu().during(image, CpuUse.READ, access -> picture.wrong(access.view(), layout));
        workplace.tally().count("verified");
        if (wrong > 0) {
            workplace
                    .tally()
                    .fail("corrupted: pixels=" + wrong + " of " + layout + " buffer=" + image.id() + " in "
                            + image.exporter() + ", written by the rotator");
        }
    }
}
