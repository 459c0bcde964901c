package org.entrepot.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.entrepot.api.AllocationRequest;
import org.entrepot.api.Allocator;
import org.entrepot.api.Attachment;
import org.entrepot.api.Counter;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.Direction;
import org.entrepot.api.DmaBuf;
import org.entrepot.api.EntrepotException;
import org.entrepot.api.ImageLayout;
import org.entrepot.api.PixelFormat;
import org.entrepot.api.PolicyRule;
import org.entrepot.api.Reason;
import org.entrepot.control.BufferStatus;
import org.entrepot.control.HeldRules;
import org.entrepot.control.Topics;
import org.entrepot.device.CaptureDevice;
import org.entrepot.device.CaptureDevice.CaptureStream;
import org.entrepot.device.CaptureSettings;
import org.entrepot.spi.PageFrames;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.log.LogLevel;

/** What happens is told to whoever handles events, in the words of the log: everything that is known of it, once, in order. */
@ExamReactorStrategy(PerMethod.class)
public class NewsStory extends Storyteller {
    private static final long SIZE = 1 << 20;
    private static final AllocationRequest PLAIN =
            AllocationRequest.bytes(SIZE).name("tidings").build();

    private static final int MORE_THAN_ARE_KEPT = 1100;
    private static final AllocationRequest SMALL = AllocationRequest.bytes(4096).build();

    @Inject
    private Allocator allocator;

    @Inject
    private PageFrames machine;

    @Inject
    private CaptureDevice camera;

    private News news;

    @Before
    public void listen() {
        news = new News(context);
    }

    @Test
    public void shouldTellOfAMoveThatAnOperatorOrders() {
        try (DmaBuf buffer = allocator.allocate(PLAIN)) {
            assertThat(control.migrate(List.of(buffer.id()), "cma").await(Heaps.PATIENCE))
                    .isTrue();

            Event moved = news.awaitEvent(Topics.BUFFER_MOVED, Map.of(Topics.BUFFER, buffer.id()));
            assertThat(moved.getProperty(Topics.NAME)).isEqualTo("tidings");
            assertThat(moved.getProperty(Topics.BYTES)).isEqualTo(SIZE);
            assertThat(moved.getProperty(Topics.FROM)).isEqualTo("system");
            assertThat(moved.getProperty(Topics.HEAP)).isEqualTo("cma");
            assertThat(moved.getProperty(Topics.WHY)).isEqualTo("an operator moves it to cma");
            assertThat((Long) moved.getProperty(Topics.NANOS)).isPositive();
            news.awaitLine(moved, LogLevel.INFO);
        }
    }

    @Test
    public void shouldTellOfEachBufferThatMovesAndOfTheStatesOfTheHeapThatLeaves() throws BundleException {
        try (DmaBuf one = allocator.allocate(PLAIN);
                DmaBuf two = allocator.allocate(PLAIN)) {
            bundle("org.entrepot.exporter.system").stop();

            news.awaitEvent(Topics.HEAP_CHANGED, Map.of(Topics.HEAP, "system", Topics.STATE, "GONE"));
            assertThat(news.story("system")).containsExactly("DRAINING", "GONE");
            for (DmaBuf buffer : List.of(one, two)) {
                assertThat(news.all(Topics.BUFFER_MOVED, Map.of(Topics.BUFFER, buffer.id())))
                        .singleElement()
                        .satisfies(moved ->
                                assertThat(moved.getProperty(Topics.WHY)).isEqualTo("heap system left"));
            }
        }
    }

    @Test
    public void shouldTellThatABufferIsStrandedAndThatItIsAdopted() throws BundleException {
        Bundle backend = bundle("org.entrepot.exporter.cma");
        try (HeldRules only = control.hold(List.of(PolicyRule.parse("pin any cma")));
                DmaBuf buffer = allocator.allocate(PLAIN)) {
            assertThat(only.rules()).hasSize(1);
            backend.stop();
            Event stranded = news.awaitEvent(
                    Topics.BUFFER_STRANDED,
                    Map.of(Topics.BUFFER, buffer.id(), Topics.HEAP, "cma", Topics.BYTES, SIZE, Topics.NAME, "tidings"));
            assertThat((String) stranded.getProperty(Topics.WHY)).contains("system refused", "pin any cma");
            news.awaitLine(stranded, LogLevel.WARN);
            news.awaitEvent(Topics.HEAP_CHANGED, Map.of(Topics.HEAP, "cma", Topics.STATE, "GONE"));

            backend.start();
            Event adopted = news.awaitEvent(
                    Topics.BUFFER_ADOPTED,
                    Map.of(Topics.BUFFER, buffer.id(), Topics.NAME, "tidings", Topics.HEAP, "cma"));
            news.awaitLine(adopted, LogLevel.INFO);
            assertThat(news.story("cma"))
                    .containsExactly("DRAINING", Topics.BUFFER_STRANDED, "GONE", "SERVING", Topics.BUFFER_ADOPTED);
            assertThat(buffer.moves()).isZero();
        }
    }

