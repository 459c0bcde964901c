package org.entrepot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.entrepot.api.Capabilities.Contiguity;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Reason;
import org.entrepot.linux.KernelOrEmulated.Emulated;
import org.entrepot.linux.KernelOrEmulated.Wanted;
import org.junit.jupiter.api.Test;

class KernelOrEmulatedTest {
    private static final KernelHeaps HERE = names -> new OpenHeap();
    private static final KernelHeaps ABSENT = names -> {
        throw new EntrepotException(Reason.UNKNOWN, "no heap of the kernel is here: names=" + names);
    };
    private static final KernelHeaps DENIED = names -> {
        throw new EntrepotException(Reason.ACCESS_DENIED, "this user may open the heap: be in the group video");
    };

    private static Wanted wanted(String policy) {
        return new Wanted("pid", policy, "system", "system", List.of("system"), Contiguity.SCATTERED, 0);
    }

    @Test
    void shouldKeepTheEmulatedHeapBesideTheKernels() {
        KernelOrEmulated choice = KernelOrEmulated.of(HERE, wanted("auto"));

        assertThat(choice.kernel()).hasValueSatisfying(kernel -> {
            assertThat(kernel.description().name()).isEqualTo("system");
            assertThat(kernel.description().provenance().isEmulated()).isFalse();
            assertThat(kernel.capabilities().mappingTypes()).containsExactly(MappingType.FD);
        });
        assertThat(choice.emulated()).map(Emulated::name).hasValue("system-emulated");
    }

    @Test
    void shouldBeEmulatedUnderItsOwnNameWhenTheKernelHasNone() {
        KernelOrEmulated choice = KernelOrEmulated.of(ABSENT, wanted("auto"));

        assertThat(choice.kernel()).isEmpty();
        assertThat(choice.emulated()).hasValue(new Emulated("system", "/dev/dma_heap/system is not here"));
    }

    @Test
    void shouldSayWhatHelpsWhenTheHeapIsDenied() {
        assertThat(KernelOrEmulated.of(DENIED, wanted("auto")).emulated())
                .map(Emulated::reason)
                .hasValueSatisfying(reason -> assertThat(reason).contains("be in the group video"));
    }

    @Test
    void shouldNotOpenTheKernelsHeapWhenItIsNotWanted() {
        KernelOrEmulated choice = KernelOrEmulated.of(HERE, wanted("never"));

        assertThat(choice.kernel()).isEmpty();
        assertThat(choice.emulated()).map(Emulated::name).hasValue("system");
    }

    @Test
    void shouldBeNoneWhenOnlyTheKernelsWillDo() {
        assertThat(KernelOrEmulated.of(HERE, wanted("only")).emulated()).isEmpty();
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> KernelOrEmulated.of(ABSENT, wanted("only")));
    }

    @Test
    void shouldRefuseAnotherWord() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelOrEmulated.of(HERE, wanted("sometimes")))
                .withMessageContaining("kernel.heap=sometimes");
    }

    /** A heap of which only the numbers are asked. */
    private static final class OpenHeap implements KernelHeap {
        @Override
        public Path node() {
            return Path.of("/dev/dma_heap/system");
        }

        @Override
        public DmaBufFile allocate(String name, long bytes) {
            throw new EntrepotException(Reason.OUT_OF_MEMORY, "a heap has room: wanted=" + bytes);
        }

        @Override
        public long capacity() {
            return 1L << 20;
        }

        @Override
        public long free() {
            return 0;
        }

        @Override
        public long highestAddress() {
            return (1L << 30) - 1;
        }

        @Override
        public void close() {}
    }
}
