package org.entrepot.console.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.felix.service.command.Converter;
import org.entrepot.api.Explanation;
import org.entrepot.pipeline.PipelineReport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Draws what the commands return. */
@Component(
        property = {
            "osgi.converter.classes=org.entrepot.console.internal.Views$Heaps",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Devices",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Found",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Heap",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Faults",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Timelines",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Buffers",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Stranded",
            "osgi.converter.classes=org.entrepot.console.internal.Views$OneBuffer",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Collections",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Accounts",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Machine",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Rules",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Allocated",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Attached",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Mapped",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Dump",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Migrations",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Moved",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Tour",
            "osgi.converter.classes=org.entrepot.console.internal.Views$Notice",
            "osgi.converter.classes=org.entrepot.api.Explanation",
            "osgi.converter.classes=org.entrepot.pipeline.PipelineReport"
        })
public final class Drawing implements Converter {
    private static final List<Drawer<?>> DRAWERS = List.of(
            new Drawer<>(Views.Notice.class, Views.Notice::text),
            new Drawer<>(Views.Heaps.class, view -> StatusDrawing.heaps(view.all())),
            new Drawer<>(Views.Heap.class, view -> HeapDrawing.text(view.inside(), Mark.Style.ofStandardOutput())),
            new Drawer<>(Views.Devices.class, view -> StatusDrawing.devices(view.all())),
            new Drawer<>(Views.Found.class, view -> FoundDrawing.table(view.all())),
            new Drawer<>(Views.Faults.class, StatusDrawing::faults),
            new Drawer<>(Views.Buffers.class, StatusDrawing::buffers),
            new Drawer<>(Views.Stranded.class, view -> StatusDrawing.stranded(view.all())),
            new Drawer<>(Views.Timelines.class, view -> StatusDrawing.timelines(view.all())),
            new Drawer<>(Views.OneBuffer.class, view -> BufferDrawing.whole(view.buffer())),
            new Drawer<>(Views.Collections.class, view -> CollectionDrawing.text(view.all())),
            new Drawer<>(Views.Migrations.class, view -> MigrationDrawing.all(view.all())),
            new Drawer<>(Views.Moved.class, view -> MigrationDrawing.outcome(view.status())),
            new Drawer<>(Views.Condition.class, AccountDrawing::health),
            new Drawer<>(Views.Accounts.class, AccountDrawing::accounts),
            new Drawer<>(Views.Machine.class, StatusDrawing::machine),
            new Drawer<>(Views.Rules.class, PolicyDrawing::text),
            new Drawer<>(Views.Allocated.class, BufferDrawing::allocated),
            new Drawer<>(Views.Attached.class, BufferDrawing::attached),
            new Drawer<>(Views.Mapped.class, BufferDrawing::mapped),
            new Drawer<>(Views.Dump.class, BufferDrawing::dump),
            new Drawer<>(Views.Tour.class, TourDrawing::text),
            new Drawer<>(Explanation.class, ExplanationDrawing::text),
            new Drawer<>(PipelineReport.class, ReportDrawing::text));

    /** How values of a type are drawn. */
    private record Drawer<T>(Class<T> type, Function<T, String> drawing) {
        Optional<String> draw(Object target) {
            return type.isInstance(target) ? Optional.of(drawing.apply(type.cast(target))) : Optional.empty();
        }
    }

    @Override
    public @Nullable Object convert(Class<?> desiredType, Object in) {
        return null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        return text(target);
    }

    /** The value as text; nothing for a type that is drawn elsewhere. */
    static @Nullable String text(Object target) {
        return DRAWERS.stream()
                .flatMap(drawer -> drawer.draw(target).stream())
                .findFirst()
                .orElse(null);
    }
}
