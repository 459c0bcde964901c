package org.entrepot.device.vfio.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.linux.VfioDevices.Bound;
import org.entrepot.linux.VfioDevices.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final List<Bound> BOUND =
            List.of(new Bound("0000:00:02.0", "8086:1533"), new Bound("0000:00:03.0", "1234:11e8"));

    @Test
    void shouldMeanTheFunctionThatIsNamedBoundOrNot() {
        assertThat(settings(Map.of("function", "0000:07:00.1")).meant(BOUND)).containsExactly("0000:07:00.1");
    }

    @Test
    void shouldMeanWhicheverIsBoundWhenTheModelIsNamed() {
        assertThat(settings(Map.of("function", " 1234:11E8")).meant(BOUND)).containsExactly("0000:00:03.0");
        assertThat(settings(Map.of("function", "1234:0000")).meant(BOUND)).isEmpty();
    }

    @Test
    void shouldKnowHowFarADeviceReachesUnlessItIsConfigured() {
        Settings unsaid = settings(Map.of("function", "1234:11e8"));
        Settings said = settings(Map.of("function", "1234:11e8", "address_bits", 40));

        assertThat(unsaid.constraints("1234:11e8").addressBits()).isEqualTo(28);
        assertThat(unsaid.constraints("8086:1533").addressBits()).isEqualTo(32);
        assertThat(said.constraints("1234:11e8").addressBits()).isEqualTo(40);
        assertThat(said.way()).isEqualTo(Way.AUTO);
    }

    @ParameterizedTest
    @CsvSource({
        "function, edu",
        "function, ''",
        "iommu, type2",
        "address_bits, 11",
        "address_bits, 65",
        "max_segments, 0",
        "max_segmentSize, 4095",
        "address_alignment, 0",
        "entrepot_device, 0000"
    })
    void shouldRefuseWhatBreaksItsRule(String key, String value) {
        Object typed = value.matches("\\d+") && !key.equals("entrepot_device")
                ? key.startsWith("max_segmentS") || key.startsWith("address_al")
                        ? (Object) Long.valueOf(value)
                        : (Object) Integer.valueOf(value)
                : value;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Map.of(key, typed)))
                .withMessageContaining(value.isEmpty() ? "function=" : "=" + value);
    }

    static Settings settings(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Map.of("function", FakeDevice.MODEL));
        all.putAll(values);
        return Settings.of(Bench.configured(VfioConfig.class, all));
    }
}
