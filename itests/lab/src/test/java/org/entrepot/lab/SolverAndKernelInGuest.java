package org.entrepot.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Explanation;
import org.entrepot.api.Explanation.Outcome;
import org.entrepot.api.Explanation.Verdict;
import org.entrepot.api.PixelFormat;
import org.entrepot.core.internal.GuestEngine;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.device.drm.internal.GuestDisplays;
import org.entrepot.device.v4l2.internal.GuestVideos;
import org.entrepot.device.vfio.internal.GuestDriver;
import org.entrepot.linux.VfioDevices.Way;
import org.entrepot.linux.internal.DisplayedRows;
import org.entrepot.linux.internal.DriverMapper;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.linux.internal.KernelModule;
import org.entrepot.linux.internal.Kms;
import org.entrepot.linux.internal.RawMemory;
import org.entrepot.linux.internal.Vivid;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.opentest4j.TestAbortedException;

/**
 * For each memory and each device of the guest: what the engine says beforehand, and what the kernel does. Both agree when the engine
 * refuses what the driver does, and what it takes without every byte arriving; the page shows both.
 */
@TestMethodOrder(OrderAnnotation.class)
class SolverAndKernelInGuest {
    private static final Path HUGE_PAGES = Path.of("/proc/sys/vm/nr_hugepages");
    private static final String EDU = "edu0";
    private static final String EDU_BY_TYPE_1 = "`edu` by VFIO";
    private static final String EDU_BY_IOMMUFD = "`edu` by iommufd";

    private static final Map<Memory, Exporter> HERE = new EnumMap<>(Memory.class);
    private static final Map<Memory, String> NOT_HERE = new EnumMap<>(Memory.class);
    private static final DriverMapper MAPPER = GuestLinux.mapper();
    private static GuestEngine engine;

    @BeforeAll
    static void letEveryMemoryServe() throws IOException {
        Files.writeString(HUGE_PAGES, "4");
        engine = new GuestEngine();
        engine.arrive(MAPPER);
        for (Memory memory : Memory.values()) {
            try {
                Exporter exporter = memory.exporter();
                engine.arrive(exporter);
                HERE.put(memory, exporter);
            } catch (TestAbortedException e) {
                NOT_HERE.put(memory, reason(e));
            }
        }
    }

    @AfterAll
    static void giveBack() throws IOException {
        engine.close();
        Files.writeString(HUGE_PAGES, "0");
    }

    /** What is missing, in the few words that a cell has room for. */
    private static String reason(TestAbortedException aborted) {
        return String.valueOf(aborted.getMessage())
                .replaceFirst("^Assumption failed: ", "")
                .replaceFirst("^this (kernel|guest) has no (such device: path=|card of the driver: driver=)?", "no ")
                .replaceFirst(", Linux .*", "")
                .replaceAll("(/\\S+)", "`$1`");
    }

    @Test
    @Order(1)
    @Shows(Feature.CAPTURE)
    void shouldAgreeOnACameraThatMapsForTheCpu() {
        camera("vivid, `allocators=0`", Vivid.VMALLOC, 320, 180);
    }

    /** A larger picture: a small one is one run by luck too often. */
    @Test
    @Order(2)
    @Shows(Feature.CAPTURE)
    void shouldAgreeOnACameraThatTakesOneRun() {
        camera("vivid, `allocators=1`", Vivid.DMA_CONTIGUOUS, 1280, 720);
    }

    private static void camera(String column, int allocator, int width, int height) {
        try (Vivid vivid = had(column, () -> new Vivid(allocator))) {
            VideoTrials trials = VideoTrials.camera(vivid.node(), "NV12", width, height);
            Explanation said = video(CaptureDevice.class, width, height, PixelFormat.NV12);
            compare(column, said, trials::capture);
        }
    }

    private static Explanation video(Class<?> work, int width, int height, PixelFormat format) {
        try (GuestVideos videos = new GuestVideos(engine, MAPPER)) {
            return explained(videos.device(work), width, height, format);
        }
    }

    private static Explanation explained(String device, int width, int height, PixelFormat format) {
        return engine.explain(
                AllocationRequest.image(width, height, format).devices(device).build());
    }

    @Test
    @Order(3)
    @Shows(Feature.MEMORY_TO_MEMORY)
    void shouldAgreeOnAConverter() {
        try (KernelModule module = had("vim2m", () -> new KernelModule("vim2m"))) {
            VideoTrials trials = VideoTrials.passing(module.video("vim2m"), "RGBP", "RGBP", 320, 192);
            Explanation said = video(TransformDevice.class, 320, 192, PixelFormat.RGB565);
            compare("vim2m", said, trials::pass);
        }
    }

    @Test
    @Order(4)
    @Shows(Feature.MEMORY_TO_MEMORY)
    void shouldAgreeOnACoder() {
        try (KernelModule module = had("vicodec", () -> new KernelModule("vicodec"))) {
            VideoTrials trials = VideoTrials.passing(module.video("stateful-encoder"), "NV12", "FWHT", 640, 368);
            Explanation said = video(EncodeDevice.class, 640, 368, PixelFormat.NV12);
            compare("vicodec", said, trials::code);
        }
    }

