package org.entrepot.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.ImporterKind;
import org.entrepot.conformance.BufferContract;
import org.entrepot.conformance.DeviceProbe;
import org.entrepot.conformance.ModelMachine;
import org.entrepot.control.ControlPlane;
import org.entrepot.fence.Fences;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The engine in a framework, with the heaps and devices of the distribution, keeps the rules for buffers. */
class EngineRulesIT extends BufferContract {
    private static final String CAMERA = "camera0";
    private static final String ENCODER = "encoder0";
    private static final String DISPLAY = "display0";
    private static final Map<ImporterKind, String> KINDS =
            Map.of(ImporterKind.STATIC, CAMERA, ImporterKind.DYNAMIC, ENCODER, ImporterKind.REVOCABLE, DISPLAY);
    private static final Map<String, String> BUSES =
            Map.of(CAMERA, "emulated", ENCODER, "emulated-iommu", DISPLAY, "emulated");

    @TempDir
    static Path folder;

    private static EmbeddedGateway gateway;

    @BeforeAll
    static void startTheFramework() throws Exception {
        gateway = EmbeddedGateway.start(folder);
    }

    @AfterAll
    static void stopTheFramework() throws Exception {
        gateway.stop();
    }

    @BeforeEach
    void awaitHeapsForBothDevices() {
        AllocationRequest both =
                AllocationRequest.bytes(1).devices(CAMERA, ENCODER).build();
        AllocationRequest none = AllocationRequest.bytes(1).build();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> allocator().explain(both).chosen().isPresent()
                        && allocator().explain(none).chosen().isPresent());
    }

    @AfterEach
    void letTheHeapsComeBack() throws Exception {
        gateway.startExporters();
    }

    @Override
    protected Allocator allocator() {
        return gateway.service(Allocator.class);
    }

    @Override
    protected List<String> devices() {
        return List.of(CAMERA, ENCODER);
    }

    @Override
    protected Optional<DeviceProbe> probe() {
        return Optional.of(probe(CAMERA));
    }

    private static DeviceProbe probe(String device) {
        // Buffers are mapped by the engine, so the probe's own mapper is never asked.
        DeviceProbe unused = new ModelMachine().probe();
        String bus = BUSES.get(device);
        return DeviceProbe.on(
                device,
                bus,
                unused.mapper(),
                gateway.access(device, bus, "read"),
                gateway.access(device, bus, "write"));
    }

    @Override
    protected Map<ImporterKind, String> kinds() {
        return KINDS;
    }

    @Override
    protected Optional<DeviceProbe> probe(ImporterKind kind) {
        return Optional.of(probe(KINDS.get(kind)));
    }

    @Override
    protected Optional<Mover> mover() {
        ControlPlane control = gateway.service(ControlPlane.class);
        return Optional.of((buffer, heap) -> control.migrate(List.of(buffer), heap));
    }

    @Override
    protected Optional<Fences> fences() {
        return Optional.of(gateway.service(Fences.class));
    }

    @Override
    protected Optional<Runnable> departure() {
        return Optional.of(gateway::stopExporters);
    }
}
