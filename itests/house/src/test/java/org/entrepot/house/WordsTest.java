package org.entrepot.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;

/** How things are named, closed and reported. */
class WordsTest {
    @Test
    void shouldSayWhatItIsWhenNamed() {
        Bundles.obey(noClasses()
                .should()
                .haveNameMatching(".*[.$](\\w*(Impl|Manager|Utils?|Helper)|Abstract[A-Z]\\w*|I[A-Z][a-z]\\w*)"));
    }

    @Test
    void shouldBeFinalWhenNothingExtendsIt() {
        Bundles.obey(noClasses()
                .that(describe("are open for nobody", WordsTest::isOpenForNobody))
                .should()
                .notHaveModifier(JavaModifier.FINAL));
    }

    @Test
    void shouldLeaveTheStandardStreamsAloneWhenNotTheConsole() {
        Bundles.obey(noClasses()
                .that()
                .resideOutsideOfPackage("org.entrepot.console..")
                .should(ACCESS_STANDARD_STREAMS));
    }

    @Test
    void shouldLogThroughTheLogServiceWhenItLogs() {
        Bundles.obey(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..", "org.slf4j..", "org.apache.commons.logging..", "org.apache.logging.."));
    }

    @Test
    void shouldLeaveEndingTheProcessToTheLauncherWhenInABundle() {
        Bundles.obey(noClasses().should().callMethod(System.class, "exit", int.class));
    }

    private static boolean isOpenForNobody(JavaClass type) {
        boolean plain = !type.isInterface() && !type.isEnum() && !type.isRecord() && !type.isAnonymousClass();
        boolean concrete = !type.getModifiers().contains(JavaModifier.ABSTRACT);
        return plain && concrete && type.getSubclasses().isEmpty() && !"package-info".equals(type.getSimpleName());
    }
}
