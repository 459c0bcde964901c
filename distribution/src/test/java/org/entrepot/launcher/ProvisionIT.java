package org.entrepot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.entrepot.launcher.Feature.BundleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The features, Karaf's form of them, and the repository beside them name the same bundles. */
class ProvisionIT {
    private static final Path HOME = Path.of(System.getProperty("gateway"));
    private static final Path REPOSITORY = HOME.resolve("repository");

    @Test
    void shouldHoldEachBundleOnceWhenAFeatureNamesIt() throws Exception {
        List<BundleId> named = feature("gateway").and(feature("health")).bundles();
        assertThat(named).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        assertThat(jars())
                .containsExactlyInAnyOrderElementsOf(
                        named.stream().map(bundle -> bundle.within(REPOSITORY)).toList());
    }

    @ParameterizedTest
    @CsvSource({"entrepot, gateway", "entrepot-health, health"})
    void shouldNameTheSameBundlesInTheSameOrderWhenReadByKaraf(String byKaraf, String name) throws Exception {
        List<String> urls = new ArrayList<>();
        NodeList bundles = karaf(byKaraf).getElementsByTagName("bundle");
        for (int i = 0; i < bundles.getLength(); i++) {
            urls.add(bundles.item(i).getTextContent());
        }

        assertThat(urls)
                .containsExactlyElementsOf(
                        feature(name).bundles().stream().map(ProvisionIT::url).toList());
    }

    @Test
    void shouldLeaveToKarafWhatItBringsWhenReadByKaraf() throws Exception {
        NodeList bundles = karaf().getElementsByTagName("bundle");
        for (int i = 0; i < bundles.getLength(); i++) {
            Element bundle = (Element) bundles.item(i);
            boolean ours = bundle.getTextContent().startsWith("mvn:org.entrepot/");
            assertThat(bundle.hasAttribute("dependency"))
                    .as(bundle.getTextContent())
                    .isNotEqualTo(ours);
        }
    }

    @Test
    void shouldConfigureTheSameHeapsWhenReadByKaraf() throws Exception {
        NodeList configs = karaf().getElementsByTagName("config");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < configs.getLength(); i++) {
            Element config = (Element) configs.item(i);
            names.add(config.getAttribute("name") + ".cfg");
            assertThat(config.getTextContent().strip())
                    .isEqualTo(Files.readString(HOME.resolve("conf").resolve(names.get(i)))
                            .strip());
        }
        try (Stream<Path> files = Files.list(HOME.resolve("conf"))) {
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void shouldLeaveNoVersionToBeFilledInWhenBuilt() throws IOException {
        assertThat(HOME.resolve("features/gateway.json")).content().doesNotContain("${");
        assertThat(HOME.resolve("features/health.json")).content().doesNotContain("${");
        assertThat(HOME.resolve("features/features.xml")).content().doesNotContainPattern("@[a-z]+@|\\$\\{");
    }

    private static Feature feature(String name) throws StartException {
        return Feature.read(HOME.resolve("features").resolve(name + ".json"));
    }

    private static Element karaf(String feature) throws Exception {
        NodeList features = karaf().getElementsByTagName("feature");
        for (int i = 0; i < features.getLength(); i++) {
            if (features.item(i) instanceof Element one
                    && one.getAttribute("name").equals(feature)) {
                return one;
            }
        }
        throw new AssertionError("Karaf's form has a feature " + feature);
    }

    private static Element karaf() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(HOME.resolve("features/features.xml").toFile())
                .getDocumentElement();
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String url(BundleId bundle) {
        return "mvn:" + bundle.group() + "/" + bundle.artifact() + "/" + bundle.version();
    }
}
