package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraint;
import org.entrepot.api.Constraints;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation.Refusal;
import org.entrepot.api.MappingType;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.Provenance;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.DeviceStatus.OverriddenField;
import org.entrepot.core.internal.roster.OperatorValues;
import org.entrepot.core.internal.selection.Plan;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.log.Logger;

/** What an operator's configuration makes of devices. */
class DeviceOverridesTest {
    private static final AllocationRequest FOR_CAMERA =
            AllocationRequest.bytes(1 << 20).devices("camera0").build();
    private static final Constraints DECLARED =
            Constraints.builder().addressBits(40).strideAlignment(64).build();

    private final Engine engine = Framework.engine();
    private final Logger log = Framework.answering(Logger.class, Map.of());
    private final OperatorView operator = new OperatorView(engine, Framework.policy(), Framework.health(engine), log);
    private final DeviceOverrides overrides = new DeviceOverrides(engine, log, Map.of("service.pid", "any"));

    private record Camera(String name) implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription(name, TestMachine.DIRECT_BUS, "of the test", Provenance.emulated("test"));
        }

        @Override
        public Constraints constraints() {
            return DECLARED;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.PAGES);
        }
    }

    DeviceOverridesTest() {
        engine.bindMapper(new TestMapper("direct0", TestMachine.DIRECT_BUS, false), Framework.reference(1));
        engine.bindExporter(TestHeap.system("system"), Framework.reference(2));
        engine.bindImporter(new Camera("camera0"), Framework.reference(3));
    }

    private DeviceStatus camera() {
        return operator.devices().get(0);
    }

    private static List<String> errorsOf(Map<String, Object> configuration) {
        List<String> errors = new ArrayList<>();
        DeviceOverrides.read(configuration, errors::add);
        return errors;
    }

    @Test
    void shouldPlanByTheOperatorsValueWhenTheConfigurationChanges() {
        Plan before = engine.selection().plan(FOR_CAMERA);
        assertThat(before.candidates()).isNotEmpty();

        overrides.modified(Map.of("device.camera0.maxSize", "65536"));

        Plan after = engine.selection().plan(FOR_CAMERA);
        assertThat(after.candidates()).isEmpty();
        assertThat(camera().constraints())
                .isEqualTo(DECLARED.toBuilder().maxSize(65536).build());
        assertThat(camera().overrides()).containsExactly(new OverriddenField("maxSize", "65536", "unconstrained"));
    }

    @Test
    void shouldNameTheOperatorWhenHisValueRefuses() {
        overrides.modified(Map.of("device.camera0.maxSize", "65536"));

        List<Refusal> refusals = engine.selection()
                .plan(FOR_CAMERA)
                .explanation()
                .verdicts()
                .get(0)
                .refusals();

        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.constraint()).isEqualTo(Constraint.SIZE);
            assertThat(refusal.participant()).isEqualTo("camera0 (operator)");
        });
    }

    @Test
    void shouldNameTheDeviceAloneWhenAnotherOfItsFieldsIsTheOperators() {
        overrides.modified(Map.of("device.camera0.strideAlignment", "256"));

        assertThat(engine.roster().device("camera0").wanting(Constraint.ADDRESS_BITS))
                .isEqualTo("camera0");
        assertThat(engine.roster().device("camera0").wanting(Constraint.STRIDE_ALIGNMENT))
                .isEqualTo("camera0 (operator)");
    }

    @Test
    void shouldNameTheDeviceAloneWhenTheOperatorSaysWhatItDeclares() {
        overrides.modified(Map.of("device.camera0.addressBits", "40"));

        assertThat(engine.roster().device("camera0").wanting(Constraint.ADDRESS_BITS))
                .isEqualTo("camera0");
        assertThat(camera().overrides()).containsExactly(new OverriddenField("addressBits", "40", "40"));
    }

    @Test
    void shouldNameTheOperatorWhenADeviceComesLateToMemory() {
        try (DmaBuf buffer = engine.buffers()
                .allocate(
                        AllocationRequest.bytes(1 << 20).build(),
                        engine.accounts().of(7, "org.example.app"))) {
            overrides.modified(Map.of("device.camera0.maxSize", "65536"));

            assertThatExceptionOfType(EntrepotException.class)
                    .isThrownBy(() -> buffer.attach("camera0"))
                    .withMessageContaining("camera0 (operator) wants at most 65536 bytes");
        }
    }

    @Test
    void shouldGoBackToWhatIsDeclaredWhenTheConfigurationGoes() {
        overrides.modified(Map.of("device.camera0.maxSize", "65536"));

        overrides.modified(Map.of());

        assertThat(camera().constraints()).isEqualTo(DECLARED);
        assertThat(camera().overrides()).isEmpty();
        assertThat(engine.selection().plan(FOR_CAMERA).candidates()).isNotEmpty();
    }

    @Test
    void shouldWaitForADeviceWhenItComesLater() {
        overrides.modified(Map.of("device.display0.strideAlignment", 256));

        engine.bindImporter(new Camera("display0"), Framework.reference(9));

        assertThat(operator.devices().get(1).constraints().strideAlignment()).isEqualTo(256);
        assertThat(camera().constraints()).isEqualTo(DECLARED);
    }

    @Test
    void shouldStayOverriddenWhenTheDeviceDeclaresAnew() {
        overrides.modified(Map.of("device.camera0.addressBits", "32"));

        engine.updatedImporter(Framework.reference(3));

        assertThat(camera().constraints().addressBits()).isEqualTo(32);
        assertThat(camera().overrides()).containsExactly(new OverriddenField("addressBits", "32", "40"));
    }

    @Test
    void shouldWidenWhatADeviceDeclaresWhenTheOperatorKnowsBetter() {
        overrides.modified(Map.of("device.camera0.addressBits", "64", "device.camera0.formats", "NV12, I420"));

        assertThat(camera().constraints().addressBits()).isEqualTo(64);
        assertThat(camera().constraints().formats().pairs()).hasSize(2).allMatch(pair -> pair.format()
                .filter(format -> format == PixelFormat.NV12 || format == PixelFormat.I420)
                .isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "device.camera0.addressBits, 99, address bits are 12 to 64: addressBits=99",
        "device.camera0.adressBits, 32, 'a constraint must be known: name=adressBits; known are addressBits, ['",
        "device.camera0.maxSegments, one, a constraint is a whole number: maxSegments=one",
        "device.camera0.formats, NV13, NV13",
        "device..maxSegments, 1, a key is device.NAME.FIELD",
        "device.camera0, 1, a key is device.NAME.FIELD",
        "devices.camera0.maxSegments, 1, a key is device.NAME.FIELD",
    })
    void shouldNameKeyValueAndRuleWhenOneIsWrong(String key, String value, String rule) {
        Map<String, Object> configuration = Map.of(key, value, "device.camera0.minSize", "8192");

        assertThat(errorsOf(configuration))
                .singleElement()
                .asString()
                .startsWith("a value of org.entrepot.devices keeps its rule: " + key + "=" + value + " (")
                .contains(rule)
                .endsWith("correct it, until then the device stays there as it declared itself");
        overrides.modified(configuration);
        assertThat(camera().constraints())
                .as("the other key counts")
                .isEqualTo(DECLARED.toBuilder().minSize(8192).build());
    }

    @Test
    void shouldRefuseTheSecondWhenOneFieldIsSetByTwoNames() {
        Map<String, Object> twice = Map.of("device.camera0.addressBits", "32", "device.camera0.addressMask", "0xffff");

        assertThat(errorsOf(twice))
                .singleElement()
                .asString()
                .contains("addressMask=0xffff", "and addressBits=32 sets it; remove one");
        assertThat(DeviceOverrides.read(twice, error -> {})
                        .get("camera0")
                        .over(DECLARED)
                        .addressBits())
                .isEqualTo(32);
    }

    @Test
    void shouldKnowANameWithDotsWhenADeviceHasOne() {
        assertThat(DeviceOverrides.read(Map.of("device.cam.left-1.maxSegments", "1"), error -> {}))
                .containsOnlyKeys("cam.left-1");
    }

    @Test
    void shouldLookPastWhatTheFrameworkAddsWhenReading() {
        Map<String, Object> added = new HashMap<>();
        added.put("service.pid", "org.entrepot.devices");
        added.put("component.id", 7L);
        added.put("felix.fileinstall.filename", "file:/conf/org.entrepot.devices.cfg");
        added.put(".private", "x");

        assertThat(errorsOf(added)).isEmpty();
        assertThat(DeviceOverrides.read(added, error -> {})).isEmpty();
    }

    @Test
    void shouldSetEveryFieldWhenNamedAsItsAccessor() {
        Constraints all = Constraints.builder()
                .addressMask(0xffff_ffffL)
                .maxSegments(4)
                .maxSegmentSize(65536)
                .segmentBoundary(1 << 20)
                .addressAlignment(12)
                .strideAlignment(256)
                .heightAlignment(16)
                .paddingRows(16)
                .paddingBytes(64)
                .minSize(4096)
                .maxSize(1 << 24)
                .rowPitch(8192)
                .formats(PixelFormat.NV12)
                .mappingTypes(MappingType.PAGES)
                .build();
        OperatorValues values = OperatorValues.NONE;
        for (Map.Entry<String, Object> field : all.plain().entrySet()) {
            values = values.with(field.getKey(), field.getValue());
        }

        assertThat(values.over(DECLARED)).isEqualTo(all);
        assertThat(values.count()).isEqualTo(all.plain().size());
    }
}
