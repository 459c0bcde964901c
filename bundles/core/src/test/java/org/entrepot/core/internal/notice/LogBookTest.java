package org.entrepot.core.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.entrepot.core.internal.notice.Notice.BufferAdopted;
import org.entrepot.core.internal.notice.Notice.NoticesDropped;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;

class LogBookTest {
    private final List<String> written = new ArrayList<>();

    @Test
    void shouldWriteAtTheLevelOfTheNoticeWhenThatIsKept() {
        LogBook book = new LogBook(keeping("isInfoEnabled", "isWarnEnabled"));

        book.read(new BufferAdopted(1, "frame", "cma"), Instant.now());
        book.read(new NoticesDropped(7), Instant.now());

        assertThat(written).containsExactly("info", "warn");
    }

    @Test
    void shouldWriteNothingWhenTheLogKeepsNoNoticesOfThatLevel() {
        LogBook book = new LogBook(keeping("isWarnEnabled"));

        book.read(new BufferAdopted(1, "frame", "cma"), Instant.now());
        book.read(new NoticesDropped(7), Instant.now());

        assertThat(written).containsExactly("warn");
    }

    /** A log that says yes to these questions and no to the others. */
    private Logger keeping(String... questions) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (logger, method, arguments) -> {
                    if (method.getReturnType() == boolean.class) {
                        return Set.of(questions).contains(method.getName());
                    }
                    written.add(method.getName());
                    return null;
                });
    }
}
