package org.entrepot.core.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.entrepot.api.AlternativeGroup;
import org.entrepot.api.Constraints;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.control.Amounts;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.AccountTerms;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.notice.Notice.BufferMoved;
import org.entrepot.core.internal.notice.Notice.CallFailed;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Importer;

/** The engine without a framework, among small services of the test. */
public final class TestMachine {
    public static final String DIRECT_BUS = "direct";
    public static final String IOMMU_BUS = "iommu";

    /** How many faults in a row isolate a heap. */
    public static final int MOST_FAULTS = 5;

    public final Roster roster = new Roster();
    public final Selection selection = new Selection(roster);
    public final Queue<BufferMoved> moved = new ConcurrentLinkedQueue<>();
    /** The names of the devices that were told of a move. */
    public final Queue<String> told = new ConcurrentLinkedQueue<>();

    /** What a device does first that is told of a move. */
    public volatile Runnable whenTold = () -> {};

    public final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
    public final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    public final CallWatch watch;
    public final FenceKeeper fences = new FenceKeeper(failures::add);
    public final Buffers buffers = new Buffers(roster, selection, fences, this::notice);
    public final Accounts accounts = new Accounts(terms(1L << 30), this::notice);
    public final Account account = accounts.of(7, "org.example.app");

    /** A machine with a mapper for each bus, and nobody else. */
    public TestMachine() {
        this(Duration.ofSeconds(30));
    }

    /** The same, where calls hang after so long. */
    public TestMachine(Duration callDeadline) {
        watch = new CallWatch(callDeadline, MOST_FAULTS, (who, e) -> failures.add(e));
        roster.arrive(new MappingLayer(new TestMapper("direct0", DIRECT_BUS, false), "test", () -> 0, watch));
        roster.arrive(new MappingLayer(new TestMapper("iommu0", IOMMU_BUS, true), "test", () -> 0, watch));
    }

    /** What accounts begin with: a limit of bytes for each bundle, and no other. */
    public static AccountTerms terms(long bytesPerBundle) {
        return new AccountTerms(
                new Amounts(bytesPerBundle, Amounts.UNLIMITED, Amounts.UNLIMITED),
                new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED),
                256,
                Amounts.UNLIMITED);
    }

    private void notice(Notice notice) {
        notices.add(notice);
        if (notice instanceof BufferMoved move) {
            moved.add(move);
        } else if (notice instanceof CallFailed failed && failed.cause() instanceof RuntimeException cause) {
            failures.add(cause);
        }
    }

    /** Adds a heap. */
    public Backend heap(TestHeap heap) {
        Backend backend = new Backend(heap, "org.example.heap." + heap.name(), heap::ranking, watch);
        roster.arrive(backend);
        return backend;
    }

    /** Lets a heap leave, as when its bundle stops. */
    public void leave(Backend backend) {
        roster.drain(backend);
        backend.leases().drain(java.time.Duration.ofSeconds(5));
        roster.depart(backend);
    }

    /** Adds a device that takes pages. */
    public Device device(String name, String bus, Constraints constraints) {
        return device(name, bus, constraints, MappingType.PAGES);
    }

    /** Adds a device. */
    public Device device(String name, String bus, Constraints constraints, MappingType... types) {
        Device device = new Device(
                new TestImporter(name, bus, constraints, List.of(), List.of(types), this::tell), "test", watch);
        roster.arrive(device);
        return device;
    }

    /** Adds a device that takes pages and has alternatives. */
    public Device device(String name, String bus, Constraints constraints, AlternativeGroup... alternatives) {
        Device device = new Device(
                new TestImporter(name, bus, constraints, List.of(alternatives), List.of(MappingType.PAGES), this::tell),
                "test",
                watch);
        roster.arrive(device);
        return device;
    }

    private void tell(String device) {
        whenTold.run();
        told.add(device);
    }

    /** Zeroed bytes in native order. */
    static ByteBuffer bytes(long size) {
        return ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
    }

    /** Copies of what is in a queue now. */
    public List<RuntimeException> failures() {
        return new ArrayList<>(failures);
    }

    private record TestImporter(
            String name,
            String bus,
            Constraints constraints,
            List<AlternativeGroup> alternatives,
            List<MappingType> mappingTypes,
            Consumer<String> told)
            implements Importer {
        @Override
        public void moveNotify(long buffer) {
            told.accept(name);
        }

        @Override
        public DeviceDescription description() {
            return new DeviceDescription(name, bus, "a device of the test", Provenance.emulated("test"));
        }
    }
}
