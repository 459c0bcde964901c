package org.entrepot.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Importer;
import org.entrepot.spi.MapRequest;
import org.entrepot.spi.Mapper;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What identifies memory passes between exporter and mapper only: nobody else can get hold of it, whatever is called. */
class CookieTest {
    private static final String COOKIE = MemoryCookie.class.getName();
    private static final Set<String> OPEN_TO_ALL = Set.of(
            "org.entrepot.api",
            "org.entrepot.device",
            "org.entrepot.control",
            "org.entrepot.fence",
            "org.entrepot.pipeline");

    private static List<JavaClass> in(Predicate<String> packages) {
        return Bundles.classes().stream()
                .filter(type -> packages.test(type.getPackageName()))
                .toList();
    }

    private static Map<String, String> reachedFrom(Class<?> type) {
        return Signatures.reachedFrom(List.of(Bundles.classes().get(type)));
    }

    private static Set<String> openToAll() {
        return OPEN_TO_ALL;
    }

    @ParameterizedTest
    @MethodSource("openToAll")
    void shouldReachNothingOfBackendsWhenAContractIsOpenToAll(String contract) {
        Map<String, String> reached = Signatures.reachedFrom(in(contract::equals));

        assertThat(reached.keySet()).anyMatch(name -> name.startsWith(contract + "."));
        assertThat(reached).allSatisfy((name, way) -> assertThat(name).as(way).doesNotStartWith("org.entrepot.spi."));
    }

    @Test
    void shouldLookAtEveryContractButThatOfBackends() {
        assertThat(Bundles.classes().stream()
                        .filter(type -> Room.of(type).filter(Room.API::equals).isPresent())
                        .map(JavaClass::getPackageName))
                .containsAll(OPEN_TO_ALL)
                .allMatch(name -> OPEN_TO_ALL.contains(name) || name.equals("org.entrepot.spi"));
    }

    @Test
    void shouldNeverReachACookieWhenTheReceiverIsAnImporter() {
        assertThat(reachedFrom(Importer.class))
                .containsKey("org.entrepot.spi.DeviceDescription")
                .doesNotContainKeys(
                        COOKIE, ExportedMemory.class.getName(), MapRequest.class.getName(), PageRun.class.getName());
    }

    @Test
    void shouldReachACookieWhenTheReceiverIsAMapper() {
        assertThat(reachedFrom(Mapper.class)).containsKey(COOKIE);
        assertThat(Signatures.reachedFrom(in("org.entrepot.spi"::equals))).containsKey(COOKIE);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Leak.ByResult.class,
                Leak.ByParameter.class,
                Leak.ByField.class,
                Leak.ByParent.class,
                Leak.ByBound.class,
                Leak.ByArray.class,
                Leak.ByFriend.class
            })
    void shouldFindTheWayWhenATypeLeaksACookie(Class<?> leak) {
        List<JavaClass> planted =
                List.of(new ClassFileImporter().importClasses(leak).get(leak));

        assertThat(Signatures.reachedFrom(planted)).containsKey(COOKIE);
    }

    @Test
    void shouldNotMindWhatIsPrivateWhenATypeKeepsACookieToItself() {
        List<JavaClass> kept =
                List.of(new ClassFileImporter().importClasses(Leak.Kept.class).get(Leak.Kept.class));

        assertThat(Signatures.reachedFrom(kept)).doesNotContainKey(COOKIE);
    }
}
