package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.client.HttpFetchSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangedInputTest {
  private static final int CHUNK = FetchFixture.CHUNK;

  private FetchFixture origin = new FetchFixture(40 * CHUNK + 17);

  @AfterEach
  void close() {
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void any_jumps_with_any_cuts_give_exactly_the_right_bytes(long seed) {
    Random random = new Random(seed);
    Random cuts = new Random(seed + 1);
    reopen(1 + random.nextInt(5));
    origin
        .serve()
        .cutEach(
            () -> {
              synchronized (cuts) {
                return cuts.nextInt(3) == 0 ? 1 + cuts.nextInt(CHUNK) : -1;
              }
            });

    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      long position = 0;
      for (int i = 0; i < 150; i++) {
        int length = 1 + random.nextInt(random.nextBoolean() ? 100 : 3 * CHUNK);
        origin.readExactly(input, position, length);
        position =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt((int) origin.pattern.size());
              case 1 -> Math.max(0, position - random.nextInt(2 * CHUNK));
              default -> Math.min(position + length, origin.pattern.size() - 1);
            };
      }
      assertThat(origin.readFrom(input, 0)).isEqualTo(origin.pattern.size());
    }
    assertThat(origin.monitor.downloaded()).isEqualTo(origin.pattern.size());
    assertThat(origin.monitor.finished()).isEqualTo(1);
  }

  @Test
  void reading_in_order_opens_several_connections_and_asks_for_nothing_twice() {
    origin.serve().throttle(4_000_000);

    origin.readAll();

    assertThat(origin.site.acceptedConnections())
        .isBetween(2, HttpFetchSettings.DEFAULT.connections());
    assertThat(origin.site.requests()).hasSize(41);
    assertThat(origin.site.requests().stream().map(r -> r.header("Range"))).doesNotHaveDuplicates();
  }

  @Test
  void one_question_is_enough_for_a_small_file() {
    origin.close();
    origin = new FetchFixture(1_000);
    origin.serve();

    origin.readAll();

    assertThat(origin.site.requests()).hasSize(1);
    assertThat(origin.site.requests().get(0).header("Range")).hasValue("bytes=0-65535");
  }

  @Test
  void looking_at_the_tail_costs_the_tail() {
    origin.serve();
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 100);
      origin.readExactly(input, 40 * CHUNK, 17);
      origin.readExactly(input, 100, 100);
      origin.readExactly(input, 40 * CHUNK - 50, 60);
      origin.readExactly(input, 0, 100);

      // The head, perhaps what follows it, and the last two; nothing of the middle, nothing twice.
      assertThat(origin.site.requests()).hasSizeBetween(3, 4);
    }
  }

  @Test
  void small_steps_back_ask_for_nothing() {
    origin.serve();
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 5 * CHUNK + 100);
      Awaitility.await().until(() -> origin.site.openTransfers() == 0);
      int before = origin.site.requests().size();

      origin.readExactly(input, 4 * CHUNK + 1, CHUNK);
      origin.readExactly(input, 5 * CHUNK, 100);

      assertThat(origin.site.requests()).hasSize(before);
    }
  }

  @Test
  void a_jump_lets_go_of_what_is_useless() {
    origin.serve().stallEach(stallOnly(1_000, 2));
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, CHUNK / 2);
      Awaitility.await().until(() -> origin.site.openTransfers() <= 1);

      origin.readExactly(input, 20 * CHUNK, 100);
      origin.readExactly(input, 30 * CHUNK, 100);

      Awaitility.await().until(() -> origin.site.openTransfers() == 0);
    }
  }

  @Test
  void no_more_is_loaded_ahead_than_the_memory_allows() {
    origin.serve();
    try (Media media = origin.open()) {
      MediaInput input = media.inputs().get(0);
      origin.readExactly(input, 0, 10 * CHUNK);
      Awaitility.await().until(() -> origin.site.openTransfers() == 0);

      long ahead = origin.monitor.downloaded() - 10 * CHUNK;

      assertThat(ahead).isBetween((long) CHUNK, (long) origin.settings.connections() * CHUNK);
    }
  }

  @Test
  void closing_ends_every_loader() {
    origin.serve().throttle(100_000);
    Media media = origin.open();
    MediaInput input = media.inputs().get(0);
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> origin.readExactly(input, 0, 10 * CHUNK));
    Awaitility.await().until(() -> origin.site.openTransfers() > 1);

    media.close();

    assertThat(reading.handle((done, failure) -> failure).join()).isNotNull();
    Awaitility.await().until(() -> origin.site.openConnections() == 0);
    assertThat(origin.monitor.registrations()).isZero();
    Awaitility.await().until(() -> origin.loaders() == 0);
  }

  @Test
  void a_film_is_read_into_the_memory_of_the_one_before() {
    origin.serve();
    assertThat(origin.chunksKept()).isZero();
    origin.readAll();
    int pooled = origin.chunksKept();

    assertThat(pooled).isBetween(3, origin.settings.connections() + 2);
    try (Media media = origin.open()) {
      origin.readExactly(media.inputs().get(0), 0, 3 * CHUNK);
      assertThat(origin.chunksKept()).isLessThanOrEqualTo(pooled - 3);
      // What is still on its way at the end would not be given back.
      origin.readFrom(media.inputs().get(0), 3 * CHUNK);
    }
    assertThat(origin.chunksKept()).isEqualTo(pooled);
  }

  @Test
  void memory_that_is_being_read_is_not_pooled() {
    origin.serve();
    AtomicReference<Media> closedWhileReading = new AtomicReference<>();
    Thread reader = Thread.currentThread();
    Media media =
        origin.open(
            new StageMonitor.Forwarding(StageMonitor.none()) {
              @Override
              public void check() {
                // Loaders ask as well.
                if (closedWhileReading.get() != null && Thread.currentThread() == reader) {
                  closedWhileReading.get().close();
                }
              }
            });
    MediaInput input = media.inputs().get(0);
    origin.readExactly(input, 0, 3 * CHUNK);

    closedWhileReading.set(media);

    assertThatThrownBy(() -> input.read(0, ByteBuffer.allocate(1)))
        .hasMessageContaining("closed while it was being read");
    assertThat(origin.chunksKept()).isZero();
  }

  @Test
  void closing_the_fetcher_ends_its_readers() {
    origin.serve().delay(Duration.ofMillis(1)).throttle(100_000);
    Media media = origin.open();
    MediaInput input = media.inputs().get(0);
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> origin.readExactly(input, 0, 40 * CHUNK));
    Awaitility.await().until(() -> origin.site.openTransfers() > 1);

    origin.closeFetcher();

    assertThat(reading.handle((done, failure) -> failure).join()).isNotNull();
    Awaitility.await().until(() -> origin.loaders() == 0);
    media.close();
  }

  private void reopen(int connections) {
    origin.close();
    origin =
        new FetchFixture(
            40 * CHUNK + 17,
            HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(connections));
  }

  /** Only the answer of this number stalls. */
  private static LongSupplier stallOnly(long after, int number) {
    AtomicInteger served = new AtomicInteger();
    return () -> served.incrementAndGet() == number ? after : -1;
  }
}
