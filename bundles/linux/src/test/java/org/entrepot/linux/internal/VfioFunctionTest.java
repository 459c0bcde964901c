package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.entrepot.api.Direction;
import org.entrepot.linux.PciFunction.Registers;
import org.entrepot.linux.VfioDevice.Reach;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.Vfio.VfioRegionInfoLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A function whose device is a file: the first page its configuration, the second its registers. The kernel's calls are played. */
@EnabledOnOs(OS.LINUX)
class VfioFunctionTest implements SysIoctl.Kernel {
    private static final int PAGE = 4096;
    private static final int COMMAND = 4;
    private static final byte MASTER = 4;

    @TempDir
    private Path folder;

    private Path file;
    private Space space;

    @BeforeEach
    void makeTheDevice() throws IOException {
        file = folder.resolve("device");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(2 * PAGE);
        }
        space = new Space(new DeviceFile("edu", Fcntl.open(file.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC), this));
    }

    /** Its regions, one after the other, and no interrupt. */
    @Override
    public int ioctl(int fd, long request, ByteBuffer argument) {
        if (request == Vfio.VFIO_DEVICE_GET_REGION_INFO) {
            boolean registers = argument.getInt(VfioRegionInfoLayout.INDEX) == Vfio.VFIO_PCI_BAR0_REGION_INDEX;
            argument.putInt(
                            VfioRegionInfoLayout.FLAGS,
                            Vfio.VFIO_REGION_INFO_FLAG_READ
                                    | Vfio.VFIO_REGION_INFO_FLAG_WRITE
                                    | Vfio.VFIO_REGION_INFO_FLAG_MMAP)
                    .putLong(VfioRegionInfoLayout.SIZE, PAGE)
                    .putLong(VfioRegionInfoLayout.OFFSET, registers ? PAGE : 0);
        }
        return 0;
    }

    private static final class Space implements IoSpace {
        private final DeviceFile device;
        boolean stuck;

        Space(DeviceFile device) {
            this.device = device;
        }

        @Override
        public Way way() {
            return Way.TYPE1;
        }

        @Override
        public List<Reach> valid() {
            return List.of(new Reach(0, -1));
        }

        @Override
        public int map(long iova, long address, long bytes, Direction direction) {
            return 0;
        }

        @Override
        public int unmap(long iova, long bytes) {
            return 0;
        }

        @Override
        public DeviceFile device() {
            return device;
        }

        @Override
        public void close() {
            device.close();
            if (stuck) {
                throw new IllegalStateException("a group that does not close");
            }
        }
    }

    private VfioFunction function() {
        Mappings mappings = new Mappings(new Tally(), UdmabufNode.none("not tried here"), warning -> {});
        return new VfioFunction(new VfioPlace("0000:00:03.0", "1234:11e8", 1, folder), space, mappings);
    }

    private byte command() throws IOException {
        return Files.readAllBytes(file)[COMMAND];
    }

    /** What the kernel would signal that it wants the device back by. */
    private static long signals() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(each -> leadsTo(each, "[eventfd]")).count();
        }
    }

    private static boolean leadsTo(Path descriptor, String what) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains(what);
        } catch (IOException e) {
            // The one that lists the others is closed by now.
            return false;
        }
    }

    @Test
    void shouldStopTheDeviceBeforeItLetsItGo() throws IOException {
        long before = signals();
        VfioFunction function = function();
        function.enableDma();
        assertThat(command()).isEqualTo(MASTER);
        assertThat(signals()).isEqualTo(before + 1);
        function.close();
        function.close();

        assertThat(command()).isZero();
        assertThat(signals()).isEqualTo(before);
        assertThat(space.device().isOpen()).isFalse();
    }

    @Test
    void shouldCloseTheOthersWhenTheSpaceDoesNotClose() throws IOException {
        long before = signals();
        VfioFunction function = function();
        Registers registers = function.bar(0);
        registers.write32(0, 42);
        space.stuck = true;

        assertThatThrownBy(function::close).hasMessage("a group that does not close");
        assertThat(signals()).isEqualTo(before);
        assertThatIllegalStateException().isThrownBy(() -> registers.read32(0));
        assertThat(Maps.lines()).noneMatch(line -> line.endsWith(file.toString()));
    }

    /** It was unplugged: its configuration cannot be read. */
    @Test
    void shouldCloseAllWhenTheDeviceDoesNotAnswer() throws IOException {
        long before = signals();
        VfioFunction function = function();
        Registers registers = function.bar(0);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(0);
        }
        function.close();

        assertThat(signals()).isEqualTo(before);
        assertThat(space.device().isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> registers.read32(0));
    }

    @Test
    void shouldLetGoOfTheSignalWhenItIsNotKnownWhetherTheDeviceIsStopped() throws IOException {
        long before = signals();
        VfioFunction function = function();
        space.device().close();

        assertThatIllegalStateException().isThrownBy(function::close).withMessageContaining("device=edu");
        assertThat(signals()).isEqualTo(before);
    }
}
