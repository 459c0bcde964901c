package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.entrepot.api.Constraints;
import org.entrepot.api.FoundDevice;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Answer;
import org.entrepot.device.v4l2.internal.ContiguityProbe.Contiguity;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.linux.VideoDevice;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.VideoDevices;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.DeviceDiscovery;

/** Looks at a device that came: who it is, what it does, what memory it takes. Nothing of it is changed. */
final class Examination {
    private static final String KERNEL = System.getProperty("os.name") + " " + System.getProperty("os.version");

    private final VideoDevices devices;
    private final MemoryFiles files;
    private final DeviceDiscovery discovery;
    private final Terms terms;

    /**
     * Looks at nothing yet.
     *
     * @param devices that open nodes
     * @param files of which a probe makes memory
     * @param discovery that knows where a device sits and how far it reaches
     */
    Examination(VideoDevices devices, MemoryFiles files, DeviceDiscovery discovery, Terms terms) {
        this.devices = devices;
        this.files = files;
        this.discovery = discovery;
        this.terms = terms;
    }

    /** What a device does. */
    enum Kind {
        /** It writes pictures. */
        CAMERA("camera"),
        /** It makes other pixels of pixels. */
        CONVERTER("converter"),
        /** It makes a coded stream of pixels. */
        CODER("encoder"),
        /** It puts pictures out. */
        OUTPUT("output");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * What was found.
     *
     * @param reads formats that it reads, the preferred first
     * @param writes formats that it writes; for a coder or an output none
     * @param code of a coder's stream
     * @param own memory that its driver makes
     */
    record Found(
            Kind kind,
            VideoIdentity identity,
            List<PixelFormat> reads,
            List<PixelFormat> writes,
            String code,
            OwnMemory own) {}

    /**
     * Looks at a device.
     *
     * @return nothing if it is none that is driven here: a decoder, a source of metadata, pixels that nobody else knows
     */
    Optional<Found> of(Path node) {
        try (VideoDevice device = devices.open(node)) {
            Set<Queue> queues = device.identity().queues();
            if (queues.equals(Set.of(Queue.CAPTURE))) {
                QueueLimits written = QueueSurvey.of(device, Queue.CAPTURE);
                return found(device, Kind.CAMERA, written.constraints(), List.of(), written.formats());
            }
            if (queues.equals(Set.of(Queue.OUTPUT))) {
                QueueLimits read = QueueSurvey.of(device, Queue.OUTPUT);
                return found(device, Kind.OUTPUT, read.constraints(), read.formats(), List.of());
            }
            return queues.size() < 2 ? Optional.empty() : passingOn(device);
        }
    }

    private Optional<Found> passingOn(VideoDevice device) {
        QueueLimits read = QueueSurvey.of(device, Queue.OUTPUT);
        QueueLimits written = QueueSurvey.of(device, Queue.CAPTURE);
        if (read.formats().isEmpty()) {
            return Optional.empty();
        }
        if (!written.formats().isEmpty()) {
            return found(device, Kind.CONVERTER, either(read, written), read.formats(), written.formats());
        }
        return device.coded(Queue.CAPTURE).isEmpty()
                ? Optional.empty()
                : found(device, Kind.CODER, read.constraints(), read.formats(), List.of());
    }

    /** What suits both queues of a device, which says one thing for both: but each has formats of its own. */
    private static Constraints either(QueueLimits read, QueueLimits written) {
        List<PixelFormat> both = Stream.concat(read.formats().stream(), written.formats().stream())
                .distinct()
                .toList();
        return read.constraints().merge(written.constraints()).toBuilder()
                .formats(both.toArray(PixelFormat[]::new))
                .build();
    }

    private Optional<Found> found(
            VideoDevice device, Kind kind, Constraints limits, List<PixelFormat> reads, List<PixelFormat> writes) {
        if (reads.isEmpty() && writes.isEmpty()) {
            return Optional.empty();
        }
        String name = terms.name(
                device.node().getFileName().toString(), device.identity().bus());
        Queue raw = kind == Kind.CODER || kind == Kind.OUTPUT ? Queue.OUTPUT : Queue.CAPTURE;
        Optional<Answer> told = terms.memory(name);
        Answer memory = told.orElseGet(() -> probed(device, raw));
        Optional<FoundDevice> known = known(device);
        VideoIdentity identity = new VideoIdentity(
                description(device, name, kind, memory, known),
                limited(limits, memory, known),
                device.node(),
                devices,
                terms.buffers(),
                terms.longest());
        String code = kind == Kind.CODER ? device.coded(Queue.CAPTURE).get(0) : "";
        boolean oneRun = told.isEmpty() && memory.contiguity() == Contiguity.ONE_RUN;
        return Optional.of(new Found(kind, identity, reads, writes, code, own(raw, oneRun, known)));
    }

    private static OwnMemory own(Queue queue, boolean oneRun, Optional<FoundDevice> known) {
        OptionalInt addressBits = known.filter(found -> !found.dma().isTranslated())
                .map(found -> found.dma().coherentAddressBits())
                .orElse(OptionalInt.empty());
        return new OwnMemory(queue, oneRun, addressBits);
    }

    private Answer probed(VideoDevice device, Queue queue) {
        return terms.probes()
                ? ContiguityProbe.ask(device, queue, files)
                : new Answer(Contiguity.UNKNOWN, "it gets one run of memory: " + Terms.PID + " has probe=false");
    }

    private Optional<FoundDevice> known(VideoDevice device) {
        String node = device.node().getFileName().toString();
        return discovery.find().stream()
                .filter(each -> each.kind() == FoundDevice.Kind.VIDEO4LINUX
                        && each.name().equals(node))
                .findFirst();
    }

    private static DeviceDescription description(
            VideoDevice device, String name, Kind kind, Answer memory, Optional<FoundDevice> known) {
        VideoDevice.Identity identity = device.identity();
        return new DeviceDescription(
                name,
                known.flatMap(FoundDevice::bus).orElse("video4linux"),
                kind.words + ": " + identity.card() + "; " + memory.words(),
                Provenance.real(device.node() + ", driver " + identity.driver() + ", " + KERNEL));
    }

    /**
     * With the limits of its way to memory. A driver that takes scattered memory gets to it by the CPU, an I/O MMU, or what the
     * kernel bounces; one that takes one run drives its addresses itself, unless something translates them.
     */
    private static Constraints limited(Constraints limits, Answer memory, Optional<FoundDevice> known) {
        if (memory.contiguity() == Contiguity.SCATTERED) {
            return limits;
        }
        Constraints oneRun = limits.toBuilder().maxSegments(1).build();
        return known.filter(found -> !found.dma().isTranslated())
                .map(found -> oneRun.merge(found.constraints()))
                .orElse(oneRun);
    }
}
