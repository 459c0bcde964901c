package org.entrepot.exporter.carveout.internal;

class BestFitRulesTest extends CarveoutHeapRulesTest {
    @Override
    Fit fit() {
        return Fit.BEST;
    }
}
