package org.entrepot.conformance;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Calls a test by the number and the words of its rule. */
final class RuleNames extends DisplayNameGenerator.Simple {
    RuleNames() {}

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method test) {
        return test.isAnnotationPresent(Rule.class)
                ? RuleBook.rule(RuleBook.number(test)).toString()
                : super.generateDisplayNameForMethod(enclosing, type, test);
    }
}
