package org.entrepot.core.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.entrepot.api.Counter;
import org.entrepot.core.internal.notice.Notice.BufferAdopted;
import org.entrepot.core.internal.notice.Notice.NoticesDropped;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoticeBoardTest {
    private final Queue<Notice> seen = new ConcurrentLinkedQueue<>();
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final NoticeBoard board = new NoticeBoard((notice, at) -> seen.add(notice));

    @AfterEach
    void end() {
        unblocked.countDown();
        board.close();
    }

    @Test
    void shouldTellAllReadersInOrderWhenNoticesArePosted() {
        Queue<Notice> second = new ConcurrentLinkedQueue<>();
        board.follow((notice, at) -> second.add(notice));
        List<Notice> posted =
                IntStream.range(0, 100).mapToObj(NoticeBoardTest::notice).toList();

        posted.forEach(board::post);

        await().untilAsserted(() -> assertThat(second).containsExactlyElementsOf(posted));
        assertThat(seen).containsExactlyElementsOf(posted);
    }

    @Test
    void shouldReadOnAnotherThreadWhenSomebodyPosts() {
        Queue<Thread> readers = new ConcurrentLinkedQueue<>();
        board.follow((notice, at) -> readers.add(Thread.currentThread()));

        board.post(notice(1));

        await().untilAsserted(() -> assertThat(readers).singleElement().isNotSameAs(Thread.currentThread()));
        assertThat(readers.peek().isDaemon()).isTrue();
    }

    @Test
    void shouldCountAndTellWhatIsDroppedWhenAReaderIsSlow() {
        board.follow((notice, at) -> awaitUnblocked());
        IntStream.range(0, 3000).forEach(number -> board.post(notice(number)));
        long dropped = value("dropped notices");

        unblocked.countDown();

        assertThat(dropped).isBetween(1900L, 2000L);
        await().untilAsserted(() -> assertThat(seen).contains(new NoticesDropped(dropped)));
    }

    @Test
    void shouldTellWhatWasPostedBeforeWhenItIsClosed() {
        IntStream.range(0, 500).forEach(number -> board.post(notice(number)));

        board.close();
        board.post(notice(500));

        assertThat(seen).hasSize(500);
        assertThat(value("dropped notices")).isEqualTo(1);
    }

    @Test
    void shouldTellTheOthersAndTheLogWhenAReaderFails() {
        Queue<Notice> second = new ConcurrentLinkedQueue<>();
        board.follow((notice, at) -> {
            throw new IllegalStateException("no event service");
        });
        board.follow((notice, at) -> second.add(notice));

        board.post(notice(1));
        board.post(notice(2));

        await().untilAsserted(() -> assertThat(second).containsExactly(notice(1), notice(2)));
        assertThat(seen)
                .filteredOn(Notice.CallFailed.class::isInstance)
                .hasSize(2)
                .allSatisfy(told -> assertThat(told.words()).contains("a reader of notices", "no event service"));
    }

    @Test
    void shouldTellAReaderNothingMoreWhenItLeft() {
        Queue<Notice> second = new ConcurrentLinkedQueue<>();
        NoticeBoard.Reader reader = (notice, at) -> second.add(notice);
        board.follow(reader);
        board.leave(reader);

        board.post(notice(1));

        await().untilAsserted(() -> assertThat(seen).hasSize(1));
        assertThat(second).isEmpty();
    }

    private static Notice notice(int number) {
        return new BufferAdopted(number, "frame", "cma");
    }

    private long value(String name) {
        return board.counters().stream()
                .filter(counter -> counter.name().equals(name))
                .mapToLong(Counter::value)
                .sum();
    }

    private void awaitUnblocked() {
        try {
            unblocked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