    @Test
    @Order(5)
    @Shows(Feature.SCAN_OUT)
    void shouldAgreeOnADisplayThatSendsOutChecksums() {
        display(Kms.VKMS);
    }

    @Test
    @Order(6)
    @Shows(Feature.SCAN_OUT)
    void shouldAgreeOnADisplayWithMemoryOfItsOwn() {
        display(Kms.CIRRUS);
    }

    private static void display(String driver) {
        Path node = had(driver, () -> Kms.node(driver));
        Explanation said;
        try (GuestDisplays displays = new GuestDisplays(engine, MAPPER, node)) {
            said = explained(displays.display(), DisplayedRows.WIDTH, DisplayedRows.HEIGHT, PixelFormat.XRGB8888);
        }
        DisplayedRows rows = new DisplayedRows(node);
        compare(driver, said, memory -> {
            try (RawMemory raw = memory.raw(DisplayedRows.bytes())) {
                DisplayedRows.Shown shown = rows.of(raw);
                return shown.asWhole()
                        ? Trial.Outcome.ofPicture(shown.rows() == DisplayedRows.HEIGHT)
                        : Trial.Outcome.of(shown.rows(), DisplayedRows.HEIGHT, "rows");
            }
        });
    }

    @Test
    @Order(7)
    @Shows(Feature.USER_DRIVER)
    void shouldAgreeOnADriverInUserSpace() {
        try (Edu edu = had(EDU_BY_TYPE_1, Edu::new)) {
            EduTrial trial = new EduTrial(edu, Way.TYPE1);
            compare(EDU_BY_TYPE_1, driven("type1", EduTrial.BYTES), trial);
            beyondItsReach(EDU_BY_TYPE_1, driven("type1", 1L << EduDriver.ADDRESS_BITS), trial);
        }
    }

    @Test
    @Order(8)
    @Shows(Feature.IOMMUFD)
    void shouldAgreeOnADriverInUserSpaceByIommufd() {
        try (Edu edu = had(EDU_BY_IOMMUFD, SolverAndKernelInGuest::eduByIommufd)) {
            EduTrial trial = new EduTrial(edu, Way.IOMMUFD);
            compare(EDU_BY_IOMMUFD, driven("iommufd", EduTrial.BYTES), trial);
            beyondItsReach(EDU_BY_IOMMUFD, driven("iommufd", 1L << EduDriver.ADDRESS_BITS), trial);
        }
    }

    private static Edu eduByIommufd() {
        Need.device("/dev/iommu");
        return new Edu();
    }

    private static Explanation driven(String way, long bytes) {
        try (GuestDriver driver = new GuestDriver(engine, EDU, Map.of("iommu", way))) {
            return engine.explain(
                    AllocationRequest.bytes(bytes).devices(driver.name()).build());
        }
    }

    private static void beyondItsReach(String column, Explanation said, EduTrial trial) {
        SoftAssertions agreement = new SoftAssertions();
        Verdict verdict = verdict(said, Memory.FILE);
        tell("memory file beyond 28 bits", column, verdict, trial.beyondItsReach(), agreement);
        agreement.assertAll();
    }

    /** What a test needs; where this kernel has it not, the column says so. */
    private static <T> T had(String column, Supplier<T> needed) {
        try {
            return needed.get();
        } catch (TestAbortedException e) {
            for (Memory memory : Memory.values()) {
                new Seen(memory.words(), column, "not tried, " + reason(e)).tell();
            }
            throw e;
        }
    }

    private static void compare(String column, Explanation said, Trial trial) {
        SoftAssertions agreement = new SoftAssertions();
        for (Memory memory : List.of(Memory.values())) {
            if (NOT_HERE.containsKey(memory)) {
                new Seen(memory.words(), column, "not tried, " + NOT_HERE.get(memory)).tell();
            } else {
                tell(memory.words(), column, verdict(said, memory), trial.outcome(memory), agreement);
            }
        }
        agreement.assertAll();
    }

    private static Verdict verdict(Explanation said, Memory memory) {
        String heap = HERE.get(memory).description().name();
        return said.verdicts().stream()
                .filter(each -> each.exporter().equals(heap))
                .findFirst()
                .orElseThrow();
    }

    private static String constraints(Verdict said) {
        return said.refusals().stream()
                .map(refusal -> refusal.constraint().words())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static void tell(String row, String column, Verdict said, Trial.Outcome seen, SoftAssertions agreement) {
        boolean serves = said.outcome() != Outcome.REFUSED;
        String words = serves ? "serves" : "refused (" + constraints(said) + ")";
        new Seen(row, column, words + "; " + seen.words()).tell();
        agreement
                .assertThat(serves)
                .as("%s, %s: %s %s; the kernel: %s", row, column, words, said.refusals(), seen.words())
                .isEqualTo(seen.arrived());
    }
}
