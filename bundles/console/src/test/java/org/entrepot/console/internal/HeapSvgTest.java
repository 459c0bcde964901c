package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Occupancy.Use;
import org.entrepot.control.HeapInside;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HeapSvgTest {
    private static final Pattern RECTANGLE = Pattern.compile("M([\\d.]+) ([\\d.]+)h([\\d.]+)v([\\d.]+)h-([\\d.]+)z");

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document picture, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = picture.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static HeapInside with(Occupancy... occupancies) {
        return new HeapInside(TestMachine.PLENTY, List.of(occupancies), List.of());
    }

    /** How much each use covers, in the picture's units. */
    private static Map<String, Double> areas(Document picture) {
        Map<String, Double> areas = new TreeMap<>();
        for (Element path : elements(picture, "path")) {
            Matcher rectangles = RECTANGLE.matcher(path.getAttribute("d"));
            while (rectangles.find()) {
                double area = Double.parseDouble(rectangles.group(3)) * Double.parseDouble(rectangles.group(4));
                areas.merge(path.getAttribute("class"), area, Double::sum);
            }
        }
        return areas;
    }

    @Test
    void shouldSayInWordsWhatItShowsWhenAHeapIsDrawn() throws Exception {
        Document picture = parsed(HeapSvg.of(TestMachine.INSIDE));

        assertThat(picture.getDocumentElement().getAttribute("aria-labelledby")).isEqualTo("title description");
        assertThat(elements(picture, "title").get(0).getTextContent()).isEqualTo("Heap plenty");
        assertThat(elements(picture, "desc").get(0).getTextContent())
                .contains("4 KiB of 1 MiB (< 1 %) in 1 buffer", "512 KiB free in one run", "3 for lack of room");
        assertThat(elements(picture, "text"))
                .extracting(Element::getTextContent)
                .contains("heap plenty", "a test needs no memory", "moved pages", "12", "region", "container", "0x1000")
                .contains("free", "taken", "stranded")
                .doesNotContain("movable, of others");
    }

    @Test
    void shouldGiveEachCellItsPlaceWhenAPlaneIsDrawn() throws Exception {
        Occupancy plane = new Occupancy("plane", 2, 4096, List.of(Use.FREE, Use.TAKEN, Use.TAKEN, Use.TAKEN));

        assertThat(elements(parsed(HeapSvg.of(with(plane))), "path"))
                .extracting(
                        path -> path.getAttribute("class"),
                        path -> path.getAttribute("d").split("(?<=z)").length)
                .containsExactly(tuple("free", 1), tuple("taken", 2));
    }

    @Test
    void shouldCoverAsMuchAsItsShareWhenAUseIsDrawn() throws Exception {
        List<Use> cells = new ArrayList<>(Collections.nCopies(1000, Use.FREE));
        Collections.fill(cells.subList(17, 417), Use.TAKEN);
        Collections.fill(cells.subList(700, 710), Use.PINNED);

        Map<String, Double> areas = areas(parsed(HeapSvg.of(with(new Occupancy("line", 0, 4096, cells)))));

        double cell = areas.get("free") / 590;
        assertThat(areas.get("taken") / cell).isCloseTo(400, within(0.5));
        assertThat(areas.get("pinned") / cell).isCloseTo(10, within(0.5));
        assertThat(areas).containsOnlyKeys("free", "pinned", "taken");
    }

    @Test
    void shouldNeedNothingFromElsewhereWhenOpened() {
        String withoutNamespace = HeapSvg.of(TestMachine.INSIDE).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");

        assertThat(withoutNamespace)
                .doesNotContain("http")
                .doesNotContain("href")
                .doesNotContain("@import");
    }

    @Test
    void shouldStayXmlWhenTextsComeFromABackend() throws Exception {
        Occupancy named = new Occupancy("<&\"\u0001>", 0, 4096, List.of(Use.FREE));

        assertThat(elements(parsed(HeapSvg.of(with(named))), "text"))
                .extracting(Element::getTextContent)
                .contains("<&\"?>");
    }

    @Test
    void shouldBeSmallWhenCellsAreMany() {
        List<Use> cells = new ArrayList<>(Collections.nCopies(1 << 15, Use.FREE));
        for (int i = 0; i < cells.size(); i += 64) {
            Collections.fill(cells.subList(i, i + 20), Use.TAKEN);
        }

        assertThat(HeapSvg.of(with(new Occupancy("container", 256, 4096, cells))))
                .hasSizeLessThan(60_000);
    }
}
