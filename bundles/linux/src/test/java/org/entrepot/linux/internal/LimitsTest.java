package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.api.EntrepotException;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What happens at the real limits of the kernel, each in a JVM that has few of something. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the limits are those of the Linux kernel")
class LimitsTest {
    private static final String FEW_DESCRIPTORS = "ulimit -n 120";
    private static final String FEW_ADDRESSES = "ulimit -v 7000000";
    private static final long LARGE = 1L << 30;

    @Test
    void shouldNameTheLimitAndLeaveNothingWhenDescriptorsRunOut() throws Exception {
        assertThat(ChildJvm.run(FEW_DESCRIPTORS, List.of(), Exhausting.class, "4096"))
                .contains("LIMIT", "EMFILE", "left 0", "again 4096", "warnings []", "exit 0");
    }

    @Test
    void shouldSayOutOfMemoryAndLeaveNothingWhenAddressesRunOut() throws Exception {
        assertThat(ChildJvm.run(FEW_ADDRESSES, List.of(), Exhausting.class, Long.toString(LARGE)))
                .contains("OUT_OF_MEMORY", "ENOMEM", "left 0", "again " + LARGE, "warnings []", "exit 0");
    }

    @Test
    void shouldRefuseWindowsInTimeForTheJvmAndCloseThemAllWhenMappingsRunOut() throws Exception {
        assertThat(ChildJvm.run("true", List.of(), Windowing.class))
                .contains(
                        "OUT_OF_MEMORY a process has mappings left",
                        "vm.max_map_count",
                        "stale 0",
                        "again 4096",
                        "warnings []",
                        "exit 0");
    }

    @Test
    void shouldFindAddressesAgainWhenOnlyClosedFilesHoldThem() throws Exception {
        assertThat(ChildJvm.run(FEW_ADDRESSES, List.of(), Churning.class)).contains("cycles 60", "exit 0");
    }

    /** Takes files until the kernel refuses, then gives all back. */
    static final class Exhausting {
        private Exhausting() {}

        public static void main(String[] arguments) {
            long bytes = Long.parseLong(arguments[0]);
            List<String> warnings = new ArrayList<>();
            SealedMemfds files = new SealedMemfds(new Tally(), UdmabufNode.none("not tried here"), warnings::add);
            List<MemoryFile> held = new ArrayList<>();
            refusal(files, -4096, held); // loads what a refusal needs while descriptors are left
            EntrepotException refused = refusal(files, bytes, held);
            int made = held.size();
            held.forEach(MemoryFile::close);
            System.out.println(refused.reason() + " " + refused.getMessage());
            System.out.println("left " + Maps.descriptors("held") + " of " + made);
            held.clear();
            try (MemoryFile again = files.create("again", bytes)) {
                System.out.println("again " + again.size());
            }
            System.out.println("warnings " + warnings);
        }

        private static EntrepotException refusal(SealedMemfds files, long bytes, List<MemoryFile> held) {
            try {
                while (true) {
                    held.add(files.create("held", bytes));
                }
            } catch (EntrepotException e) {
                return e;
            }
        }
    }

    /** Opens windows until there are no mappings left, then closes all. */
    static final class Windowing {
        private static final int PAGE = 4096;

        private Windowing() {}

        public static void main(String[] arguments) {
            List<String> warnings = new ArrayList<>();
            SealedMemfds files = new SealedMemfds(new Tally(), UdmabufNode.none("not tried here"), warnings::add);
            MemoryRegion region = files.region("windowed", 1L << 40);
            List<MemoryFile> held = new ArrayList<>();
            EntrepotException refused = refusal(region, held);
            System.out.println(refused.reason() + " " + refused.getMessage());
            held.forEach(MemoryFile::close);
            System.out.println("stale "
                    + held.stream().filter(window -> window.view().get(0) != 0).count() + " of " + held.size());
            held.clear();
            try (MemoryFile again = region.window(0, PAGE)) {
                System.out.println("again " + again.size());
            }
            System.out.println("warnings " + warnings);
        }

        private static EntrepotException refusal(MemoryRegion region, List<MemoryFile> held) {
            try {
                while (true) {
                    // Every other page, so that the kernel cannot make one mapping of two.
                    MemoryFile window = region.window(2L * PAGE * held.size(), PAGE);
                    window.view().put(0, (byte) 7);
                    held.add(window);
                }
            } catch (EntrepotException e) {
                return e;
            }
        }
    }

    /** Makes and closes many times what the address space holds, and hardly any garbage. */
    static final class Churning {
        private Churning() {}

        public static void main(String[] arguments) {
            SealedMemfds files = new SealedMemfds(new Tally(), UdmabufNode.none("not tried here"), System.out::println);
            int cycles = 0;
            while (cycles < 60) {
                files.create("churned", LARGE).close();
                cycles++;
            }
            System.out.println("cycles " + cycles);
        }
    }
}
