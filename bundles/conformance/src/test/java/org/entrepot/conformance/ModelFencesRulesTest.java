package org.entrepot.conformance;

import org.entrepot.fence.Fences;
import org.entrepot.fence.Reservation;

/** The fences of the model, which every device's test may use. */
class ModelFencesRulesTest extends FenceContract {
    private final ModelFences fences = new ModelFences();

    @Override
    protected Fences fences() {
        return fences;
    }

    @Override
    protected Reservation reservation() {
        return fences.reservation();
    }

    @Override
    protected void stop() {
        fences.close();
    }
}
