package org.entrepot.device.v4l2.internal;

import java.util.List;
import org.entrepot.api.PixelFormat;
import org.entrepot.conformance.ImporterContract;
import org.entrepot.spi.Importer;

/** A camera of the kernel keeps the rules for importers. */
class CameraRulesTest extends ImporterContract {
    @Override
    protected Importer plugIn() {
        ModelVideo video = ModelVideo.camera("NV12");
        return new Camera(Scene.identity(video), List.of(PixelFormat.NV12), new ModelImports());
    }

    @Override
    protected void pullOut(Importer importer) {
        ((VideoImporter) importer).leave();
    }
}
