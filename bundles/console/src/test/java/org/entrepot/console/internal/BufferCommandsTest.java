package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.entrepot.api.EntrepotException;
import org.entrepot.api.Explanation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BufferCommandsTest {
    private final TestMachine machine = new TestMachine();
    private final BufferCommands commands = new BufferCommands(machine, machine);

    @AfterEach
    void shouldLeaveNothingWhenTheConsoleGoes() {
        commands.deactivate();

        assertThat(machine.buffers()).isEmpty();
    }

    private TestBuffer allocated() {
        return machine.buffer(commands.alloc("64").buffer().id());
    }

    private static void assertNothingOpen(TestBuffer buffer) {
        assertThat(buffer.tally().references()).hasValue(0);
        assertThat(buffer.tally().attachments()).hasValue(0);
        assertThat(buffer.tally().mappings()).hasValue(0);
    }

    @Test
    void shouldGiveBackWhatIsAttachedWhenABufferIsFreed() {
        TestBuffer buffer = allocated();
        commands.map("1", "camera0", "from_device");

        commands.free("1");

        assertNothingOpen(buffer);
    }

    @Test
    void shouldGiveBackEverythingWhenTheConsoleGoes() {
        TestBuffer buffer = allocated();
        commands.map("1", "camera0");

        commands.deactivate();

        assertNothingOpen(buffer);
    }

    @Test
    void shouldExplainAsDataOrAsJsonWhenAsked() {
        Object explained = commands.explain("camera0", "4M");

        assertThat(explained).isInstanceOf(Explanation.class);
        assertThat(JsonText.read(String.valueOf(Drawing.text(commands.explain("camera0", "4M", "--json")))))
                .isEqualTo(JsonText.read(JsonText.of(((Explanation) explained).plain())))
                .containsKeys("request", "verdicts");
    }

    @Test
    void shouldKeepOneMappingWhenABufferIsMappedTwice() {
        TestBuffer buffer = allocated();
        commands.map("1", "camera0", "to_device");
        commands.map("1", "camera0", "from_device");

        assertThat(buffer.tally().attachments()).hasValue(1);
        assertThat(buffer.tally().mappings()).hasValue(1);
    }

    @Test
    void shouldUnmapWhenADeviceIsDetached() {
        TestBuffer buffer = allocated();
        commands.map("1", "camera0");

        commands.detach("1", "camera0");

        assertThat(buffer.tally().mappings()).hasValue(0);
        assertThat(buffer.tally().attachments()).hasValue(0);
        assertThat(buffer.tally().references()).hasValue(1);
    }

    @Test
    void shouldKeepCountsWhenAnUnknownDeviceIsAttached() {
        TestBuffer buffer = allocated();

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.attach("1", "nosuch"))
                .withMessageContaining("device=nosuch");
        assertThat(buffer.tally().references()).hasValue(1);
    }

    @Test
    void shouldRefuseWhenABufferIsFreedTwiceOrMappedAfterwards() {
        commands.free(String.valueOf(allocated().id()));

        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.free("1"))
                .withMessageContaining("buffer=1");
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.map("1", "camera0"))
                .withMessageContaining("buffer=1");
    }

    @Test
    void shouldRefuseWhenNothingIsThereToUnmapOrDetach() {
        allocated();

        assertThatExceptionOfType(EntrepotException.class).isThrownBy(() -> commands.unmap("1", "camera0"));
        assertThatExceptionOfType(EntrepotException.class).isThrownBy(() -> commands.detach("1", "camera0"));
    }

    @Test
    void shouldShowWhatWasFilledWhenBytesAreDumped() {
        allocated();
        commands.fill("1", "hello");

        assertThat(Drawing.text(commands.dump("1", "0", "6")))
                .isEqualTo("00000000 %-50s |helloh|".formatted(" 68 65 6c 6c 6f 68"));
    }

    @Test
    void shouldShowOneBufferWhenNamed() {
        allocated();

        assertThat(Drawing.text(commands.buffer("1")))
                .startsWith("buffer 1 (test)")
                .endsWith("no device is attached");
        assertThatExceptionOfType(EntrepotException.class)
                .isThrownBy(() -> commands.buffer("2"))
                .withMessageContaining("buffer=2; see dma:buffers");
    }

    @Test
    @Timeout(10)
    void shouldRefuseWhenThereIsNothingToFillWith() {
        allocated();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.fill("1", ""))
                .withMessageContaining("text=''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.fill("1", "0x100"))
                .withMessageContaining("byte=0x100");
    }

    @Test
    void shouldRefuseWhenARangeIsNotWithinItsBuffer() {
        TestBuffer buffer = allocated();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.dump("1", "60", "5"))
                .withMessageContaining("offset=60 length=5 buffer=64");
        assertThatIllegalArgumentException().isThrownBy(() -> commands.dump("1", "-1", "5"));
        assertThat(buffer.tally().references()).hasValue(1);
    }
}
