package org.entrepot.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.DmaFault;
import org.entrepot.api.Explanation;
import org.entrepot.control.Amounts;
import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.AccountTerms;
import org.entrepot.core.internal.account.Accounts;
import org.entrepot.core.internal.buffer.Buffers;
import org.entrepot.core.internal.fence.FenceKeeper;
import org.entrepot.core.internal.roster.Backend;
import org.entrepot.core.internal.roster.CallWatch;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.core.internal.roster.Roster;
import org.entrepot.core.internal.selection.Selection;
import org.entrepot.linux.PciFunction;
import org.entrepot.spi.Exporter;
import org.entrepot.spi.Importer;
import org.entrepot.spi.Mapper;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The engine without a framework, which takes seconds to start in the guest. What a bundle registers arrives in it. */
public final class SmallEngine {
    private static final AccountTerms TERMS = new AccountTerms(
            new Amounts(1L << 30, Amounts.UNLIMITED, Amounts.UNLIMITED),
            new Amounts(Amounts.UNLIMITED, Amounts.UNLIMITED, Amounts.UNLIMITED),
            256,
            Amounts.UNLIMITED);

    private final Roster roster = new Roster();
    private final Selection selection = new Selection(roster);
    private final List<Object> functions = new CopyOnWriteArrayList<>();
    private final CallWatch watch =
            new CallWatch(Duration.ofMinutes(1), 5, (who, failure) -> System.err.println(who + ": " + failure));
    private final Buffers buffers =
            new Buffers(roster, selection, new FenceKeeper(Throwable::printStackTrace), notice -> {});
    private final Account account = new Accounts(TERMS, notice -> {}).of(1, "org.entrepot.lab");

    /** Adds a heap. */
    public void arrive(Exporter heap) {
        roster.arrive(new Backend(heap, "lab", () -> 0, watch));
    }

    /** The registry as a bundle sees it that registers a device. */
    public BundleContext registry() {
        return Proxies.of(BundleContext.class, (method, arguments) -> {
            if (!method.equals("registerService")) {
                throw new UnsupportedOperationException(method);
            }
            return registered(arguments[1]);
        });
    }

    private Object registered(Object service) {
        Runnable departure = arrived(service);
        return Proxies.of(ServiceRegistration.class, (method, arguments) -> {
            departure.run();
            return null;
        });
    }

    private Runnable arrived(Object service) {
        if (service instanceof Mapper mapper) {
            MappingLayer layer = new MappingLayer(mapper, "lab", () -> 0, watch);
            roster.arrive(layer);
            return () -> roster.depart(layer);
        }
        if (service instanceof Exporter heap) {
            Backend backend = new Backend(heap, "lab", () -> 0, watch);
            roster.arrive(backend);
            return () -> {
                roster.drain(backend);
                roster.depart(backend);
            };
        }
        if (service instanceof Importer importer) {
            Device device = new Device(importer, "lab", watch);
            roster.arrive(device);
            return () -> roster.depart(device);
        }
        functions.add(service);
        return () -> functions.remove(service);
    }

    /** The registers of the one device that has some. */
    public PciFunction function() {
        return (PciFunction) functions.get(0);
    }

    /** How many devices there are. */
    public int devices() {
        return roster.devices().size();
    }

    /** As an application asks. */
    public Explanation explain(AllocationRequest request) {
        return selection.plan(request).explanation();
    }

    /** As an application asks. */
    public DmaBuf allocate(AllocationRequest request) {
        return buffers.allocate(request, account);
    }

    /** As an operator sees them. */
    public List<DmaFault> faults() {
        return roster.mappers().stream()
                .flatMap(layer -> layer.faults().stream())
                .toList();
    }

    /** How many faults a device counted. */
    public long faults(String device) {
        return roster.device(device).faults();
    }
}
