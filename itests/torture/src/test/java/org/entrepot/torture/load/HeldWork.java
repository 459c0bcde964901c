package org.entrepot.torture.load;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Attachment;
import org.entrepot.api.Backing;
import org.entrepot.api.CpuUse;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.MappingState;
import org.entrepot.api.Pin;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.device.DisplayDevice.DisplayOutput;

/** What devices have mapped while it is to move: dynamic ones that pin now and then, and such as let go, or do not. */
final class HeldWork {
    private final Workplace workplace;
    private final Gateway gateway;
    private final Guests guests;
    private final OperatorWork operator;
    private final SplittableRandom random;

    HeldWork(Workplace workplace, Gateway gateway, Guests guests, OperatorWork operator, SplittableRandom random) {
        this.workplace = workplace;
        this.gateway = gateway;
        this.guests = guests;
        this.operator = operator;
        this.random = random;
    }

    /**
     * How often a buffer moved, and how often its device was told. Looked at while it is pinned, neither changes.
     *
     * @param moves of the buffer
     * @param told of them
     */
    private record Account(long moves, long told) {}

    /** A dynamic device is told of each move; a pin keeps its buffer where it is. */
    void pin() {
        taken().ifPresent(parcel -> {
            guests.dynamic().expect(parcel.buffer().id());
            try (Attachment attachment = parcel.buffer().attach(guests.dynamic().name());
                    DeviceMapping mapping = attachment.map(Direction.BIDIRECTIONAL)) {
                follow(parcel.buffer(), attachment, mapping);
            } catch (EntrepotException e) {
                excuse("not pinned", e);
            } finally {
                guests.dynamic().forget(parcel.buffer().id());
            }
            workplace.handOver(parcel);
        });
    }

    private Optional<Parcel> taken() {
        long bytes = 4096L * (1 + random.nextInt(16));
        return workplace
                .take(Kind.ROTATOR, () -> workplace.allocator().allocate(Kind.ROTATOR.request(bytes, Backing.AT_ONCE)))
                .map(buffer -> workplace.filled(buffer, Kind.ROTATOR));
    }

    private void follow(DmaBuf buffer, Attachment attachment, DeviceMapping mapping) {
        Account before = pinned(buffer, attachment, mapping, Optional.empty());
        if (random.nextBoolean()) {
            operator.begin(List.of(buffer.id()), operator.anyHeap()).ifPresent(on -> on.await(Duration.ofMillis(50)));
        }
        pinned(buffer, attachment, mapping, Optional.of(before));
    }

    /** Pins, has somebody try to move it, and looks at it. */
    private Account pinned(DmaBuf buffer, Attachment attachment, DeviceMapping mapping, Optional<Account> last) {
        try (Pin pin = attachment.pin()) {
            Account before = account(buffer);
            last.ifPresent(earlier -> compare(earlier, before));
            mapping.remap();
            if (random.nextBoolean()) {
                operator.begin(List.of(pin.buffer()), operator.anyHeap());
            }
            Gateway.pause(random.nextInt(15));
            Account after = account(buffer);
            if (!after.equals(before) || mapping.state() != MappingState.CURRENT) {
                workplace.tally().fail("a pinned buffer stays: " + before + " then " + after + " " + mapping);
            }
            workplace.tally().count("pinned");
            return after;
        }
    }

    private Account account(DmaBuf buffer) {
        return new Account(buffer.moves(), guests.dynamic().told(buffer.id()));
    }

    private void compare(Account before, Account after) {
        long moves = after.moves() - before.moves();
        workplace.tally().count("a dynamic device was told of moves: " + moves);
        if (moves != after.told() - before.told()) {
            workplace.tally().fail("a dynamic device is told of each move: " + before + " then " + after);
        }
    }

