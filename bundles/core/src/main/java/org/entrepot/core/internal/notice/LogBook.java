package org.entrepot.core.internal.notice;

import java.time.Instant;
import org.osgi.service.log.LogLevel;
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
        LogLevel level = notice.kind().level();
        // A heap that leaves moves thousands of buffers: words that nobody keeps would take processors from the moves.
        if (isKept(level)) {
            write(level, said(notice));
        }
    }

    private boolean isKept(LogLevel level) {
        return switch (level) {
            case ERROR -> log.isErrorEnabled();
            case WARN -> log.isWarnEnabled();
            case DEBUG -> log.isDebugEnabled();
            case TRACE -> log.isTraceEnabled();
            case INFO, AUDIT -> log.isInfoEnabled();
        };
    }

    private static Object[] said(Notice notice) {
        return notice.cause() == null ? new Object[] {notice.words()} : new Object[] {notice.words(), notice.cause()};
    }

    private void write(LogLevel level, Object[] said) {
        switch (level) {
            case ERROR -> log.error("{}", said);
            case WARN -> log.warn("{}", said);
            case DEBUG -> log.debug("{}", said);
            case TRACE -> log.trace("{}", said);
            case INFO, AUDIT -> log.info("{}", said);
        }
    }
}
