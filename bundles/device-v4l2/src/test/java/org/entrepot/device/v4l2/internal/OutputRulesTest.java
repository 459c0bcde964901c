package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.PixelFormat;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.spi.Importer;

/** A video output of the kernel keeps the rules for importers. */
class OutputRulesTest extends ImporterContract {
    @Override
    protected Importer plugIn() {
        ModelVideo video = ModelVideo.output("NV12");
        return new Output(Scene.identity(video), List.of(PixelFormat.NV12), new ModelImports());
    }

    @Override
    protected void pullOut(Importer importer) {
        ((VideoImporter) importer).leave();
    }
}
