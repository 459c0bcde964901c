package org.entrepot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.entrepot.linux.PciFunction;
import org.entrepot.linux.PciFunction.Registers;

/**
 * A driver in user space for QEMU's teaching device ({@code docs/specs/edu.rst}), as an example of one: it knows registers and device
 * addresses, and nothing of memory. The device has a buffer of 4 KiB inside, to and from which it copies by itself.
 */
public final class EduDriver {
    /** How far the device reaches, in bits. */
    public static final int ADDRESS_BITS = 28;
    /** The most that one transfer may have: QEMU 7.2 ends at 4096. */
    public static final int MOST = 4095;

    private static final int ID = 0x00;
    private static final int LIVENESS = 0x04;
    private static final int SOURCE = 0x80;
    private static final int TARGET = 0x88;
    private static final int COUNT = 0x90;
    private static final int COMMAND = 0x98;
    private static final int START = 1;
    private static final int TO_MEMORY = 2;
    private static final long INSIDE = 0x40000;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Registers registers;

    /** Drives a function, which may reach memory from now on. */
    public EduDriver(PciFunction function) {
        this.registers = function.bar(0);
        function.enableDma();
    }

    /** What the device says it is. */
    public int identification() {
        return registers.read32(ID);
    }

    /** The device answers with the bits inverted. */
    public int inverted(int value) {
        registers.write32(LIVENESS, value);
        return registers.read32(LIVENESS);
    }

    /** Copies between two places in memory, by way of the buffer inside. */
    public void copy(long from, long to, int bytes) {
        read(from, bytes);
        write(to, bytes);
    }

    /** Reads memory into the buffer inside. */
    public void read(long from, int bytes) {
        transfer(from, INSIDE, bytes, START);
    }

    /** Writes the buffer inside to memory. */
    public void write(long to, int bytes) {
        transfer(INSIDE, to, bytes, START | TO_MEMORY);
    }

    private void transfer(long source, long target, int bytes, int command) {
        assertThat(bytes).as("bytes of a transfer").isBetween(1, MOST);
        registers.write64(SOURCE, source);
        registers.write64(TARGET, target);
        registers.write64(COUNT, bytes);
        registers.write64(COMMAND, command);
        await("the end of a transfer")
                .pollInSameThread()
                .pollDelay(Duration.ofMillis(50))
                .pollInterval(Duration.ofMillis(20))
                .atMost(LONG)
                .until(() -> (registers.read64(COMMAND) & START) == 0);
    }
}
