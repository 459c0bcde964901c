package org.entrepot.device.vfio.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.api.Direction;

/**
 * A fault as the kernel's driver of an I/O MMU logs it: {@code drivers/iommu/intel/dmar.c} and {@code drivers/iommu/amd/iommu.c}.
 * Other drivers are not understood.
 *
 * @param device the PCI address; without a domain where the driver says none
 * @param address that was not translated, of the device
 * @param access what it tried
 */
record FaultLine(String device, long address, Direction access) {
    private static final String PCI = "([0-9a-f:]+\\.[0-7])";
    private static final Pattern INTEL = Pattern.compile(
            ".*DMAR: \\[DMA (Read|Write)[^]]*] Request device \\[" + PCI + "].* fault addr (?:0x)?([0-9a-f]+) .*");
    private static final Pattern AMD =
            Pattern.compile("(?:.* " + PCI + ": )?AMD-Vi: Event logged \\[IO_PAGE_FAULT (?:device=" + PCI
                    + " )?domain=0x[0-9a-f]+ address=0x([0-9a-f]+) flags=0x([0-9a-f]+)].*");
    private static final int AMD_WRITE = 0x20;

    /** What a line of the log says; nothing if it is of something else. */
    static Optional<FaultLine> of(String text) {
        Matcher intel = INTEL.matcher(text);
        if (intel.matches()) {
            Direction access = intel.group(1).equals("Write") ? Direction.FROM_DEVICE : Direction.TO_DEVICE;
            return Optional.of(new FaultLine(intel.group(2), hex(intel.group(3)), access));
        }
        Matcher amd = AMD.matcher(text);
        return amd.matches() ? ofAmd(amd) : Optional.empty();
    }

    private static Optional<FaultLine> ofAmd(Matcher amd) {
        String device = amd.group(1) == null ? amd.group(2) : amd.group(1);
        if (device == null) {
            return Optional.empty();
        }
        boolean write = (hex(amd.group(4)) & AMD_WRITE) != 0;
        return Optional.of(
                new FaultLine(device, hex(amd.group(3)), write ? Direction.FROM_DEVICE : Direction.TO_DEVICE));
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 16);
    }

    /** Whether it is of a function; where the driver says no domain, of any with such an address. */
    boolean isOf(String function) {
        return function.equals(device) || function.endsWith(":" + device);
    }
}
