package org.entrepot.device.vfio.internal;

import java.util.ArrayList;
import java.util.List;
import org.entrepot.linux.KernelLog;

/** A kernel's log that a test writes. */
final class FakeLog implements KernelLog, KernelLog.Reader {
    private final List<Line> lines = new ArrayList<>();
    private int closed;

    synchronized void write(String text) {
        lines.add(new Line(text, System.nanoTime()));
    }

    @Override
    public Reader follow() {
        return this;
    }

    @Override
    public synchronized List<Line> news() {
        List<Line> news = List.copyOf(lines);
        lines.clear();
        return news;
    }

    /** How often it was closed by who followed it. */
    synchronized int closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed++;
    }
}
