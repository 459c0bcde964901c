package org.entrepot.health.internal;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.entrepot.control.ControlPlane;
import org.entrepot.control.Health;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Looks at the whole platform, one line for each finding. */
@Component(configurationPid = HealthCheckConfig.PID)
@Designate(ocd = HealthCheckConfig.class)
public final class PlatformCheck implements HealthCheck {
    private final ControlPlane control;

    /**
     * Looks through the control plane.
     *
     * @param config whose values become properties of the service
     */
    @Activate
    public PlatformCheck(HealthCheckConfig config, @Reference ControlPlane control) {
        this.control = control;
    }

    @Override
    public Result execute() {
        ResultLog log = new ResultLog();
        control.health().findings().forEach(finding -> log.add(entry(finding)));
        return new Result(log);
    }

    private static ResultLog.Entry entry(Health.Finding finding) {
        return new ResultLog.Entry(status(finding.verdict()), finding.words());
    }

    private static Result.Status status(Health.Verdict verdict) {
        return switch (verdict) {
            case OK -> Result.Status.OK;
            case WARN -> Result.Status.WARN;
            case CRITICAL -> Result.Status.CRITICAL;
        };
    }
}
