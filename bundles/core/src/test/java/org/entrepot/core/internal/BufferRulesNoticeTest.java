package org.entrepot.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.entrepot.api.Allocator;
import org.entrepot.conformance.Rule;
import org.entrepot.conformance.RuleBook;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A rule that nothing can break is no rule: buffers with one fault each, in how they move or are used, and who notices. */
class BufferRulesNoticeTest {
    private static final Pattern BROKEN = Pattern.compile("^broken rule ([A-Z]+-\\d+):");
    private static final ThreadLocal<BufferFault> FAULT = new ThreadLocal<>();
    private static final ThreadLocal<UseFault> USE = new ThreadLocal<>();

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenBuffersHaveAFault(BufferFault fault) {
        FAULT.set(fault);

        assertThat(broken(BuffersWithAFault.class, fault.noticedBy())).isEqualTo(fault.noticedBy());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhenBuffersInUseHaveAFault(UseFault fault) {
        USE.set(fault);

        assertThat(broken(UseWithAFault.class, Set.of(fault.noticedBy()))).containsExactly(fault.noticedBy());
    }

    /** Which of some rules are found broken. */
    private static Set<String> broken(Class<?> contract, Set<String> rules) {
        List<DiscoverySelector> tests = RuleBook.tests(contract).stream()
                .filter(test -> rules.contains(test.getAnnotation(Rule.class).value()))
                .<DiscoverySelector>map(test -> selectMethod(contract, test))
                .toList();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request().selectors(tests).build(), listener);
        return listener.getSummary().getFailures().stream()
                .map(failure ->
                        BROKEN.matcher(String.valueOf(failure.getException().getMessage())))
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Run by the test above only. */
    static final class BuffersWithAFault extends BufferRulesTest {
        @Override
        protected Allocator allocator() {
            return BrokenBuffers.of(super.allocator(), FAULT.get());
        }
    }

    /** Run by the test above only. */
    static final class UseWithAFault extends BufferRulesTest {
        private final Allocator broken = BrokenUse.of(super.allocator(), USE.get());

        @Override
        protected Allocator allocator() {
            return broken;
        }
    }
}
