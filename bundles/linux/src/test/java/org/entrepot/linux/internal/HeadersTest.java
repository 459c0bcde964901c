package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our numbers against those of the real headers, as a C compiler sees them: every constant, and of every layout its size and the place of
 * each field. The headers are the system's; {@code ENTREPOT_KERNEL_HEADERS} names a kernel's {@code include/uapi} to be taken first.
 */
class HeadersTest {
    private static final String NOTHING = "";

    @TempDir
    private Path folder;

    static Stream<Header> headers() {
        return Stream.of(
                new Header("sys/mman.h", SysMman.class, NOTHING),
                new Header("linux/memfd.h", Memfd.class, NOTHING),
                new Header("poll.h", Poll.class, NOTHING),
                new Header("sys/inotify.h", Inotify.class, NOTHING),
                new Header("fcntl.h", Fcntl.class, NOTHING),
                new Header("unistd.h", Unistd.class, NOTHING),
                new Header("sys/eventfd.h", SysEventfd.class, NOTHING),
                new Header("linux/falloc.h", Falloc.class, NOTHING),
                new Header("errno.h", Errno.class, NOTHING),
                new Header("linux/dma-heap.h", DmaHeap.class, NOTHING),
                new Header("linux/dma-buf.h", LinuxDmaBuf.class, "export_sync_file|import_sync_file"),
                new Header("linux/udmabuf.h", Udmabuf.class, NOTHING),
                new Header("linux/sync_file.h", SyncFile.class, NOTHING),
                new Header("linux/videodev2.h", Videodev2.class, NOTHING),
                new Header("drm/drm.h", Drm.class, NOTHING),
                new Header("drm/drm_mode.h", DrmMode.class, NOTHING),
                new Header("drm/drm_fourcc.h", DrmFourcc.class, NOTHING),
                new Header("linux/vfio.h", Vfio.class, "iommufd"),
                new Header("linux/iommufd.h", Iommufd.class, NOTHING));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void shouldHaveTheNumbersOfTheRealHeader(Header header) throws Exception {
        CompiledHeader compiled = CompiledHeader.of(header, folder);
        assumeTrue(
                compiled.isThere(), () -> "no C compiler here, or no <" + header.include() + ">: " + compiled.words());

        Set<String> absent = compiled.absent();
        assertThat(absent).as("unknown to this header").allMatch(header::mayLack);
        assertThat(compiled.numbers()).isNotEmpty().containsExactlyInAnyOrderEntriesOf(header.numbersWithout(absent));
        assumeTrue(absent.isEmpty(), () -> "the rest is right, but this header is too old for " + absent);
    }
}