    /** A revocable device lets go when asked, or does not, and is made to. */
    void revoke() {
        boolean obeys = random.nextInt(3) > 0;
        taken().ifPresent(parcel -> {
            try (Attachment attachment =
                            parcel.buffer().attach(guests.revocable().name());
                    DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
                if (obeys) {
                    guests.revocable().lend(mapping);
                }
                takeAway(parcel.buffer(), mapping, obeys);
            } catch (EntrepotException e) {
                excuse("not revoked", e);
            } finally {
                guests.revocable().forget(parcel.buffer().id());
            }
            workplace.handOver(parcel);
        });
    }

    private void takeAway(DmaBuf buffer, DeviceMapping mapping, boolean obeys) {
        long before = buffer.moves();
        operator.begin(List.of(buffer.id()), operator.anyHeap()).ifPresent(on -> on.await(Duration.ofSeconds(3)));
        boolean moved = buffer.moves() != before;
        MappingState state = mapping.state();
        workplace.tally().count("a revocable device's mapping is " + state);
        if (!expected(moved, obeys).contains(state)) {
            workplace.tally().fail("a buffer moves when the device has let go: moved=" + moved + " " + mapping);
        }
        if (state == MappingState.REVOKED) {
            checkTaken(mapping);
            mapping.remap();
        }
    }

    /** What a mapping may be after a try to move its buffer. */
    private static Set<MappingState> expected(boolean moved, boolean obeys) {
        MappingState taken = obeys ? MappingState.CLOSED : MappingState.REVOKED;
        return moved
                ? EnumSet.of(taken, MappingState.REVOKED)
                : EnumSet.of(taken, MappingState.REVOKED, MappingState.CURRENT);
    }

    private void checkTaken(DeviceMapping mapping) {
        try {
            workplace.tally().fail("a revoked mapping has no addresses: " + mapping.segments());
        } catch (EntrepotException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
        }
    }

    /** A display that holds what it shows reads it by its addresses, before and after it was taken away. */
    void show() {
        Picture picture = Picture.any(random);
        workplace
                .take(Kind.DISPLAY, () -> workplace
                        .allocator()
                        .allocate(AllocationRequest.image(picture.width(), picture.height(), PixelFormat.XRGB8888)
                                .devices("display0")
                                .build()))
                .ifPresent(image -> {
                    try (image) {
                        show(image, picture);
                    }
                });
    }

    private void show(DmaBuf image, Picture picture) {
        ImageLayout layout = (ImageLayout) image.layout();
        workplace.cpu().during(image, CpuUse.WRITE, access -> {
            picture.draw(access.view(), layout);
            return 0;
        });
        try (DisplayOutput output = gateway.display().open(Optional.empty());
                Attachment attachment = image.attach("display0");
                DeviceMapping mapping = attachment.map(Direction.TO_DEVICE)) {
            checkShown(output.scanOut(mapping, layout), picture, mapping);
            operator.begin(List.of(image.id()), operator.anyHeap()).ifPresent(on -> on.await(Duration.ofMillis(100)));
            showAgain(output, mapping, layout, picture);
            try (DeviceMapping again = attachment.map(Direction.TO_DEVICE)) {
                showAgain(output, again, layout, picture);
            }
        } catch (EntrepotException e) {
            excuse("not shown", e);
        }
    }

    /** The display may have let go of it, at any moment. */
    private void showAgain(DisplayOutput output, DeviceMapping mapping, ImageLayout layout, Picture picture) {
        try {
            checkShown(output.scanOut(mapping, layout), picture, mapping);
        } catch (IllegalStateException e) {
            if (mapping.isOpen()) {
                throw e;
            }
            workplace.tally().count("let go of by the display");
        }
    }

    private void checkShown(OptionalLong seen, Picture picture, DeviceMapping mapping) {
        workplace.tally().count("shown");
        if (!seen.equals(OptionalLong.of(picture.checksum()))) {
            workplace.tally().fail("corrupted: seen by the display " + picture + " " + mapping);
        }
    }

    private void excuse(String what, EntrepotException e) {
        workplace.tally().count(what + " " + e.reason());
        if (e.reason() == Reason.DEVICE_FAULT) {
            workplace.tally().fail("a device reaches what it has mapped", e);
        }
    }
}
