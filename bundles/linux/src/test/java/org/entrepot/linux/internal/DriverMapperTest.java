package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.entrepot.api.Constraints;
import org.entrepot.api.Direction;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Provenance;
import org.entrepot.api.Reason;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.MemoryFile;
import org.entrepot.spi.DeviceAddresses;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.MemoryCookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Descriptors for drivers: duplicated, found again by address, one import for one file, and dropped when nobody maps it any more. */
@EnabledOnOs(OS.LINUX)
class DriverMapperTest {
    private static final long BYTES = 8192;
    private static final DeviceDescription DEVICE =
            new DeviceDescription("video0", "platform-model", "a camera", Provenance.real("a test"));

    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
    private final DriverMapper mapper = new DriverMapper(files);
    private final ModelDriver driver = new ModelDriver(mapper, DEVICE.name());

    @AfterEach
    void unplug() {
        driver.close();
    }

    private DeviceAddresses map(MemoryFile file, Direction direction) {
        MemoryCookie cookie = new MemoryCookie.Descriptor(file.descriptor().orElseThrow());
        return mapper.map(new MapRequest(DEVICE, Constraints.NONE, cookie, BYTES, direction));
    }

    private static boolean isOpen(int descriptor) {
        return Files.exists(Path.of("/proc/self/fd/" + descriptor));
    }

    @Test
    void shouldGiveADescriptorOfItsOwnThatOtherProgramsDoNotInherit() throws Exception {
        try (MemoryFile file = files.create("buffer", BYTES);
                DeviceAddresses mapped = map(file, Direction.FROM_DEVICE)) {
            ImportedBuffer found = driver.at(mapped).orElseThrow();

            assertThat(found.descriptor()).isNotEqualTo(file.descriptor().orElseThrow());
            assertThat(found.bytes()).isEqualTo(BYTES);
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + found.descriptor())))
                    .as("close-on-exec is 02000000 of its flags")
                    .containsPattern("flags:\\s+02\\d{6}");
        }
    }

    @Test
    void shouldImportAFileOnceHoweverManyMappingsItHas() {
        try (MemoryFile file = files.create("buffer", BYTES)) {
            DeviceAddresses first = map(file, Direction.FROM_DEVICE);
            DeviceAddresses second = map(file, Direction.BIDIRECTIONAL);
            ImportedBuffer found = driver.at(first).orElseThrow();

            assertThat(driver.at(second)).contains(found);
            first.close();
            assertThat(driver.gone()).isEmpty();
            assertThat(isOpen(found.descriptor())).isTrue();
            second.close();
            assertThat(driver.gone()).containsExactly(found);
            assertThat(isOpen(found.descriptor())).isFalse();
        }
    }

    @Test
    void shouldKeepTheDescriptorUntilTheDriverHasLetGo() {
        boolean[] wasOpen = new boolean[1];
        DeviceDescription other = new DeviceDescription("video1", "platform-model", "a camera", DEVICE.provenance());
        mapper.open("video1", gone -> wasOpen[0] = isOpen(gone.descriptor()));
        try (MemoryFile file = files.create("buffer", BYTES)) {
            MemoryCookie cookie = new MemoryCookie.Descriptor(file.descriptor().orElseThrow());
            mapper.map(new MapRequest(other, Constraints.NONE, cookie, BYTES, Direction.TO_DEVICE))
                    .close();
        }
        assertThat(wasOpen[0]).isTrue();
    }

    @Test
    void shouldLeaveNoDescriptorWhenItRefuses() {
        Constraints tooNear = Constraints.builder().addressBits(12).build();
        try (MemoryFile file = files.create("buffer", BYTES)) {
            MemoryCookie cookie = new MemoryCookie.Descriptor(file.descriptor().orElseThrow());
            long before = descriptors();

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> mapper.map(new MapRequest(DEVICE, tooNear, cookie, BYTES, Direction.TO_DEVICE)))
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.REFUSED);
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    private static long descriptors() {
        return Path.of("/proc/self/fd").toFile().list().length;
    }

    @Test
    void shouldRefuseASecondDeviceOfAName() {
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> mapper.open(DEVICE.name(), gone -> {}))
                .extracting(EntrepotException::reason)
                .isEqualTo(Reason.BUSY);
    }

    @Test
    void shouldKeepTheNextDeviceOfANameWhenTheFirstIsClosedTwice() {
        DeviceImports first = mapper.open("video1", gone -> {});
        first.close();
        DeviceImports second = mapper.open("video1", gone -> {});
        first.close();

        DeviceDescription again = new DeviceDescription("video1", "platform-model", "a camera", DEVICE.provenance());
        assertThat(mapper.serves(again)).isTrue();
        second.close();
        assertThat(mapper.serves(again)).isFalse();
    }

    @Test
    void shouldMapNothingForADeviceThatLeftAndUnmapWhatItHad() {
        try (MemoryFile file = files.create("buffer", BYTES)) {
            DeviceAddresses mapped = map(file, Direction.FROM_DEVICE);
            ImportedBuffer found = driver.at(mapped).orElseThrow();
            driver.close();

            assertThat(mapper.serves(DEVICE)).isFalse();
            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> map(file, Direction.TO_DEVICE))
                    .extracting(EntrepotException::reason)
                    .isEqualTo(Reason.GONE);
            mapped.close();
            assertThat(isOpen(found.descriptor())).isFalse();
        }
    }

    @Test
    void shouldCountAsAFaultWhatIsMappedTheOtherWay() {
        try (MemoryFile file = files.create("buffer", BYTES);
                DeviceAddresses mapped = map(file, Direction.TO_DEVICE)) {
            assertThat(driver.at(mapped)).isEmpty();
            assertThat(driver.faults()).isEqualTo(1);
        }
    }
}
