package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.entrepot.api.Provenance;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** The gateway starts: every bundle, every component, and what an operator sees then. */
@ExamReactorStrategy(PerClass.class)
public class HouseStory extends Storyteller {
    @Inject
    private ServiceComponentRuntime components;

    @Test
    public void shouldHaveEveryBundleActiveWhenStarted() {
        assertThat(context.getBundles())
                .filteredOn(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .allSatisfy(bundle -> assertThat(bundle.getState())
                        .as("state of %s", bundle.getSymbolicName())
                        .isEqualTo(Bundle.ACTIVE));
    }

    @Test
    public void shouldSatisfyEveryComponentWhenHeapsAreConfigured() {
        await().atMost(Heaps.PATIENCE)
                .untilAsserted(
                        () -> assertThat(configured()).isNotEmpty().allSatisfy(component -> assertThat(component.state)
                                .as("state of %s: %s", component.description.name, component.failure)
                                .isGreaterThanOrEqualTo(ComponentConfigurationDTO.SATISFIED)));
    }

    private List<ComponentConfigurationDTO> configured() {
        Bundle[] ours = Arrays.stream(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith("org.entrepot."))
                .toArray(Bundle[]::new);
        return components.getComponentDescriptionDTOs(ours).stream()
                .flatMap(description -> components.getComponentConfigurationDTOs(description).stream())
                .toList();
    }

    @Test
    public void shouldListHeapsAndDevicesWhenAsked() {
        assertThat(control.heaps())
                .allSatisfy(heap -> assertThat(heap.state()).isEqualTo(HeapStatus.State.SERVING))
                .extracting(HeapStatus::name)
                .containsExactly("cma", "system");
        assertThat(control.devices())
                .extracting(DeviceStatus::name)
                .containsExactly("camera0", "display0", "encoder0", "rotator0");
    }

    @Test
    public void shouldSayWhyWhenEmulated() {
        assertThat(Stream.concat(
                        control.heaps().stream().map(HeapStatus::provenance),
                        control.devices().stream().map(DeviceStatus::provenance)))
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part.reason()).isNotBlank())
                .allMatch(Provenance::isEmulated);
    }
}
