package org.entrepot.device.v4l2.internal;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.entrepot.conformance.ExporterContract;
import org.entrepot.lab.Feature;
import org.entrepot.lab.Shows;
import org.entrepot.linux.KernelExporter;
import org.entrepot.linux.VideoDevice.Queue;
import org.entrepot.linux.internal.GuestLinux;
import org.entrepot.linux.internal.Vivid;
import org.entrepot.spi.Exporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The rules for a heap, held against the memory of a memory-to-memory driver, which makes pieces of any size. */
@Shows(Feature.MEMORY_TO_MEMORY)
class OwnMemoryRulesInGuest extends ExporterContract {
    private static final long QUOTA = 4L << 20;

    private static AutoCloseable module;
    private static Path node;

    @BeforeAll
    static void load() {
        module = PassingOnInGuest.loaded("vim2m");
        node = Vivid.node("vim2m");
    }

    @AfterAll
    static void unload() throws Exception {
        if (module != null) {
            module.close();
        }
    }

    @Override
    protected Exporter open() {
        VideoIdentity identity = VideoScene.identity("converter-own", node, GuestLinux.videos());
        return new OwnMemory(Queue.CAPTURE, false, OptionalInt.empty()).heap(identity, QUOTA);
    }

    @Override
    protected void leave(Exporter heap) {
        ((KernelExporter) heap).close();
    }
}
