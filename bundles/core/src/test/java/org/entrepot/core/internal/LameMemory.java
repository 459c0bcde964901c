package org.entrepot.core.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.entrepot.api.CpuUse;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.MemoryCookie;
import org.entrepot.spi.PrivateMapper;

/** Good memory whose maker does something else first, in one of its methods. */
public final class LameMemory implements ExportedMemory {
    /** Where it is lame. */
    public enum Part {
        VIEW,
        BEGIN,
        END,
        COOKIES,
        PRIVATE_MAPPER,
        CLOSE
    }

    private final ExportedMemory good;
    private final Part part;
    private final Runnable first;

    /** Memory like another, but for one part of it. */
    public LameMemory(ExportedMemory good, Part part, Runnable first) {
        this.good = good;
        this.part = part;
        this.first = first;
    }

    private void at(Part here) {
        if (here == part) {
            first.run();
        }
    }

    @Override
    public long size() {
        return good.size();
    }

    @Override
    public List<MemoryCookie> cookies() {
        at(Part.COOKIES);
        return good.cookies();
    }

    @Override
    public Optional<PrivateMapper> privateMapper() {
        at(Part.PRIVATE_MAPPER);
        return good.privateMapper();
    }

    @Override
    public ByteBuffer view() {
        at(Part.VIEW);
        return good.view();
    }

    @Override
    public void beginCpuAccess(CpuUse use) {
        at(Part.BEGIN);
        good.beginCpuAccess(use);
    }

    @Override
    public void endCpuAccess(CpuUse use) {
        at(Part.END);
        good.endCpuAccess(use);
    }

    /** Is closed even if it is lame. */
    @Override
    public void close() {
        good.close();
        at(Part.CLOSE);
    }
}
