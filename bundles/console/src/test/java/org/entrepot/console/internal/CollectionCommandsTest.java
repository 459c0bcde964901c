package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.entrepot.control.CollectionStatus;
import org.junit.jupiter.api.Test;

class CollectionCommandsTest {
    private final CollectionCommands commands = new CollectionCommands(new TestMachine());

    @Test
    void shouldShowWhoHasNotAnsweredWhenCollectionsAreListed() {
        assertThat(Drawing.text(commands.collections())).isEqualTo("""
                        COLLECTION  NAME      STATE        OWNER            SEATED  SILENT  BUFFERS  FAILED BECAUSE
                                 1  frames    negotiating  org.example.app       2       1  -        -
                                 2  previews  failed       org.example.app       0       0  -        a heap must have room: free=0

                        COLLECTION  PARTICIPANT  ANSWER             CAMPING  DEDICATED  SHARED  BUNDLE
                                 1  camera       stated                   1          2       3  org.example.app
                                 1  encoder      silent for 812 ms        -          -       -  org.example.encoder""");
    }

    @Test
    void shouldShowBuffersThatFollowEachOtherAsARange() {
        assertThat(CollectionDrawing.text(List.of(allocated(4L, 5L, 6L), allocated(7L, 9L, 10L))))
                .contains("4-6", "7 9 10")
                .endsWith("nobody is seated");
    }

    private static CollectionStatus allocated(Long... buffers) {
        return new CollectionStatus(
                3,
                "frames",
                "org.example.app",
                CollectionStatus.State.ALLOCATED,
                List.of(),
                List.of(buffers),
                Optional.empty());
    }

    @Test
    void shouldSaySoWhenNoCollectionIsOpen() {
        assertThat(CollectionDrawing.text(List.of())).isEqualTo("no collection is open");
    }

    @Test
    void shouldTakeNoArgumentWhenCollectionsAreListed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.collections("frames"))
                .withMessageContaining("see dma:help collections");
    }
}
