package org.entrepot.device.drm.internal;

import org.entrepot.conformance.ImporterContract;
import org.entrepot.spi.Importer;

/** A display of the kernel keeps the rules for importers. */
class KmsDisplayRulesTest extends ImporterContract {
    @Override
    protected Importer plugIn() {
        return new KmsDisplay(ModelImports.screen(new ModelCard()), new ModelImports(), ModelImports.flips());
    }

    @Override
    protected void pullOut(Importer importer) {
        ((KmsDisplay) importer).leave();
    }
}
