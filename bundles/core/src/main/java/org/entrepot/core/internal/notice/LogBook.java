package org.entrepot.core.internal.notice;

import java.time.Instant;
import org.osgi.service.log.Logger;

/** Writes notices into the log. */
final class LogBook implements NoticeBoard.Reader {
    private final Logger log;

    /** Writes into this log. */
    LogBook(Logger log) {
        this.log = log;
    }

    @Override
    public void read(Notice notice, Instant at) {
        Object[] said =
                notice.cause() == null ? new Object[] {notice.words()} : new Object[] {notice.words(), notice.cause()};
        switch (notice.kind().level()) {
            case ERROR -> log.error("{}", said);
            case WARN -> log.warn("{}", said);
            case DEBUG -> log.debug("{}", said);
            case TRACE -> log.trace("{}", said);
            case INFO, AUDIT -> log.info("{}", said);
        }
    }
}
