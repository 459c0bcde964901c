package org.entrepot.core.internal.notice;

import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/** Writes notices into the log. */
final class LogBook implements Consumer<Notice> {
    private final Logger log;

    /** Writes into this log. */
    LogBook(Logger log) {
        this.log = log;
    }

    @Override
    public void accept(Notice notice) {
        Object[] said =
                notice.cause() == null ? new Object[] {notice.words()} : new Object[] {notice.words(), notice.cause()};
        switch (notice.level()) {
            case ERROR -> log.error("{}", said);
            case WARN -> log.warn("{}", said);
            case DEBUG -> log.debug("{}", said);
            case TRACE -> log.trace("{}", said);
            case INFO, AUDIT -> log.info("{}", said);
        }
    }
}
