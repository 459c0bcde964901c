package org.entrepot.core.internal;

import org.entrepot.core.internal.notice.EventDesk;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Has what happens in the engine posted as events. It is here while there is an event service; the engine does without. */
@Component(
        service = {},
        immediate = true)
public final class Events {
    private final Engine engine;
    private final EventDesk desk;

    /** Posts from now on. */
    @Activate
    public Events(
            @Reference Engine engine,
            @Reference EventAdmin events,
            @Reference(service = LoggerFactory.class) Logger log) {
        this.engine = engine;
        this.desk = new EventDesk(events, log);
        engine.notices().follow(desk);
    }

    @Deactivate
    void deactivate() {
        engine.notices().leave(desk);
    }
}
