package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.entrepot.control.Topics;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/** What the engine says of itself: as a handler of events is told it, and as the log has it. */
final class News {
    /** What the events of a topic carry, as the page on events says. */
    private static final Map<String, Set<String>> KEYS = Map.of(
            Topics.BUFFER_ALLOCATED,
            Set.of("buffer", "name", "bytes", "heap", "bundle"),
            Topics.BUFFER_MOVED,
            Set.of("buffer", "name", "bytes", "from", "heap", "why", "nanos"),
            Topics.BUFFER_STRANDED,
            Set.of("buffer", "name", "bytes", "heap", "why"),
            Topics.BUFFER_ADOPTED,
            Set.of("buffer", "name", "heap"),
            Topics.HEAP_CHANGED,
            Set.of("heap", "state", "why"),
            Topics.DEVICE_FAULTED,
            Set.of("device", "count", "why"),
            Topics.LIMIT_REACHED,
            Set.of("bundle", "limit", "value", "has", "wanted"),
            Topics.SERVICE_FAILED,
            Set.of("service", "what", "why", EventConstants.EXCEPTION, EventConstants.EXCEPTION_CLASS),
            Topics.NOTICES_DROPPED,
            Set.of("count"));

    private static final Set<String> NUMBERS =
            Set.of("buffer", "bytes", "nanos", "count", "value", "has", "wanted", EventConstants.TIMESTAMP);

    private final BundleContext context;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    /** Listens from now on. */
    News(BundleContext context) {
        this.context = context;
        context.registerService(
                EventHandler.class,
                events::add,
                FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, Topics.ALL)));
    }

    /** Waits for an event with these properties, which must carry all that its topic promises, and no more. */
    Event awaitEvent(String topic, Map<String, Object> properties) {
        await().atMost(Heaps.PATIENCE)
                .untilAsserted(() ->
                        assertThat(all(topic, properties)).as("%s", events).isNotEmpty());
        Event event = all(topic, properties).get(0);
        assertThat(event.getPropertyNames()).as("keys of %s", event).containsExactlyInAnyOrderElementsOf(keys(topic));
        assertThat(event.getPropertyNames())
                .allSatisfy(key -> assertThat(event.getProperty(key)).as(key).isInstanceOf(type(key)));
        return event;
    }

    private static Class<?> type(String key) {
        if (EventConstants.EXCEPTION.equals(key)) {
            return Throwable.class;
        }
        return NUMBERS.contains(key) ? Long.class : String.class;
    }

    /** The events so far that have these properties. */
    List<Event> all(String topic, Map<String, Object> properties) {
        return events.stream()
                .filter(event -> event.getTopic().equals(topic))
                .filter(event -> properties.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(event.getProperty(each.getKey()))))
                .toList();
    }

    /** The topics so far that concern a heap or its buffers, in their order; of a heap's states the state. */
    List<String> story(String heap) {
        return events.stream()
                .filter(event -> heap.equals(event.getProperty(Topics.HEAP)))
                .map(event -> event.containsProperty(Topics.STATE)
                        ? String.valueOf(event.getProperty(Topics.STATE))
                        : event.getTopic())
                .toList();
    }

    private static List<String> keys(String topic) {
        return Stream.concat(
                        KEYS.get(topic).stream(),
                        Stream.of(EventConstants.EVENT_TOPIC, EventConstants.MESSAGE, EventConstants.TIMESTAMP))
                .toList();
    }

    /** Waits until the log has the line of an event, at this level. */
    void awaitLine(Event event, LogLevel level) {
        await().atMost(Heaps.PATIENCE).untilAsserted(() -> assertThat(log()).anySatisfy(entry -> {
            assertThat(entry.getMessage()).isEqualTo(event.getProperty(EventConstants.MESSAGE));
            assertThat(entry.getLogLevel()).isEqualTo(level);
        }));
    }

    /** Equinox has a log of its own beside Felix's. */
    private List<LogEntry> log() throws InvalidSyntaxException {
        return context.getServiceReferences(LogReaderService.class, null).stream()
                .flatMap(log -> Collections.list(context.getService(log).getLog()).stream())
                .toList();
    }
}
