package org.entrepot.exporter.carveout.internal;

class FirstFitRulesTest extends CarveoutHeapRulesTest {
    @Override
    Fit fit() {
        return Fit.FIRST;
    }
}
