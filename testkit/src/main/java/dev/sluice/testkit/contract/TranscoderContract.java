package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.TagOverrides;
import dev.sluice.core.port.media.TranscodeResult;
import dev.sluice.core.port.media.TranscodeTask;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transcoder} promises. A subclass gives the transcoder and a little media; it
 * must be able to copy it into mkv. The cases about faults and about choices stand in the classes
 * above.
 */
public abstract class TranscoderContract extends TranscoderChoicesContract {
  @Test
  protected void copying_can_always_be_asked_for() {
    Capabilities capabilities = transcoder().capabilities();

    assertThat(capabilities.canEncode(VideoCodec.COPY)).isTrue();
    assertThat(capabilities.canEncode(AudioCodec.COPY)).isTrue();
    assertThat(transcoder().capabilities()).isEqualTo(capabilities);
  }

  @Test
  protected void a_probe_says_what_the_input_holds() {
    MediaInfo facts = probe(MemoryInput.of(film()));

    assertThat(facts.first(StreamKind.VIDEO).orElseThrow().codec()).isEqualTo("h264");
    assertThat(facts.first(StreamKind.VIDEO).orElseThrow().width()).isPositive();
    assertThat(facts.first(StreamKind.AUDIO).orElseThrow().codec()).isEqualTo("aac");
    assertThat(facts.first(StreamKind.AUDIO).orElseThrow().channels()).isPositive();
    assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  protected void a_probe_numbers_the_streams_of_two_inputs_through() {
    MediaInfo facts =
        transcoder()
            .probe(
                List.of(MemoryInput.of(pictureOnly()), MemoryInput.of(soundOnly())),
                StageMonitor.none());

    assertThat(facts.streams().stream().map(StreamFacts::index)).containsExactly(0, 1);
    assertThat(facts.streams().stream().map(StreamFacts::codec)).containsExactly("h264", "aac");
  }

  @Test
  protected void copied_streams_keep_their_codecs_and_their_length() {
    MemorySink sink = new MemorySink();

    TranscodeResult result = transcode(MemoryInput.of(film()), COPY_TO_MKV, sink);

    MediaInfo made = probe(MemoryInput.of(sink.bytes()));
    assertThat(made.streams().stream().map(StreamFacts::codec)).containsExactly("h264", "aac");
    assertThat(millis(made)).isBetween(millis(result.source()) - 50, millis(result.source()) + 50);
    assertThat(result.plan()).isEqualTo("h264:copy aac:copy");
  }

  @Test
  protected void the_result_says_of_itself_what_it_is_told_to_say() {
    MemorySink sink = new MemorySink();
    TagOverrides tags =
        new TagOverrides(
            Optional.of("A talk"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("The show"),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());

    transcoder()
        .transcode(
            new TranscodeTask(List.of(MemoryInput.of(film())), COPY_TO_MKV, tags),
            sink,
            StageMonitor.none());

    assertThat(probe(MemoryInput.of(sink.bytes())).tags())
        .containsEntry("title", "A talk")
        .containsEntry("album", "The show");
  }

  @Test
  protected void the_sink_is_begun_and_neither_committed_nor_closed() {
    MemorySink sink = new MemorySink();

    transcode(MemoryInput.of(film()), COPY_TO_MKV, sink);

    assertThat(sink.begunTimes()).isPositive();
    assertThat(sink.committed()).isFalse();
    assertThat(sink.closed()).isFalse();
  }

  @Test
  protected void
      what_the_source_holds_is_told_and_who_minds_it_ends_all_before_a_byte_is_written() {
    MemorySink sink = new MemorySink();
    RecordingMonitor monitor = new RecordingMonitor();
    SluiceException tooLong = new SluiceException(FailureCode.MEDIA_TOO_LONG, "too long");

    transcoder().transcode(List.of(MemoryInput.of(film())), COPY_TO_MKV, new MemorySink(), monitor);
    assertThatThrownBy(
            () ->
                transcoder()
                    .transcode(
                        List.of(MemoryInput.of(film())),
                        COPY_TO_MKV,
                        sink,
                        new RecordingMonitor().minding(tooLong)))
        .isSameAs(tooLong);

    assertThat(monitor.found()).isNotEmpty().containsOnly(probe(MemoryInput.of(film())));
    assertThat(sink.begunTimes()).isZero();
  }

  @Test
  protected void picture_and_sound_may_come_from_two_inputs() {
    MemorySink sink = new MemorySink();

    transcoder()
        .transcode(
            List.of(MemoryInput.of(pictureOnly()), MemoryInput.of(soundOnly())),
            COPY_TO_MKV,
            sink,
            StageMonitor.none());

    MediaInfo made = probe(MemoryInput.of(sink.bytes()));
    assertThat(made.streams().stream().map(StreamFacts::codec)).containsExactly("h264", "aac");
  }

  @Test
  protected void how_the_bytes_arrive_makes_no_difference() {
    byte[] film = film();
    byte[] whole = copied(MemoryInput.of(film));

    assertThat(copied(MemoryInput.of(film).inPiecesOf(1_237))).isEqualTo(whole);
    assertThat(copied(MemoryInput.of(film).unsized())).isEqualTo(whole);
    assertThat(copied(MemoryInput.of(film).forwardOnly())).isEqualTo(whole);
  }

  @Test
  protected void many_at_once_give_what_one_gives() throws Exception {
    byte[] film = film();
    byte[] expected = copied(MemoryInput.of(film));
    ExecutorService threads = Executors.newFixedThreadPool(14);
    try {
      List<Callable<byte[]>> jobs = new ArrayList<>();
      for (int i = 0; i < 42; i++) {
        int piece = 500 + 37 * i;
        jobs.add(() -> copied(MemoryInput.of(film).inPiecesOf(piece)));
      }
      for (Future<byte[]> job : threads.invokeAll(jobs)) {
        assertThat(job.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  protected void progress_grows_and_reaches_the_end() {
    ProgressMonitor monitor = new ProgressMonitor(Long.MAX_VALUE);

    transcoder().transcode(List.of(MemoryInput.of(film())), COPY_TO_MKV, new MemorySink(), monitor);

    assertThat(monitor.seen).isNotEmpty();
    Duration last = monitor.seen.get(monitor.seen.size() - 1);
    assertThat(last).isGreaterThan(monitor.of.multipliedBy(9).dividedBy(10));
  }
}
