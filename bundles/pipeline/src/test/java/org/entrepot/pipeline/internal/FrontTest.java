package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.entrepot.api.Attachment;
import org.entrepot.api.DeviceMapping;
import org.entrepot.api.DmaBuf;
import org.junit.jupiter.api.Test;

class FrontTest {
    private final List<String> closed = new ArrayList<>();
    private final Front front = new Front();

    private Queued queued(String name) {
        Frame frame = new Frame(
                null,
                closing(DmaBuf.class, name),
                new Frame.Ticket(0, new Progress(OptionalLong.empty())),
                OptionalLong.empty());
        return new Queued(frame, new Stage.Mapped(closing(Attachment.class, ""), closing(DeviceMapping.class, "")));
    }

    /** A part whose closing is noted if it has a name, and fails if that says so. */
    private <T> T closing(Class<T> type, String name) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !name.isEmpty()) {
                        closed.add(name);
                        if (name.endsWith("fails")) {
                            throw new IllegalStateException("test bug");
                        }
                    }
                    return null;
                }));
    }

    private String flip(String name) {
        return front.flip(queued(name), (mapping, layout) -> name);
    }

    @Test
    void shouldHoldWhatIsShownUntilTheNextIs() {
        assertThat(flip("first")).isEqualTo("first");
        assertThat(closed).isEmpty();

        flip("second");
        assertThat(closed).containsExactly("first");

        front.close();
        assertThat(closed).containsExactly("first", "second");
    }

    @Test
    void shouldLetGoOfTheNextAlsoWhenTheLastCannotBeLetGoOf() {
        flip("first fails");
        assertThatThrownBy(() -> flip("second")).hasMessage("test bug");

        front.close();

        assertThat(closed).containsExactly("first fails", "second");
    }
}
