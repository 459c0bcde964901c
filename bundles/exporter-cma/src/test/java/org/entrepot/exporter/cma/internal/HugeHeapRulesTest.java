package org.entrepot.exporter.cma.internal;

import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.condition.EnabledIf;

/** The rule book for a heap whose bytes are huge pages. */
@EnabledIf(
        value = "areEnoughFree",
        disabledReason = "fewer than 64 huge pages are free; set vm.nr_hugepages=64 to see this tested")
class HugeHeapRulesTest extends CmaHeapRulesTest {
    static boolean areEnoughFree() {
        return new Bench(0).files.hugePages().free() >= 64;
    }

    @Override
    protected Exporter open() {
        return open("hugetlb");
    }
}
