package org.entrepot.core.internal.notice;

import org.entrepot.control.Topics;
import org.osgi.service.log.LogLevel;

/** The kinds of notices: how much each matters in a log, and the topic of its event. */
public enum Kind {
    /** A large buffer was allocated. */
    BUFFER_ALLOCATED(LogLevel.INFO, Topics.BUFFER_ALLOCATED),
    /** A buffer moved. */
    BUFFER_MOVED(LogLevel.INFO, Topics.BUFFER_MOVED),
    /** A buffer is stranded. */
    BUFFER_STRANDED(LogLevel.WARN, Topics.BUFFER_STRANDED),
    /** A buffer is at home again. */
    BUFFER_ADOPTED(LogLevel.INFO, Topics.BUFFER_ADOPTED),
    /** A heap is in another state. */
    HEAP_CHANGED(LogLevel.INFO, Topics.HEAP_CHANGED),
    /** A heap is in a state that somebody should look at. */
    HEAP_ISOLATED(LogLevel.WARN, Topics.HEAP_CHANGED),
    /** A device took DMA faults. */
    DEVICE_FAULTED(LogLevel.ERROR, Topics.DEVICE_FAULTED),
    /** A limit refused something. */
    LIMIT_REACHED(LogLevel.WARN, Topics.LIMIT_REACHED),
    /** A service failed. */
    SERVICE_FAILED(LogLevel.WARN, Topics.SERVICE_FAILED),
    /** Notices are missing. */
    NOTICES_DROPPED(LogLevel.WARN, Topics.NOTICES_DROPPED);

    private final LogLevel level;
    private final String topic;

    Kind(LogLevel level, String topic) {
        this.level = level;
        this.topic = topic;
    }

    LogLevel level() {
        return level;
    }

    String topic() {
        return topic;
    }
}
