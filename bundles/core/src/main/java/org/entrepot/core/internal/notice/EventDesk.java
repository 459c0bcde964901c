package org.entrepot.core.internal.notice;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.log.Logger;

/** Posts notices as events. */
public final class EventDesk implements NoticeBoard.Reader {
    private final EventAdmin events;
    private final Logger log;

    /**
     * Posts to an event service.
     *
     * @param events to which
     * @param log told what came too late for it
     */
    public EventDesk(EventAdmin events, Logger log) {
        this.events = events;
        this.log = log;
    }

    @Override
    public void read(Notice notice, Instant at) {
        Map<String, Object> properties = new HashMap<>(notice.properties());
        properties.put(EventConstants.MESSAGE, notice.words());
        properties.put(EventConstants.TIMESTAMP, at.toEpochMilli());
        Throwable cause = notice.cause();
        if (cause != null) {
            properties.put(EventConstants.EXCEPTION, cause);
            properties.put(EventConstants.EXCEPTION_CLASS, cause.getClass().getName());
        }
        try {
            events.postEvent(new Event(notice.kind().topic(), properties));
        } catch (IllegalStateException e) {
            // Who takes this reader away is on the way.
            log.debug("The event service stopped before it was told: {}", notice.words(), e);
        }
    }
}
