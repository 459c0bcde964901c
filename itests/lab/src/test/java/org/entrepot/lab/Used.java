package org.entrepot.lab;

import java.util.Set;
import java.util.TreeSet;

/**
 * The devices and drivers of the guest's kernel that a test has had so far. Whoever gets a test one says so; what a class has
 * before its first test counts for each of its tests.
 */
public final class Used {
    private static final String GAP = "\n";
    private static final Set<String> OF_CLASS = new TreeSet<>();
    private static final Set<String> OF_TEST = new TreeSet<>();
    private static boolean testing;

    private Used() {}

    /**
     * A test has it.
     *
     * @param name of a driver, or the path of a node
     */
    public static synchronized void device(String name) {
        (testing ? OF_TEST : OF_CLASS).add(name.startsWith("/") ? "`" + name + "`" : name);
    }

    /** Another class begins. */
    static synchronized void classBegins() {
        testing = false;
        OF_CLASS.clear();
    }

    /** A test begins. */
    static synchronized void testBegins() {
        testing = true;
        OF_TEST.clear();
    }

    /** A test is over; all that it had, as the detail of a report. */
    static synchronized String testEnds() {
        testing = false;
        Set<String> all = new TreeSet<>(OF_CLASS);
        all.addAll(OF_TEST);
        return String.join(GAP, all);
    }

    /** What a report's detail says was had. */
    static Set<String> in(String detail) {
        return detail.isEmpty() ? Set.of() : new TreeSet<>(Set.of(detail.split(GAP, -1)));
    }
}
