package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link MediaFetcher}, {@link Media} and {@link MediaInput}. The subclass provides
 * the fetcher and an origin, both new for each case.
 */
public abstract class MediaFetcherContract {
  private static final int SIZE = 3_000_000;

  private final PatternSource pattern = ByteSource.pattern(SIZE);

  /** Returns the fetcher under test. */
  protected abstract MediaFetcher fetcher();

  /** Publishes these bytes as media with one input, and returns its URL. */
  protected abstract SourceUrl publish(ByteSource bytes);

  /** Publishes bytes that end after this many, although all are announced. */
  protected abstract SourceUrl publishCut(ByteSource bytes, long after);

  /** Publishes bytes that stall after this many, with the connection left open. */
  protected abstract SourceUrl publishStalled(ByteSource bytes, long after);

  /** Returns a URL without media. */
  protected abstract SourceUrl missing();

  /** Returns a URL that never responds. */
  protected abstract SourceUrl mute();

  /** Returns how many requests the origin has received. */
  protected abstract int requests();

  /** Returns how many transfers the origin is sending; idle connections do not count. */
  protected abstract int openTransfers();

  @Test
  protected void handles_by_the_text_alone() {
    SourceUrl url = publish(pattern);

    assertThat(fetcher().handles(url)).isTrue();

    assertThat(requests()).isZero();
  }

  @Test
  protected void every_byte_comes_once_and_in_order() {
    RecordingMonitor monitor = new RecordingMonitor();
    try (Media media = fetcher().open(publish(pattern), monitor)) {
      MediaInput input = input(media);

      assertThat(readFrom(input, 0)).isEqualTo(SIZE);

      Waiting.until(() -> monitor.finished() == 1);
      assertThat(monitor.downloaded()).isEqualTo(SIZE);
      assertThat(monitor.wentBack()).isFalse();
    }
  }

  @Test
  protected void the_size_is_right_where_it_is_told() {
    try (Media media = fetcher().open(publish(pattern), StageMonitor.none())) {
      input(media).size().ifPresent(size -> assertThat(size).isEqualTo(SIZE));
    }
  }

  @Test
  protected void the_end_is_told_again_and_again() {
    try (Media media = fetcher().open(publish(pattern), StageMonitor.none())) {
      MediaInput input = input(media);
      readFrom(input, 0);

      assertThat(input.read(SIZE, ByteBuffer.allocate(10))).isEqualTo(-1);
      assertThat(input.read(SIZE, ByteBuffer.allocate(10))).isEqualTo(-1);
    }
  }

  @Test
  protected void direct_buffers_and_those_that_begin_later_are_filled_from_their_position() {
    try (Media media = fetcher().open(publish(pattern), StageMonitor.none())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(100).position(7).limit(50);

      int count = input(media).read(0, buffer);

      assertThat(count).isBetween(1, 43);
      assertThat(buffer.position()).isEqualTo(7 + count);
      assertThat(buffer.limit()).isEqualTo(50);
      assertThat(pattern.matches(0, buffer.flip().position(7))).isTrue();
    }
  }

  @Test
  protected void positions_may_jump_exactly_where_it_says_so() {
    try (Media media = fetcher().open(publish(pattern), StageMonitor.none())) {
      MediaInput input = input(media);
      if (!input.seekable()) {
        assertThatThrownBy(() -> input.read(1_000, ByteBuffer.allocate(10)))
            .isInstanceOf(IllegalArgumentException.class);
        return;
      }
      Random random = new Random(4);
      for (int i = 0; i < 200; i++) {
        int position = random.nextInt(SIZE);
        assertThat(readAt(input, position, 1 + random.nextInt(20_000))).isPositive();
      }
      assertThat(input.read(SIZE + 1_000L, ByteBuffer.allocate(10))).isEqualTo(-1);
    }
  }

