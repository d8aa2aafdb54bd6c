package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs whose source has no end before somebody wishes it. */
@Timeout(60)
class LiveRecordingTest {
  private static final JobRequest REQUEST =
      JobRequest.of("https://live.example/now").withLive(LiveRecording.untilItsEnd());

  private final EngineRig rig = new EngineRig();
  private final EndlessFetcher endless = new EndlessFetcher();

  @BeforeEach
  void leaveItToOthers() {
    rig.fetcher.handlingOnly(url -> !endless.handles(url));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private Sluice start() {
    return rig.start(rig.builder().fetcher(endless));
  }

  private JobId running(Sluice sluice, JobRequest request) throws InterruptedException {
    JobId id = sluice.submit(request).id();
    endless.reading.await();
    return id;
  }

  @Test
  void a_source_is_asked_for_as_the_request_says() throws Exception {
    Sluice sluice = start();

    sluice.cancel(running(sluice, REQUEST));

    assertThat(Objects.requireNonNull(endless.asked.get()).live())
        .contains(LiveRecording.untilItsEnd());
  }

  @Test
  void a_cancelled_recording_leaves_nothing() throws Exception {
    Sluice sluice = start();
    JobId id = running(sluice, REQUEST);

    assertThat(sluice.cancel(id)).isTrue();

    Job job = rig.finished(id);
    assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
    EngineRig.until(() -> rig.database.names().reserved(id).isEmpty());
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_recording_whose_parts_are_kept_is_ended_by_a_cancel() throws Exception {
    Sluice sluice = start();
    JobId id = running(sluice, REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial()));

    assertThat(sluice.cancel(id)).isTrue();

    Job job = rig.finished(id);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.artifact().orElseThrow().size()).isEqualTo(1_000);
    assertThat(rig.names()).containsExactly("videos/now.mp4");
  }

  @Test
  void a_cancel_through_another_process_ends_it_with_what_it_has() throws Exception {
    Sluice recording = start();
    JobId id = running(recording, REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial()));
    try (Sluice other = rig.builder().fetcher(endless).workers(0).start()) {
      assertThat(other.cancel(id)).isTrue();

      Job job = rig.finished(id);
      assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(job.artifact().orElseThrow().size()).isEqualTo(1_000);
    }
  }

  @Test
  void a_second_cancel_through_another_process_is_a_cancel() throws Exception {
    endless.heedsNoWish = true;
    Sluice recording = start();
    JobId id = running(recording, REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial()));
    try (Sluice other = rig.builder().fetcher(endless).workers(0).start()) {
      assertThat(other.cancel(id)).isTrue();
      assertThat(other.cancel(id)).isTrue();

      assertThat(rig.finished(id).failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
    }
  }

  @Test
  void what_another_process_has_not_begun_to_record_is_cancelled_through_this_one()
      throws Exception {
    endless.opens = false;
    Sluice recording = start();
    JobId id =
        recording.submit(REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial())).id();
    EngineRig.until(() -> endless.asked.get() != null);
    try (Sluice other = rig.builder().fetcher(endless).workers(0).start()) {
      assertThat(other.cancel(id)).isTrue();

      assertThat(rig.finished(id).failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
    }
  }

  @Test
  void one_that_waits_is_cancelled_all_the_same() throws Exception {
    Sluice sluice = rig.start(rig.builder().fetcher(endless).workers(0));
    JobId id = sluice.submit(REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial())).id();

    assertThat(sluice.cancel(id)).isTrue();

    assertThat(rig.finished(id).failure().orElseThrow().code()).isEqualTo(FailureCode.CANCELLED);
  }

  @Test
  void what_is_recorded_when_time_is_up_is_kept() throws Exception {
    Sluice sluice = rig.start(rig.builder().fetcher(endless).jobTimeout(Duration.ofMillis(100)));

    JobId id = running(sluice, REQUEST.withLive(LiveRecording.untilItsEnd().keepingPartial()));

    assertThat(rig.finished(id).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void what_keeps_nothing_fails_when_time_is_up() throws Exception {
    Sluice sluice = rig.start(rig.builder().fetcher(endless).jobTimeout(Duration.ofMillis(100)));

    JobId id = running(sluice, REQUEST);

    assertThat(rig.finished(id).failure().orElseThrow().code()).isEqualTo(FailureCode.JOB_TIMEOUT);
  }

  /** A thousand bytes, and then nothing until the end is wished. */
  private static final class EndlessFetcher implements MediaFetcher {
    final CountDownLatch reading = new CountDownLatch(1);
    final AtomicReference<FetchRequest> asked = new AtomicReference<>();
    volatile boolean heedsNoWish;
    volatile boolean opens = true;

    @Override
    public boolean handles(SourceUrl url) {
      return url.text().contains("live.example");
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      asked.set(request);
      CountDownLatch ended = new CountDownLatch(1);
      monitor.onCancel(ended::countDown);
      if (!opens) {
        awaitCancel(ended, monitor);
      }
      monitor.onFinish(heedsNoWish ? () -> {} : ended::countDown);
      return new Endless(monitor, ended);
    }

    private static void awaitCancel(CountDownLatch ended, StageMonitor monitor) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      monitor.check();
    }

    private final class Endless implements Media, MediaInput {
      private final StageMonitor monitor;
      private final CountDownLatch ended;

      Endless(StageMonitor monitor, CountDownLatch ended) {
        this.monitor = monitor;
        this.ended = ended;
      }

      @Override
      public int read(long position, ByteBuffer buffer) {
        if (position < 1_000) {
          int count = (int) Math.min(buffer.remaining(), 1_000 - position);
          buffer.put(new byte[count]);
          return count;
        }
        reading.countDown();
        try {
          ended.await();
        } catch (InterruptedException e) {
          throw new SluiceException(FailureCode.INTERRUPTED, "interrupted", e);
        }
        monitor.check();
        return -1;
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.empty();
      }

      @Override
      public boolean seekable() {
        return false;
      }

      @Override
      public Optional<String> announcedType() {
        return Optional.empty();
      }

      @Override
      public List<MediaInput> inputs() {
        return List.of(this);
      }

      @Override
      public void close() {
        ended.countDown();
      }
    }
  }
}
