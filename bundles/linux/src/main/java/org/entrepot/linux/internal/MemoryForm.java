package org.entrepot.linux.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.entrepot.linux.DmaBufFile;
import org.entrepot.linux.MemoryFile;
import org.entrepot.linux.MemoryFiles.DmaBufs;
import org.entrepot.linux.MemoryFiles.Form;
import org.entrepot.linux.MemoryFiles.HugePages;
import org.entrepot.linux.MemoryFiles.Part;
import org.entrepot.linux.MemoryRegion;

/** A way to make memory files. */
interface MemoryForm {
    /** What it is, and why this one. */
    Form form();

    /** Makes a file of a size that was checked. */
    MemoryFile create(String name, long bytes);

    /** Makes a region of a size that was checked. */
    MemoryRegion region(String name, long bytes);

    /** Which DMA-BUFs can be made of files. */
    DmaBufs dmaBufs();

    /** Makes a DMA-BUF of parts of files. */
    DmaBufFile dmaBuf(String name, List<Part> parts);

    /** How many huge pages there are now. */
    HugePages hugePages();

    /** Makes a file of huge pages, of a size that was checked. */
    MemoryFile createHuge(String name, long bytes);

    /** Makes a region of huge pages, of a size that was checked. */
    MemoryRegion hugeRegion(String name, long bytes);

    /** Copies as {@link org.entrepot.spi.Copier#copy} says, between files and regions of this form. */
    boolean copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes);

    /** Readies memory as {@link org.entrepot.spi.Copier#prepare} says. */
    void prepare(ByteBuffer target, int bytes);
}
