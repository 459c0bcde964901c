package org.entrepot.launcher;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The process's standard output, under whatever else is put before it: the shell replaces {@code System.out} when it starts and puts
 * back what it found when it stops.
 */
final class StandardOutput extends OutputStream {
    private volatile PrintStream target;

    private StandardOutput(PrintStream target) {
        this.target = target;
    }

    /** Stands from now on behind {@code System.out}. */
    static StandardOutput take() {
        StandardOutput taken = new StandardOutput(System.out);
        System.setOut(new PrintStream(taken, true));
        return taken;
    }

    /** What is printed from now on goes there. */
    void divert(PrintStream elsewhere) {
        target.flush();
        target = elsewhere;
    }

    @Override
    public void write(int octet) {
        target.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        target.write(bytes, offset, length);
    }

    @Override
    public void flush() {
        target.flush();
    }
}
