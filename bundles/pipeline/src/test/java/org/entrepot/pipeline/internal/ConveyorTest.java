package org.entrepot.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConveyorTest {
    private final AtomicBoolean broken = new AtomicBoolean();
    private final Conveyor<Conveyor.Load> conveyor = new Conveyor<>(broken::get);
    private final AtomicInteger letGo = new AtomicInteger();

    private void send() throws InterruptedException {
        conveyor.send(letGo::incrementAndGet);
    }

    @Test
    void shouldGiveWhatWasSentInItsOrderAndEnd() throws InterruptedException {
        Conveyor.Load first = letGo::incrementAndGet;
        conveyor.send(first);
        send();
        conveyor.end();

        assertThat(conveyor.receive()).containsSame(first);
        assertThat(conveyor.receive()).isPresent();
        assertThat(conveyor.receive()).isEmpty();
        assertThat(letGo).hasValue(0);
    }

    @Test
    void shouldLetGoOfAFrameWhenItsSenderIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::send).isInstanceOf(InterruptedException.class);
        assertThat(letGo).hasValue(1);
    }

    @Test
    void shouldLetGoOfAFrameWhenTheRunHasFailed() throws InterruptedException {
        broken.set(true);

        send();

        assertThat(letGo).hasValue(1);
    }

    @Test
    void shouldLetGoOfWhatNobodyReceived() throws InterruptedException {
        send();
        send();

        conveyor.clear();

        assertThat(letGo).hasValue(2);
    }
}