  @Test
  protected void a_source_that_is_not_there_is_the_sources_failure_and_leaves_nothing_open() {
    RecordingMonitor monitor = new RecordingMonitor();

    SluiceException failure = failure(() -> fetcher().open(missing(), monitor));

    assertThat(failure.code().category()).isEqualTo(FailureCode.Category.SOURCE);
    assertThat(monitor.registrations()).isZero();
    Waiting.until(() -> openTransfers() == 0);
  }

  @Test
  protected void an_empty_source_is_told_at_once() {
    SourceUrl url = publish(ByteSource.of(new byte[0]));

    SluiceException failure = failure(() -> fetcher().open(url, StageMonitor.none()));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_EMPTY);
  }

  @Test
  protected void a_source_that_ends_early_is_never_taken_for_whole() {
    RecordingMonitor monitor = new RecordingMonitor();
    SourceUrl url = publishCut(pattern, SIZE / 2);

    SluiceException failure =
        failure(
            () -> {
              try (Media media = fetcher().open(url, monitor)) {
                readFrom(input(media), 0);
              }
            });

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(monitor.finished()).isZero();
  }

  @Test
  protected void a_cancelled_job_opens_nothing() {
    RecordingMonitor monitor = new RecordingMonitor();
    monitor.cancel();
    SourceUrl url = publish(pattern);

    SluiceException failure = failure(() -> fetcher().open(url, monitor));

    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(requests()).isZero();
  }

  @Test
  protected void cancelling_ends_the_wait_for_an_answer() {
    RecordingMonitor monitor = new RecordingMonitor();
    SourceUrl url = mute();
    CompletableFuture<SluiceException> end =
        CompletableFuture.supplyAsync(() -> failure(() -> fetcher().open(url, monitor)));
    Waiting.until(() -> requests() == 1);

    monitor.cancel();

    assertThat(end.join().code()).isEqualTo(FailureCode.CANCELLED);
    Waiting.until(() -> openTransfers() == 0);
  }

  @Test
  protected void cancelling_ends_a_blocked_read() {
    RecordingMonitor monitor = new RecordingMonitor();
    try (Media media = fetcher().open(publishStalled(pattern, 10_000), monitor)) {
      MediaInput input = input(media);
      CompletableFuture<SluiceException> end =
          CompletableFuture.supplyAsync(() -> failure(() -> readFrom(input, 0)));
      Waiting.until(() -> monitor.downloaded() == 10_000);

      monitor.cancel();

      assertThat(end.join().code()).isEqualTo(FailureCode.CANCELLED);
      Waiting.until(() -> openTransfers() == 0);
    }
    assertThat(monitor.registrations()).isZero();
  }

  @Test
  protected void closing_ends_a_blocked_read_and_frees_the_transfers() {
    RecordingMonitor monitor = new RecordingMonitor();
    Media media = fetcher().open(publishStalled(pattern, 10_000), monitor);
    CompletableFuture<Throwable> end =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> readFrom(input(media), 0)));
    Waiting.until(() -> monitor.downloaded() == 10_000);

    media.close();
    media.close();

    assertThat(end.join()).isNotNull();
    Waiting.until(() -> openTransfers() == 0);
    assertThat(monitor.registrations()).isZero();
  }

  /** Returns the only input of the media. */
  private static MediaInput input(Media media) {
    assertThat(media.inputs()).hasSize(1);
    return media.inputs().get(0);
  }

  private long readFrom(MediaInput input, long start) {
    ByteBuffer buffer = ByteBuffer.allocate(50_000);
    long position = start;
    for (int count = input.read(position, buffer);
        count >= 0;
        count = input.read(position, buffer)) {
      assertThat(pattern.matches(position, buffer.flip())).isTrue();
      position += count;
      buffer.clear();
    }
    return position;
  }

  private int readAt(MediaInput input, long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    int count = input.read(position, buffer);
    assertThat(pattern.matches(position, buffer.flip())).isTrue();
    return count;
  }

  private static SluiceException failure(ThrowingCallable call) {
    return catchThrowableOfType(SluiceException.class, call);
  }
}
