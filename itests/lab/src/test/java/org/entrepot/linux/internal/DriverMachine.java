package org.entrepot.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Constraints;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.ImporterKind;
import org.entrepot.api.MappingType;
import org.entrepot.api.Provenance;
import org.entrepot.control.Amounts;
import org.entrepot.control.Migration;
import org.entrepot.control.MigrationStatus.State;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.AccountTerms;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.migration.Migrations;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.linux.DeviceImports;
import org.entrepot.linux.ImportedBuffer;
import org.entrepot.linux.MemoryFiles;
import org.entrepot.spi.DeviceDescription;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;

/** The engine without a framework, and a device whose driver imports descriptors and is told of moves. */
final class DriverMachine implements AutoCloseable {
    static final String DEVICE = "gpu0";

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Amounts ANY = new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED);

    final Queue<ImportedBuffer> letGo = new ConcurrentLinkedQueue<>();
    private final Queue<Object> complaints = new ConcurrentLinkedQueue<>();
    private final Roster roster = new Roster();
    private final CallWatch watch = new CallWatch(LONG, 0, (who, e) -> complaints.add(e));
    private final FenceKeeper fences = new FenceKeeper(complaints::add);
    private final Buffers buffers = new Buffers(roster, new Selection(roster), fences, notice -> {});
    private final Account account =
            new Accounts(new AccountTerms(ANY, ANY, 0, Amounts.UNLIMITED), notice -> {}).of(1, "org.example.app");
    private final Migrations migrations = new Migrations(buffers, roster, notice -> {}, () -> LONG);
    private final DeviceImports imports;

    DriverMachine(MemoryFiles files, List<Exporter> heaps) {
        DriverMapper mapper = new DriverMapper(files);
        this.imports = mapper.open(DEVICE, letGo::add);
        roster.arrive(new MappingLayer(mapper, "org.example.linux", () -> 0, watch));
        heaps.forEach(heap -> roster.arrive(new Backend(heap, "org.example.heaps", () -> 0, watch)));
        roster.arrive(new Device(new Gpu(), "org.example.gpu", watch));
    }

    DmaBuf allocate(int bytes) {
        return buffers.allocate(AllocationRequest.bytes(bytes).devices(DEVICE).build(), account);
    }

    /** What the driver is given for a mapping. */
    ImportedBuffer imported(DeviceMapping mapping) {
        return imports.of(mapping, Direction.TO_DEVICE);
    }

    void move(DmaBuf buffer, String heap) {
        Migration migration = migrations.migrate(List.of(buffer.id()), heap);
        assertThat(migration.await(LONG)).isTrue();
        assertThat(migration.status().state())
                .as("%s", migration.status().left())
                .isEqualTo(State.DONE);
        assertThat(buffer.exporter()).isEqualTo(heap);
    }

    @Override
    public void close() {
        migrations.close();
        imports.close();
        fences.close();
        watch.close();
        assertThat(complaints).isEmpty();
    }

    private static final class Gpu implements Importer {
        @Override
        public DeviceDescription description() {
            return new DeviceDescription(DEVICE, "pci", "a device with a driver", Provenance.emulated("a test"));
        }

        @Override
        public Constraints constraints() {
            return Constraints.NONE;
        }

        @Override
        public List<MappingType> mappingTypes() {
            return List.of(MappingType.FD);
        }

        @Override
        public ImporterKind kind() {
            return ImporterKind.DYNAMIC;
        }

        @Override
        public void moveNotify(long buffer) {
            // It maps again when it is given work again.
        }
    }
}