    @Test
    public void shouldTellOnceWhichLimitRefusesABundleThatTriesAgainAndAgain() throws IOException {
        try (DmaBuf first = allocator.allocate(PLAIN);
                DmaBuf second = allocator.allocate(PLAIN)) {
            assertThat(control.buffers()).extracting(BufferStatus::id).containsExactly(first.id(), second.id());
            configurations
                    .getConfiguration("org.entrepot.core", "?")
                    .update(FrameworkUtil.asDictionary(Map.of("limit.bytesPerBundle", 3 * SIZE)));
            await().atMost(Heaps.PATIENCE).untilAsserted(() -> assertThat(control.accounts())
                    .extracting(account -> account.limits().bytes())
                    .containsOnly(3 * SIZE));
            AllocationRequest large = AllocationRequest.bytes(2 * SIZE).build();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> allocator.allocate(large)).isInstanceOf(EntrepotException.class);
            }

            Event reached = news.awaitEvent(
                    Topics.LIMIT_REACHED,
                    Map.of(Topics.LIMIT, "limit.bytesPerBundle", Topics.VALUE, 3 * SIZE, Topics.HAS, 2 * SIZE));
            assertThat(reached.getProperty(Topics.WANTED)).isEqualTo(2 * SIZE);
            assertThat(reached.getProperty(Topics.BUNDLE))
                    .isEqualTo(context.getBundle().getSymbolicName());
            news.awaitLine(reached, LogLevel.WARN);
        }
    }

    @Test
    public void shouldTellOfTheFaultsOfADeviceWithTheLastOfThem() {
        AllocationRequest frame = AllocationRequest.image(320, 240, PixelFormat.NV12)
                .devices("camera0")
                .build();
        try (CaptureStream stream = camera.open(new CaptureSettings(Optional.empty(), 320, 240));
                DmaBuf buffer = allocator.allocate(frame);
                Attachment attachment = buffer.attach("camera0");
                DeviceMapping forReading = attachment.map(Direction.TO_DEVICE)) {
            assertThatThrownBy(() -> stream.capture(forReading, (ImageLayout) buffer.layout()))
                    .asInstanceOf(InstanceOfAssertFactories.type(EntrepotException.class))
                    .returns(Reason.DEVICE_FAULT, EntrepotException::reason);

            Event faulted = news.awaitEvent(Topics.DEVICE_FAULTED, Map.of(Topics.DEVICE, "camera0", Topics.COUNT, 1L));
            assertThat(faulted.getProperty(Topics.WHY))
                    .isEqualTo(control.faults().get(0).toString());
            news.awaitLine(faulted, LogLevel.ERROR);
        }
    }

    @Test
    public void shouldTellOfEachFailureOfAHeapAndThatItIsIsolated() {
        try (VendorHeap vendor = new VendorHeap(context, machine)) {
            heaps.awaitServing(VendorHeap.NAME);
            vendor.conduct = VendorHeap.Conduct.THROWS;
            await().atMost(Heaps.PATIENCE).until(() -> {
                allocator.allocate(PLAIN).close();
                return news.story(VendorHeap.NAME).contains("ISOLATED");
            });

            Event isolated = news.awaitEvent(
                    Topics.HEAP_CHANGED, Map.of(Topics.HEAP, VendorHeap.NAME, Topics.STATE, "ISOLATED"));
            assertThat((String) isolated.getProperty(Topics.WHY)).contains("8 times in a row", "a vendor's bug");
            news.awaitLine(isolated, LogLevel.WARN);
            Event failed = news.awaitEvent(Topics.SERVICE_FAILED, Map.of());
            assertThat((String) failed.getProperty(Topics.WHY)).contains("exporter=vendor", "a vendor's bug");
            news.awaitLine(failed, LogLevel.WARN);
        }
    }

    /** An event service that takes its time holds nobody up, and costs news that are counted. */
    @Test
    public void shouldTellHowManyThingsItCouldNotTell() throws Exception {
        bundle("org.apache.felix.eventadmin").stop();
        SlowEvents slow = new SlowEvents();
        context.registerService(EventAdmin.class, slow, null);
        configurations
                .getConfiguration("org.entrepot.core", "?")
                .update(FrameworkUtil.asDictionary(Map.of("events.allocatedBytes", 1L)));
        await().atMost(Heaps.PATIENCE).until(() -> {
            allocator.allocate(SMALL).close();
            return slow.isHeldUp();
        });
        for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
            allocator.allocate(SMALL).close();
        }
        assertThat(droppedNotices()).isPositive();
        slow.goOn();

        await().atMost(Heaps.PATIENCE)
                .untilAsserted(() -> assertThat(slow.dropped()).isEqualTo(droppedNotices()));
    }

    private long droppedNotices() {
        return control.counters().stream()
                .filter(counter -> counter.name().equals("dropped notices"))
                .mapToLong(Counter::value)
                .sum();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
