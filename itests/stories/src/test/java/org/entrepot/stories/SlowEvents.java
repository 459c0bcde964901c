package org.entrepot.stories;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.entrepot.control.Topics;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** An event service that does not take the first event before it is let go. */
final class SlowEvents implements EventAdmin {
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @Override
    public void postEvent(Event event) {
        first.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.add(event);
    }

    @Override
    public void sendEvent(Event event) {
        postEvent(event);
    }

    boolean isHeldUp() {
        return first.getCount() == 0;
    }

    void goOn() {
        end.countDown();
    }

    /** How many were dropped, by what it was told. */
    long dropped() {
        return events.stream()
                .filter(event -> event.getTopic().equals(Topics.NOTICES_DROPPED))
                .mapToLong(event -> (Long) event.getProperty(Topics.COUNT))
                .sum();
    }
}
