package org.entrepot.core.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.entrepot.control.HeapStatus;
import org.entrepot.control.Topics;
import org.junit.jupiter.api.Test;

class KindsTest {
    private static final List<Notice> ONE_OF_EACH = List.of(
            new Notice.BufferAllocated(1, "frame", 4096, "cma", "org.example"),
            new Notice.BufferMoved(1, "frame", 4096, "system", "cma", "camera0 joined", 5000),
            new Notice.BufferStranded(1, "frame", 4096, "tiler", "nobody else can turn it"),
            new Notice.BufferAdopted(1, "frame", "tiler"),
            new Notice.HeapChanged("cma", HeapStatus.State.DRAINING, "its bundle stops"),
            new Notice.HeapChanged("cma", HeapStatus.State.ISOLATED, "it hangs"),
            new Notice.DeviceFaulted("camera0", 3, "DMA fault: device=camera0 read address=0x0"),
            new Notice.LimitReached("org.example", "limit.bytes", 1, 2, 3),
            new Notice.CallFailed("exporter=cma", "allocate", "threw", null),
            new Notice.NoticesDropped(7));

    @Test
    void shouldHaveAKindATopicAndWordsForEachNotice() {
        assertThat(ONE_OF_EACH.stream().<Class<?>>map(Notice::getClass))
                .containsOnly(Notice.class.getPermittedSubclasses());
        assertThat(ONE_OF_EACH).extracting(Notice::kind).containsExactlyInAnyOrder(Kind.values());
        assertThat(ONE_OF_EACH.stream().map(notice -> notice.kind().topic()).distinct())
                .hasSize(Notice.class.getPermittedSubclasses().length);
        assertThat(ONE_OF_EACH)
                .extracting(Notice::words)
                .allSatisfy(words -> assertThat(words).isNotBlank().doesNotContain("Notice"));
    }

    @Test
    void shouldNameEachTopicAndEachKeyInTheContract() throws IllegalAccessException {
        List<Object> promised = promised();

        for (Notice notice : ONE_OF_EACH) {
            assertThat(promised)
                    .contains(notice.kind().topic())
                    .containsAll(notice.properties().keySet());
            assertThat(notice.properties().values())
                    .allSatisfy(value -> assertThat(value).isInstanceOfAny(Long.class, String.class));
        }
    }

    @Test
    void shouldSayWhereABufferWentWhenItMoved() {
        Map<String, Object> moved = ONE_OF_EACH.get(1).properties();

        assertThat(moved).containsEntry(Topics.FROM, "system").containsEntry(Topics.HEAP, "cma");
    }

    private static List<Object> promised() throws IllegalAccessException {
        List<Object> values = new ArrayList<>();
        for (Field field : Arrays.stream(Topics.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .toList()) {
            values.add(field.get(null));
        }
        return values;
    }
}
