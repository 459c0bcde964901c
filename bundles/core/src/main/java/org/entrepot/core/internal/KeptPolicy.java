package org.entrepot.core.internal;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.control.HeldRules;
import org.entrepot.control.RuleStatus;
import org.entrepot.control.RuleStatus.Lasting;
import org.entrepot.core.internal.selection.Policy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ReadOnlyConfigurationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The operator's policy: rules that are kept in the configuration {@value PolicyConfig#PID}, and rules that somebody holds for a
 * while. Its configuration and the configuration service may come and go: the engine that follows it stays.
 */
@Component(service = KeptPolicy.class, configurationPid = PolicyConfig.PID)
@Designate(ocd = PolicyConfig.class)
public final class KeptPolicy {
    private static final String RULES = "rules";
    private static final String ANYWHERE = "?";

    private final Logger log;
    private final Lock editing = new ReentrantLock();
    private final Set<Held> held = new LinkedHashSet<>();
    private Consumer<Policy> follower = policy -> {};
    private RuleWords kept;
    private volatile @Nullable ConfigurationAdmin configurations;

    /** Reads what is configured. */
    @Activate
    public KeptPolicy(PolicyConfig config, @Reference(service = LoggerFactory.class) Logger log) {
        this.log = log;
        this.kept = RuleWords.of(config.rules());
        report(kept.faults());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurations(ConfigurationAdmin service) {
        configurations = service;
    }

    void unbindConfigurations(ConfigurationAdmin service) {
        if (service.equals(configurations)) {
            configurations = null;
        }
    }

    /**
     * What is configured is another now, whoever changed it. What the configuration service has is newer than what it told by then.
     */
    @Modified
    void modified(PolicyConfig config) {
        ConfigurationAdmin service = configurations;
        if (service == null) {
            take(RuleWords.of(config.rules()));
            return;
        }
        try {
            takeFrom(service);
        } catch (IllegalStateException e) {
            // It was deleted meanwhile: what was told counts.
            take(RuleWords.of(config.rules()));
        } catch (IOException e) {
            log.error(
                    "The policy stays as it was: its configuration {} cannot be read; correct it", PolicyConfig.PID, e);
        }
    }

    /** Reads under the monitor, so that nobody takes an older state after a newer one. */
    private synchronized void takeFrom(ConfigurationAdmin service) throws IOException {
        take(RuleWords.of(values(configuration(service)).get(RULES)));
    }

    private synchronized void take(RuleWords next) {
        List<String> known = kept.faults();
        kept = next;
        report(next.faults().stream().filter(fault -> !known.contains(fault)).toList());
        publish();
    }

    private void report(List<String> faults) {
        faults.forEach(fault -> log.error(
                "A rule of the policy does not count: pid={} {}; correct it in the configuration, the others count",
                PolicyConfig.PID,
                fault));
    }

    private synchronized void publish() {
        follower.accept(current());
    }

    private synchronized Policy current() {
        return Policy.of(Stream.concat(kept.rules().stream(), held.stream().flatMap(some -> some.rules().stream()))
                .toList());
    }

    /**
     * Tells a follower what holds, now and whenever it changes.
     *
     * @param next takes the place of the former one
     */
    synchronized void follow(Consumer<Policy> next) {
        follower = next;
        publish();
    }

    /** Tells nobody any more. */
    synchronized void leave() {
        follower = policy -> {};
    }

    /** The rules that hold. */
    synchronized List<RuleStatus> rules() {
        Set<PolicyRule> stay = new LinkedHashSet<>(kept.rules());
        return current().rules().stream()
                .map(rule -> new RuleStatus(rule, stay.contains(rule) ? Lasting.KEPT : Lasting.HELD))
                .toList();
    }

    /** Keeps a rule from now on. */
    void add(PolicyRule rule) {
        edit(words -> words.with(rule));
        log.info("Rule added to the policy: {}", rule);
    }

    /** Keeps a rule no longer. */
    void remove(PolicyRule rule) {
        edit(words -> words.without(rule));
        log.info("Rule removed from the policy: {}", rule);
    }

    /** Adds rules until they are closed. */
    HeldRules hold(List<PolicyRule> rules) {
        Held next = new Held(List.copyOf(rules));
        synchronized (this) {
            held.add(next);
            publish();
        }
        return next;
    }

    private void edit(UnaryOperator<RuleWords> change) {
        ConfigurationAdmin service = configurations();
        editing.lock();
        try {
            Configuration configuration = configuration(service);
            Map<String, Object> values = values(configuration);
            Object former = values.get(RULES);
            RuleWords before = RuleWords.of(former);
            RuleWords after = change.apply(before);
            if (!after.equals(before)) {
                values.put(RULES, after.like(former));
                configuration.update(FrameworkUtil.asDictionary(values));
                takeFrom(service);
            }
        } catch (IOException | IllegalStateException | ReadOnlyConfigurationException e) {
            throw new EntrepotException(
                    Reason.IO,
                    "a rule can be kept: pid=" + PolicyConfig.PID + " (" + e.getMessage() + "); see the log",
                    e);
        } finally {
            editing.unlock();
        }
    }

    private ConfigurationAdmin configurations() {
        ConfigurationAdmin service = configurations;
        if (service == null) {
            throw new EntrepotException(
                    Reason.UNSUPPORTED,
                    "a rule is kept by the configuration service: pid=" + PolicyConfig.PID
                            + " service=none; start a bundle that offers ConfigurationAdmin");
        }
        return service;
    }

    private static Configuration configuration(ConfigurationAdmin service) throws IOException {
        return service.getConfiguration(PolicyConfig.PID, ANYWHERE);
    }

    /** What is configured; nothing where there is no configuration yet. */
    private static Map<String, Object> values(Configuration configuration) {
        Dictionary<String, Object> values = configuration.getProperties();
        return values == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(values));
    }

    /** Rules of one holder. */
    private final class Held implements HeldRules {
        private final List<PolicyRule> rules;

        Held(List<PolicyRule> rules) {
            this.rules = rules;
        }

        @Override
        public List<PolicyRule> rules() {
            return rules;
        }

        @Override
        public void close() {
            synchronized (KeptPolicy.this) {
                if (held.remove(this)) {
                    publish();
                }
            }
        }
    }
}
