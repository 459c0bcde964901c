package org.entrepot.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/** A chapter of the rule book as tests. */
@ExtendWith(RuleWatch.class)
@DisplayNameGeneration(RuleNames.class)
abstract class Contract {
    private final String chapter;

    Contract(String chapter) {
        this.chapter = chapter;
    }

    final String chapter() {
        return chapter;
    }

    @TestFactory
    Stream<DynamicTest> rulesThatNobodyTestsYet() {
        return RuleBook.untested(chapter, getClass()).stream()
                .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> {
                    throw new TestAbortedException(RuleWatch.UNTESTED + ": " + rule);
                }));
    }
}
