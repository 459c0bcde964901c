package org.entrepot.console.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.entrepot.api.CpuUse;
import org.entrepot.api.Direction;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.PolicyRule.Kind;
import org.entrepot.api.PolicyRule.Subject;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.DeviceStatus;
import org.entrepot.control.HeapStatus;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.DisplayDevice;
import org.entrepot.device.EncodeDevice;
import org.entrepot.device.TransformDevice;
import org.entrepot.pipeline.PipelineSettings.RotateBy;
import org.entrepot.spi.Importer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Words that the Tab key offers; the shell's profile asks for them. */
@Component(
        service = WordCommands.class,
        immediate = true,
        property = {"osgi.command.scope=dma", "osgi.command.function=words"})
public final class WordCommands {
    private final ControlPlane control;
    private final BundleContext context;

    /** Over the control plane, and the devices in the registry. */
    @Activate
    public WordCommands(@Reference ControlPlane control, BundleContext context) {
        this.control = control;
        this.context = context;
    }

    /** The words of a kind. */
    @Descriptor("words that the Tab key offers, by kind")
    public List<String> words(String kind) {
        return switch (kind) {
            case "heaps" ->
                control.heaps().stream().map(HeapStatus::name).distinct().toList();
            case "devices" -> control.devices().stream().map(DeviceStatus::name).toList();
            case "cameras" -> services(CaptureDevice.class);
            case "rotators" -> services(TransformDevice.class);
            case "encoders" -> services(EncodeDevice.class);
            case "displays" -> services(DisplayDevice.class);
            case "buffers" ->
                control.buffers().stream()
                        .map(BufferStatus::id)
                        .map(String::valueOf)
                        .toList();
            case "commands" -> Manual.sorted().stream().map(Manual::command).toList();
            case "directions" -> names(Direction.values());
            case "uses" -> names(CpuUse.values());
            case "turners" -> names(RotateBy.values());
            case "formats" ->
                Arrays.stream(PixelFormat.values()).map(Enum::name).toList();
            case "modifiers" -> List.of("linear", "any");
            case "verbs" -> List.of("start", "stop", "status");
            case "rules" ->
                Stream.concat(names(Kind.values()).stream(), Stream.of("remove"))
                        .toList();
            case "subjects" -> names(Subject.values());
            case "targets" ->
                Stream.concat(words("devices").stream(), words("heaps").stream())
                        .toList();
            case "movers" ->
                Stream.concat(words("buffers").stream(), words("heaps").stream())
                        .toList();
            default ->
                throw new IllegalArgumentException("a kind of words must be known: kind=" + kind
                        + "; known are heaps, devices, cameras, rotators, encoders, displays, buffers, commands, directions, "
                        + "formats, modifiers, uses, turners, verbs, rules, subjects, targets and movers");
        };
    }

    /** The devices that do one thing, by the names of their services. */
    private <D> List<String> services(Class<D> work) {
        try {
            return context.getServiceReferences(work, null).stream()
                    .map(service -> service.getProperty(Importer.NAME_PROPERTY))
                    .filter(Objects::nonNull)
                    .map(String::valueOf)
                    .sorted()
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter has no syntax: filter=null", e);
        }
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
