package org.entrepot.core.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.OperatorValues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Lets an operator overrule what devices declare, by the configuration {@value #PID}: {@code device.NAME.FIELD = value}. Each change of it
 * counts for the next plan. Its keys are free, so Metatype cannot describe it.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = DeviceOverrides.PID)
public final class DeviceOverrides {
    /** The configuration's name. */
    static final String PID = "org.entrepot.devices";

    private static final Pattern KEY = Pattern.compile("device\\.([A-Za-z][A-Za-z0-9_.-]{0,62})\\.([A-Za-z]+)");

    /** What the framework and the reader of files put beside an operator's keys. */
    private static final Pattern NOT_THE_OPERATORS = Pattern.compile("(service|component|felix|osgi)?\\..*");

    private final Engine engine;
    private final Logger log;

    /** Applies the configuration, if there is one. */
    @Activate
    public DeviceOverrides(
            @Reference Engine engine,
            @Reference(service = LoggerFactory.class) Logger log,
            Map<String, Object> configuration) {
        this.engine = engine;
        this.log = log;
        modified(configuration);
    }

    @Modified
    void modified(Map<String, Object> configuration) {
        Map<String, OperatorValues> values = read(configuration, log::error);
        engine.roster().override(values);
        List<String> here = engine.roster().devices().stream().map(Device::name).toList();
        values.forEach((device, fields) -> log.info(
                "Of device {} the operator sets {}{}",
                device,
                fields,
                here.contains(device) ? "" : ", when a device of this name comes"));
    }

    /** What is set for each device. A key or value that is wrong is told, and left out; the others count. */
    static Map<String, OperatorValues> read(Map<String, Object> configuration, Consumer<String> errors) {
        Map<String, OperatorValues> values = new TreeMap<>();
        new TreeMap<>(configuration).forEach((key, value) -> {
            if (!NOT_THE_OPERATORS.matcher(key).matches()) {
                try {
                    add(key, value, values);
                } catch (IllegalArgumentException e) {
                    errors.accept("a value of " + PID + " keeps its rule: " + key + "=" + value + " (" + e.getMessage()
                            + "); correct it, until then the device stays there as it declared itself");
                }
            }
        });
        return values;
    }

    private static void add(String key, Object value, Map<String, OperatorValues> values) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a key is device.NAME.FIELD, such as device.camera0.addressBits");
        }
        String device = matcher.group(1);
        OperatorValues before = values.getOrDefault(device, OperatorValues.NONE);
        values.put(device, before.with(matcher.group(2), value));
    }
}
