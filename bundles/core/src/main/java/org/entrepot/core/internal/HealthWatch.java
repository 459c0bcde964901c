package org.entrepot.core.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.entrepot.api.DmaFault;
import org.entrepot.api.EntrepotException;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Health;
import org.entrepot.core.internal.health.Examination;
import org.entrepot.core.internal.health.HealthTerms;
import org.entrepot.core.internal.health.Rising;
import org.entrepot.core.internal.notice.Notice;
import org.entrepot.core.internal.roster.Device;
import org.entrepot.core.internal.roster.MappingLayer;
import org.entrepot.spi.ConfiguredNumber;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Looks for DMA faults once in a second, and examines everything when it is asked. A device counts its faults, so that a look costs
 * one number for each; to be told of each fault would make a device that faults in every row the loudest of all.
 */
@Component(service = HealthWatch.class, immediate = true, configurationPid = HealthConfig.PID)
@Designate(ocd = HealthConfig.class)
public final class HealthWatch {
    private static final long LOOK_MILLIS = 1000;

    private final Engine engine;
    private final Rising faults = new Rising(System::nanoTime);
    private final Rising refusals = new Rising(System::nanoTime);
    private final Set<String> silent = new HashSet<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, HealthWatch::daemon);
    private volatile HealthTerms terms;

    /**
     * Looks from now on.
     *
     * @throws IllegalArgumentException if a configured value is out of its range
     */
    @Activate
    public HealthWatch(HealthConfig config, @Reference Engine engine) {
        this.engine = engine;
        this.terms = terms(config);
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "entrepot-health");
        thread.setDaemon(true);
        return thread;
    }

    /** What is configured is another now. A value out of its range leaves everything as it was: the log has the exception. */
    @Modified
    void modified(HealthConfig config) {
        terms = terms(config);
    }

    @Deactivate
    void deactivate() {
        clock.shutdownNow();
    }

    private static HealthTerms terms(HealthConfig config) {
        return new HealthTerms(
                Duration.ofSeconds(between("recent.seconds", 1, 86_400).read(config::recent_seconds)),
                between("full.percent", 0, 100).readInt(config::full_percent),
                between("limit.percent", 0, 100).readInt(config::limit_percent));
    }

    private static ConfiguredNumber between(String key, long least, long most) {
        return ConfiguredNumber.between(HealthConfig.PID, key, least, most);
    }

    /** Looks at the devices, and tells of new faults. */
    synchronized void look() {
        List<Device> devices = engine.roster().devices();
        devices.forEach(this::look);
        faults.keep(devices.stream().map(Device::name).toList());
    }

    private void look(Device device) {
        try {
            long news = faults.look(device.name(), device.faults(), terms.recent());
            silent.remove(device.name());
            if (news > 0) {
                engine.notices().post(new Notice.DeviceFaulted(device.name(), news, lastOf(device)));
            }
        } catch (EntrepotException e) {
            if (silent.add(device.name())) {
                engine.notices().failed(device.toString(), e);
            }
        }
    }

    private String lastOf(Device device) {
        Optional<MappingLayer> mapper = engine.roster().mapperFor(device);
        List<DmaFault> known = mapper.map(MappingLayer::faults).orElse(List.of());
        return known.stream()
                .filter(fault -> fault.device().equals(device.name()))
                .reduce((first, second) -> second)
                .map(DmaFault::toString)
                .orElse("not remembered by its mapper");
    }

    /** How everything is, now. */
    Health examine(ControlPlane control) {
        look();
        return new Examination(control, terms).run(faults, refusals);
    }
}
