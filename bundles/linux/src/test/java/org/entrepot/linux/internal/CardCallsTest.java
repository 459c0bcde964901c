package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Reason;
import org.entrepot.linux.DisplayCard.DumbSize;
import org.entrepot.linux.internal.Drm.DrmPrimeHandleLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What errors of a card mean, of a kernel that is played. */
class CardCallsTest implements SysIoctl.Kernel {
    private static final int NEVER_OPENED = Integer.MAX_VALUE;
    private static final int DESCRIPTOR = 7;
    private static final int HANDLE = 3;
    private static final ImageLayout LAYOUT = ImageLayout.of(PixelFormat.XRGB8888, 64, 64, 64, 1);

    private final Map<Long, Integer> errors = new HashMap<>();
    private final List<Long> made = new ArrayList<>();
    private final CardCalls calls = new CardCalls(Path.of("/dev/dri/card7"), NEVER_OPENED, this);
    private final GemHandles handles = new GemHandles(calls);

    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        made.add(request);
        if (request == Drm.DRM_IOCTL_PRIME_FD_TO_HANDLE) {
            argument.putInt(DrmPrimeHandleLayout.HANDLE, HANDLE);
        }
        return errors.getOrDefault(request, 0);
    }

    private ThrowableAssertAlternative<EntrepotException> imported(Reason reason) {
        return assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> CardFramebuffer.of(calls, handles, false, DESCRIPTOR, LAYOUT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /** Some drivers refuse memory with it, and each that is gone answers everything with it. */
    @Test
    void shouldTellMemoryThatIsRefusedFromACardThatIsGone() {
        errors.put(Drm.DRM_IOCTL_PRIME_FD_TO_HANDLE, Errno.ENODEV);
        imported(Reason.REFUSED).withMessageContainingAll("PRIME_FD_TO_HANDLE", "errno=19", "contiguous");

        errors.put(Drm.DRM_IOCTL_GET_CAP, Errno.ENODEV);
        imported(Reason.GONE).withMessageContainingAll("PRIME_FD_TO_HANDLE", "plug it in");
    }

    @Test
    void shouldLetGoOfWhatItImportedWhenThePictureIsRefused() {
        errors.put(Drm.DRM_IOCTL_MODE_ADDFB2, Errno.EINVAL);
        imported(Reason.REFUSED).withMessageContaining("MODE_ADDFB2");

        assertThat(made).endsWith(Drm.DRM_IOCTL_GEM_CLOSE);
        assertThat(handles.open()).isZero();
    }

    @Test
    void shouldSayThatTheCardIsGoneWhenItGoesBetweenTwoCalls() {
        errors.put(Drm.DRM_IOCTL_MODE_ADDFB2, Errno.ENODEV);
        errors.put(Drm.DRM_IOCTL_GEM_CLOSE, Errno.ENODEV);

        imported(Reason.GONE);
        assertThat(handles.open()).isZero();
    }

    @Test
    void shouldLetGoOfTheMemoryWhenThePictureCannotBeRemoved() {
        CardFramebuffer picture = CardFramebuffer.of(calls, handles, false, DESCRIPTOR, LAYOUT);
        errors.put(Drm.DRM_IOCTL_MODE_RMFB, Errno.EIO);

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(picture::close)
                .withMessageContaining("MODE_RMFB");
        assertThat(handles.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOSPC, Errno.ENOMEM})
    void shouldSayThatACardHasNoMemoryLeft(int errno) {
        errors.put(Drm.DRM_IOCTL_MODE_CREATE_DUMB, errno);
        Mappings mappings = new Mappings(new Tally(), UdmabufNode.none("not tried here"), warning -> {});

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> new DumbMemory(calls, mappings).make("picture", new DumbSize(64, 64, 32)))
                .withMessageContainingAll("MODE_CREATE_DUMB", "errno=" + errno, "release pictures")
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void shouldMakeACallAgainThatWasInterrupted() {
        errors.put(Drm.DRM_IOCTL_GET_CAP, Errno.EINTR);
        CardCalls interrupted = new CardCalls(Path.of("/dev/dri/card7"), NEVER_OPENED, (fd, request, argument) -> {
            int errno = ioctl(fd, request, argument);
            errors.clear();
            return errno;
        });

        assertThat(interrupted.isUnplugged()).isFalse();
        assertThat(made).containsExactly(Drm.DRM_IOCTL_GET_CAP, Drm.DRM_IOCTL_GET_CAP);
    }
}
