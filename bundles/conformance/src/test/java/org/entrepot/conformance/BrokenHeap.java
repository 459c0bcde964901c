package org.entrepot.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.entrepot.api.Capabilities;
import org.entrepot.api.CoherencyDomain;
import org.entrepot.api.Constraints;
import org.entrepot.api.Counter;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.MappingType;
import org.entrepot.api.Occupancy;
import org.entrepot.api.Reason;
import org.entrepot.spi.ExportedMemory;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.HeapDescription;
import org.entrepot.spi.HeapUsage;
import org.entrepot.spi.MemoryRequest;

/** A heap with one fault. */
final class BrokenHeap implements Exporter {
    private static final long PAGE = 4096;

    private final Exporter sound;
    private final HeapFault fault;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong closings = new AtomicLong();
    private final Deque<ExportedMemory> cache = new ArrayDeque<>();
    private final Deque<ExportedMemory> out = new ArrayDeque<>();

    BrokenHeap(Exporter sound, HeapFault fault) {
        this.sound = sound;
        this.fault = fault;
    }

    boolean has(HeapFault one) {
        return fault == one;
    }

    void leave() {
        if (has(HeapFault.TAKES_ITS_MEMORY_AWAY)) {
            out.forEach(memory -> Contents.fill(memory.view(), 77));
        }
        if (has(HeapFault.DISPLACES_ITS_MEMORY)) {
            out.forEach(ExportedMemory::close);
        }
    }

    @Override
    public HeapDescription description() {
        HeapDescription said = sound.description();
        String name = has(HeapFault.CHANGES_ITS_NAME) ? said.name() + asked.incrementAndGet() : said.name();
        return new HeapDescription(name, said.technology(), said.provenance());
    }

    @Override
    public Capabilities capabilities() {
        Capabilities said = sound.capabilities();
        long highest = has(HeapFault.LIES_ABOUT_ITS_ADDRESSES) ? said.lowestAddress() + 1 : said.highestAddress();
        Capabilities.Builder told =
                Capabilities.between(said.lowestAddress(), highest).largestSize(largest(said.largestSize()));
        if (has(HeapFault.LIES_ABOUT_ITS_ALIGNMENT)) {
            told.alignment(16 * PAGE);
        }
        if (has(HeapFault.PROMISES_ALIGNMENTS)) {
            told.alignableTo(16 * PAGE);
        }
        if (has(HeapFault.LIES_ABOUT_ITS_RUNS)) {
            told.contiguity(Capabilities.Contiguity.ONE_RUN);
        }
        if (has(HeapFault.LISTS_A_TYPE_TOO_MANY)) {
            told.mappingTypes(MappingType.PAGES, MappingType.FD);
        }
        if (has(HeapFault.SHOWS_WHAT_IT_SAID_IT_WOULD_NOT)) {
            told.coherencyDomain(CoherencyDomain.INACCESSIBLE);
        }
        return told.build();
    }

    private long largest(long sound) {
        if (has(HeapFault.PROMISES_TOO_MUCH)) {
            return 2 * sound;
        }
        return has(HeapFault.GIVES_MORE_THAN_IT_SAID) ? sound / 2 : sound;
    }

    @Override
    public int expectedRuns(long bytes) {
        return has(HeapFault.EXPECTS_NOTHING) ? 0 : sound.expectedRuns(bytes);
    }

    @Override
    public ExportedMemory allocate(MemoryRequest request) {
        if (has(HeapFault.SWALLOWS_INTERRUPTS)) {
            Thread.interrupted();
        }
        try {
            return remember(new BrokenMemory(this, take(request), out.peekLast(), closings::incrementAndGet));
        } catch (EntrepotException e) {
            throw has(HeapFault.SAYS_REFUSED_WHEN_FULL) ? new EntrepotException(Reason.REFUSED, e.getMessage(), e) : e;
        }
    }

    private synchronized ExportedMemory take(MemoryRequest request) {
        if (has(HeapFault.RECYCLES_WITHOUT_CLEARING)) {
            ExportedMemory used = cache.stream()
                    .filter(memory -> memory.size() == request.bytes())
                    .findFirst()
                    .orElse(null);
            if (used != null) {
                cache.remove(used);
                return used;
            }
        }
        ExportedMemory memory = sound.allocate(
                has(HeapFault.IGNORES_CONSTRAINTS)
                        ? new MemoryRequest(request.name(), request.bytes(), Constraints.NONE, request.layout())
                        : request);
        if (has(HeapFault.GIVES_DIRTY_MEMORY)) {
            memory.view().put(17, (byte) 1);
        }
        return memory;
    }

    private synchronized ExportedMemory remember(ExportedMemory memory) {
        out.add(memory);
        return memory;
    }

    synchronized void giveBack(ExportedMemory memory) {
        if (has(HeapFault.RECYCLES_WITHOUT_CLEARING)) {
            cache.add(memory);
        } else if (!has(HeapFault.LEAKS)) {
            memory.close();
        }
    }

    @Override
    public HeapUsage usage() {
        HeapUsage told = sound.usage();
        long used = told.used() - (has(HeapFault.COUNTS_EACH_CLOSE) ? PAGE * closings.get() : 0);
        return new HeapUsage(
                has(HeapFault.LIES_ABOUT_ITS_CAPACITY) ? 2 * told.capacity() : told.capacity(),
                has(HeapFault.FORGETS_WHAT_IS_OUT) ? 0 : used,
                has(HeapFault.FORGETS_ITS_HIGH_WATER) ? told.used() : told.highWater(),
                told.largestRun(),
                told.buffers(),
                has(HeapFault.COUNTS_NO_FAILURES) ? 0 : told.failures(),
                told.fragmented());
    }

    @Override
    public List<Counter> counters() {
        Counter one = new Counter("one", 1, "times", "a counter of the test");
        return has(HeapFault.NAMES_TWO_COUNTERS_ALIKE) ? List.of(one, one) : List.of(one);
    }

    @Override
    public List<Occupancy> occupancy(int mostCells) {
        int cells = has(HeapFault.SHOWS_TOO_MANY_CELLS) ? mostCells + 1 : mostCells;
        boolean taken = usage().used() > 0 && !has(HeapFault.SHOWS_ALL_AS_FREE);
        Occupancy.Use use = taken ? Occupancy.Use.PARTLY : Occupancy.Use.FREE;
        return List.of(new Occupancy("all", 0, PAGE, Collections.nCopies(cells, use)));
    }

    /** Bytes that are not those of the memory. */
    static ByteBuffer copy(ByteBuffer view) {
        return ByteBuffer.allocateDirect(view.capacity()).order(view.order());
    }
}
