package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Reason;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranges of devices. Plain files stand in for devices where only our own arithmetic is in question: at which offset of the device a
 * part lies, and how much is mapped for it. What the kernel does is asked of the real device, where there is one.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the devices are the Linux kernel's")
class DeviceRangesTest {
    private static final int PAGE = 4096;
    private static final long LARGE_PAGE = 2L << 20;
    private static final byte OLD = 7;
    private static final byte NEW = 99;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final MemoryFileStore files = new MemoryFileStore("memfd", null, warnings::add);

    @TempDir
    private Path folder;

    private DeviceRanges ranges() {
        return new DeviceRanges(files, folder.resolve("sys"), path -> true, warnings::add);
    }

    private Path device(String name, long bytes) throws IOException {
        Path device = folder.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return device;
    }

    private void tell(String file, String value) throws IOException {
        Path path = folder.resolve("sys").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, value + "\n");
    }

    @Test
    void shouldTakeTheOffsetAsAnAddressWhenTheDeviceIsPhysicalMemory() throws IOException {
        Path device = device("mem", 8 * PAGE);

        assertPartOf(device, 2 * PAGE, 4 * PAGE, 2 * PAGE);
        assertThat(ranges().address(device, 2 * PAGE)).hasValue(2 * PAGE);
    }

    @Test
    void shouldTakeTheOffsetAsAMapWhenTheDeviceIsUio() throws IOException {
        Path device = device("uio3", 8 * PAGE);
        tell("class/uio/uio3/maps/map1/addr", "0x90000000");
        tell("class/uio/uio3/maps/map1/size", "0x4000");
        tell("class/uio/uio3/maps/map1/offset", "0x0");

        assertPartOf(device, PAGE, 4 * PAGE, PAGE);
        assertThat(ranges().address(device, PAGE)).hasValue(0x9000_0000L);
    }

    @Test
    void shouldMapWholeLargePagesWhenTheDeviceIsDax() throws IOException {
        Path device = device("dax0.1", 3 * LARGE_PAGE);
        tell("bus/dax/devices/dax0.1/size", Long.toString(3 * LARGE_PAGE));
        tell("bus/dax/devices/dax0.1/align", Long.toString(LARGE_PAGE));
        tell("bus/dax/devices/dax0.1/resource", "0x240000000");

        assertPartOf(device, LARGE_PAGE - PAGE, LARGE_PAGE, LARGE_PAGE - PAGE);
        assertThat(ranges().address(device, PAGE)).hasValue(0x2_4000_1000L);
    }

    /** Checks that parts of a range are where they should be in the file that stands in, and as safe as any. */
    private void assertPartOf(Path device, long offset, long bytes, long inFile) throws IOException {
        try (MemoryRegion region = ranges().open(device, offset, bytes)) {
            assertThat(region.size()).isEqualTo(bytes);
            MemoryFile window = region.window(2 * PAGE, PAGE);
            ByteBuffer stale = window.view();
            stale.put(0, OLD);
            assertThat(byteOf(device, inFile + 2 * PAGE)).isEqualTo(OLD);

            window.close();
            region.zero(2 * PAGE, PAGE);
            assertThat(byteOf(device, inFile + 2 * PAGE)).isZero();
            region.write(2 * PAGE, new byte[] {NEW}, 0, 1);
            assertThat(byteOf(device, inFile + 2 * PAGE)).isEqualTo(NEW);
            assertThat(stale.get(0)).isZero();
            assertThat(stale.capacity()).isEqualTo(PAGE);
        }
        assertThat(Maps.lines()).noneMatch(line -> line.endsWith(device.toString()));
        assertThat(warnings).isEmpty();
    }

    private static byte byteOf(Path device, long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "r")) {
            file.seek(offset);
            return file.readByte();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mem", "uio0", "dax0.0"})
    void shouldSayWhatMakesItAppearWhenTheDeviceIsMissing(String name) {
        assertRefused(Reason.UNKNOWN, folder.resolve(name), 0, PAGE, "is missing; ");
    }

    @Test
    void shouldCallUnsuitableWhatIsNoKnownDevice() throws IOException {
        assertRefused(Reason.UNSUPPORTED, device("null", PAGE), 0, PAGE, "/dev/uioN");
        Path file = device("mem", PAGE);
        DeviceRanges strict = new DeviceRanges(files, folder, path -> path.startsWith("/dev"), warnings::add);
        assertThatThrownBy(() -> strict.open(file, 0, PAGE))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void shouldCallUnsuitableWhatTheDeviceHasNot() throws IOException {
        Path uio = device("uio3", 8 * PAGE);
        tell("class/uio/uio3/maps/map0/size", "0x4000");
        tell("class/uio/uio3/maps/map1/size", "0x4000");
        tell("class/uio/uio3/maps/map1/offset", "0x10");
        assertRefused(Reason.UNSUPPORTED, uio, 2 * PAGE, PAGE, "map2");
        assertRefused(Reason.UNSUPPORTED, uio, 0, 5 * PAGE, "size=16384");
        assertRefused(Reason.UNSUPPORTED, uio, PAGE, PAGE, "begins within");
        Path dax = device("dax0.0", PAGE);
        tell("bus/dax/devices/dax0.0/size", "4096");
        assertRefused(Reason.UNSUPPORTED, dax, PAGE, PAGE, "size=4096");
        assertThat(ranges().address(dax, 0)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void shouldReadNumbersWholeWhereverTheKernelTellsThem() {
        assertThat(SystemFile.number(Path.of("/proc/sys/vm/max_map_count")).orElseThrow())
                .isGreaterThan(1_000);
        assertThat(SystemFile.number(Path.of("/proc/self/status"))).isEmpty();
        assertThat(SystemFile.number(folder.resolve("none"))).isEmpty();
    }

    @Test
    void shouldFollowALinkToTheKernelsName() throws IOException {
        Path device = device("mem", 2 * PAGE);
        Path link = Files.createSymbolicLink(folder.resolve("camera-memory"), device);

        try (MemoryRegion region = ranges().open(link, PAGE, PAGE)) {
            region.write(0, new byte[] {NEW}, 0, 1);
        }
        assertThat(byteOf(device, PAGE)).isEqualTo(NEW);
    }

    /** Nothing was asked of the kernel then: the number of its last error is another call's. */
    @Test
    void shouldSayThatTheProcessIsFullWhateverFailedBefore() throws IOException {
        Path device = device("mem", PAGE);
        Tally full = new Tally(
                SystemFile.number(Path.of("/proc/sys/vm/max_map_count")).orElseThrow());
        Mappings mappings = new Mappings(full, UdmabufNode.none("not tried here"), warnings::add);
        DeviceRanges ranges = new DeviceRanges(files, folder, path -> true, mappings);
        assertThat(Fcntl.open(folder.resolve("none").toString(), Fcntl.O_RDWR)).isNegative();

        assertThatThrownBy(() -> ranges.open(device, 0, PAGE))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("a process has mappings left");
    }

    @Test
    void shouldRefuseARangeThatIsNotWholePages() throws IOException {
        Path device = device("mem", 2 * PAGE);
        for (long[] range :
                new long[][] {{1, PAGE}, {0, 1}, {-PAGE, PAGE}, {0, 0}, {Long.MAX_VALUE - PAGE + 1, PAGE}}) {
            assertThatThrownBy(() -> ranges().open(device, range[0], range[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offset=" + range[0]);
        }
    }

    @Test
    void shouldNotOpenADeviceWhenNoNativeCallsAreMade() throws IOException {
        MemoryFileStore direct = new MemoryFileStore("direct", null, warnings::add);
        Path device = device("mem", PAGE);

        assertThatThrownBy(() -> new DeviceRanges(direct, folder, path -> true, warnings::add).open(device, 0, PAGE))
                .isInstanceOf(EntrepotException.class)
                .hasMessageContaining("memory.form=direct");
    }

    @Test
    void shouldNameTheRuleOrCapabilityThatHelpsWhenTheUserMayNot() throws Exception {
        tell("class/uio/uio3/maps/map0/size", "0x4000");
        for (String name : List.of("mem", "uio3")) {
            Path device = device(name, 4 * PAGE);
            Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("---------"));
        }
        String unprivileged = "set -- setpriv --bounding-set=-dac_override,-dac_read_search \"$@\"";
        assumeTrue(
                ChildJvm.run(unprivileged, List.of(), Opening.class).contains("exit 0"),
                "no setpriv here to take root's privileges away");

        assertThat(ChildJvm.run(unprivileged, List.of(), Opening.class, folder.toString(), "mem"))
                .contains("ACCESS_DENIED", "CAP_SYS_RAWIO", "errno=13");
        assertThat(ChildJvm.run(unprivileged, List.of(), Opening.class, folder.toString(), "uio3"))
                .contains("ACCESS_DENIED", "SUBSYSTEM==\"uio\", KERNEL==\"uio3\"", "errno=13");
    }

    /** Tries to open a stand-in and says how it is refused. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] arguments) {
            if (arguments.length == 0) {
                return;
            }
            Path folder = Path.of(arguments[0]);
            DeviceRanges ranges = new DeviceRanges(
                    new MemoryFileStore("memfd", null, System.out::println),
                    folder.resolve("sys"),
                    path -> true,
                    System.out::println);
            try (MemoryRegion region = ranges.open(folder.resolve(arguments[1]), 0, PAGE)) {
                System.out.println("opened " + region.size());
            } catch (EntrepotException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
        }
    }

    @Test
    void shouldReadTheFirmwaresPagesWhenTheRealDeviceIsHere() {
        Path device = Path.of("/dev/mem");
        assumeTrue(Files.isReadable(device) && Files.isWritable(device), "no /dev/mem here, or not for this user");
        DeviceRanges real = new DeviceRanges(files, Path.of("/sys"), path -> true, warnings::add);

        try (MemoryRegion region = real.open(device, 0xf0000, 16 * PAGE);
                MemoryFile window = region.window(PAGE, PAGE)) {
            byte[] read = new byte[PAGE];
            region.read(PAGE, read, 0, PAGE);
            assertThat(window.view().duplicate().compareTo(ByteBuffer.wrap(read)))
                    .isZero();
        } catch (EntrepotException e) {
            assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED);
        }
    }

    private void assertRefused(Reason reason, Path device, long offset, long bytes, String words) {
        assertThatThrownBy(() -> ranges().open(device, offset, bytes))
                .isInstanceOfSatisfying(
                        EntrepotException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }
}
