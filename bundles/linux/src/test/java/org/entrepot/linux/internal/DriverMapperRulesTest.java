package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.MapperContract;
import org.entrepot.linux.MemoryFile;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The mapper for drivers of the kernel keeps the rules for mappers, with a driver that reads and writes files. */
@EnabledOnOs(OS.LINUX)
class DriverMapperRulesTest extends MapperContract {
    private static final long SOME_FRAME = 0x100;

    private final MemoryFileStore files = new MemoryFileStore("memfd", null, System.err::println);
    private final DriverMapper mapper = new DriverMapper(files);
    private final ModelDriver driver = new ModelDriver(mapper, "model0");

    @Override
    protected DeviceProbe probe() {
        return DeviceProbe.on("model0", "platform-model", mapper, driver::read, driver::write);
    }

    /** Its page frames are known too, and no business of this mapper. */
    @Override
    protected ExportedMemory memory(long bytes) {
        MemoryFile file = files.create("rules", bytes);
        return new ExportedMemory() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public List<MemoryCookie> cookies() {
                return List.of(
                        new MemoryCookie.Pages(List.of(new PageRun(SOME_FRAME, bytes / 4096))),
                        new MemoryCookie.Descriptor(file.descriptor().orElseThrow()));
            }

            @Override
            public ByteBuffer view() {
                return file.view();
            }

            @Override
            public void close() {
                file.close();
            }
        };
    }

    @AfterEach
    void unplug() {
        driver.close();
    }
}
