package org.entrepot.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({"1,1", "4096,4096", "64K,65536", "64k,65536", "64KiB,65536", "1M,1048576", "3GB,3221225472", "7B,7"})
    void shouldReadASizeWhenItIsPositive(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-5", "", "K", "64X", "1.5M", "0x10", " 1", "9223372036854775807K", "9999999999999999999"})
    void shouldNameTheSizeWhenItIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sizes.parse(text))
                .withMessageContaining("size=" + text + "; write");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1536,1.5 KiB", "1048576,1 MiB", "5497558138880,5 TiB"})
    void shouldUseTheLargestUnitWhenItWritesASize(long bytes, String words) {
        assertThat(Sizes.words(bytes)).isEqualTo(words);
    }
}
