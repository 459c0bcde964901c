package org.entrepot.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;

/** All classes of all bundles, read once. */
final class Bundles {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(Bundles::isOfABundle).importPackages("org.entrepot");

    private Bundles() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** Checks a rule; no class to check is no offence, for rooms may be empty. */
    static void obey(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static boolean isOfABundle(Location location) {
        return !location.contains("/test-classes/");
    }
}
