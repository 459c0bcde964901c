package org.entrepot.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoomsTest {
    @Test
    void shouldBelongToARoomWhenInABundle() {
        assertThat(Bundles.classes()).isNotEmpty().allSatisfy(type -> assertThat(Room.of(type))
                .as("room of %s", type.getName())
                .isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void shouldImportOnlyWhatTheTableAllowsWhenInARoom(Room room) {
        Bundles.obey(classes()
                .that(describe("live in " + room, type -> inRoom(type, room)))
                .should(never(dependOnClassesThat(describe("are closed to " + room, type -> closedTo(room, type))))));
    }

    @Test
    void shouldCallNativelyOnlyWhenInLinux() {
        Bundles.obey(noClasses()
                .that()
                .resideOutsideOfPackage("org.entrepot.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna.."));
    }

    @Test
    void shouldKnowNothingOfBackendsWhenSeenByApplicationsDevicesAndOperators() {
        Bundles.obey(noClasses()
                .that()
                .resideInAnyPackage(
                        "org.entrepot.api",
                        "org.entrepot.device",
                        "org.entrepot.control",
                        "org.entrepot.fence",
                        "org.entrepot.pipeline",
                        "org.entrepot.console..",
                        "org.entrepot.health..",
                        "org.entrepot.pipeline.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.entrepot.spi.."));
    }

    private static boolean inRoom(JavaClass type, Room room) {
        return Room.of(type).filter(room::equals).isPresent();
    }

    private static boolean closedTo(Room room, JavaClass type) {
        return type.getPackageName().startsWith("org.entrepot") && !room.mayImport(type);
    }
}
