package org.entrepot.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** What holds for the packages that other bundles see. */
class ContractTest {
    private static final Pattern GETTER = Pattern.compile("get[A-Z].*");

    @Test
    void shouldBeExportedOrInternalWhenAPackage() {
        assertThat(packages()).isNotEmpty().allSatisfy(each -> assertThat(each.isAnnotatedWith(Export.class))
                .as("%s is exported: its last name says that it is internal, or @Export that it is not", each.getName())
                .isNotEqualTo((each.getName() + ".").contains(".internal.")));
    }

    @Test
    void shouldBeVersionedAndNullMarkedWhenExported() {
        assertThat(packages().filter(each -> each.isAnnotatedWith(Export.class)))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(
                                each.isAnnotatedWith(Version.class) && each.isAnnotatedWith(NullMarked.class))
                        .as("@Version and @NullMarked on %s", each.getName())
                        .isTrue());
    }

    @Test
    void shouldHideTheInsideWhenExported() {
        Bundles.obey(noClasses()
                .that(describe("are exported", ContractTest::isExported))
                .should()
                .dependOnClassesThat(describe("are internal", ContractTest::isInternalToTheHouse)));
    }

    @Test
    void shouldNameAccessorsWithoutGetWhenExported() {
        Bundles.obey(methods().that(areExported()).should(not("be named get…", ContractTest::isGetter)));
    }

    @Test
    void shouldTakeNoSwitchesWhenExported() {
        Bundles.obey(methods().that(areExported()).should(not("have a boolean parameter", ContractTest::takesASwitch)));
    }

    private static Stream<JavaPackage> packages() {
        return Bundles.classes().stream().map(JavaClass::getPackage).distinct();
    }

    private static boolean isExported(JavaClass type) {
        return !Room.isInternal(type);
    }

    private static boolean isInternalToTheHouse(JavaClass type) {
        return type.getPackageName().startsWith("org.entrepot") && Room.isInternal(type);
    }

    private static DescribedPredicate<JavaMethod> areExported() {
        return describe(
                "are exported",
                method -> isExported(method.getOwner()) && isVisible(method) && !isPrivate(method.getOwner()));
    }

    /** A nested class that nobody outside sees may be anything that a library asks for. */
    private static boolean isPrivate(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PRIVATE);
    }

    private static boolean isVisible(JavaMethod method) {
        boolean written = !method.getModifiers().contains(JavaModifier.SYNTHETIC);
        boolean open = method.getModifiers().contains(JavaModifier.PUBLIC)
                || method.getModifiers().contains(JavaModifier.PROTECTED);
        return written && open;
    }

    private static boolean isGetter(JavaMethod method) {
        return GETTER.matcher(method.getName()).matches();
    }

    private static boolean takesASwitch(JavaMethod method) {
        return method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(boolean.class));
    }

    private static ArchCondition<JavaMethod> not(String what, Predicate<JavaMethod> broken) {
        return new ArchCondition<>("not " + what) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        method, !broken.test(method), method.getFullName() + " should not " + what));
            }
        };
    }
}
