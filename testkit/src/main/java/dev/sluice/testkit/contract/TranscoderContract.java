package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Transcoder}. A subclass provides the transcoder and a little media, which
 * it must be able to copy into mkv; each theme is a nested class.
 */
public abstract class TranscoderContract extends TranscoderFixture {
  /** The answers before anything is written. */
  @Nested
  class Plans {
    @Test
    void a_plan_reports_the_streams_of_the_result() {
      for (OutputSpec output :
          List.of(
              COPY_TO_MKV,
              copyTo(Container.MP4),
              copyTo(Container.M4A),
              spec(Container.MP4, VideoCodec.COPY, AudioCodec.MP3))) {
        List<StreamReport> planned = plan(film(), output).streams();
        RecordingMonitor monitor = new RecordingMonitor();

        Transcoder.Result result =
            transcoder()
                .transcode(List.of(MemoryInput.of(film())), output, new MemorySink(), monitor);

        assertThat(planned).as("%s", output).hasSize(2).isEqualTo(result.streams());
        assertThat(monitor.planned()).isEqualTo(planned);
        assertThat(plan(film(), output).shorterSide()).isEqualTo(result.shorterSide());
      }
    }

    @Test
    void a_plan_fails_as_the_result_would() {
      OutputSpec output = spec(Container.MP4, VideoCodec.H264, AudioCodec.COPY);
      assertFails(MemoryInput.of(soundOnly()), output, FailureCode.NO_VIDEO);

      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(() -> plan(soundOnly(), output))
          .matches(failure -> failure.code() == FailureCode.NO_VIDEO);
    }

    private Transcoder.Plan plan(byte[] media, OutputSpec output) {
      return transcoder().plan(List.of(MemoryInput.of(media)), output, StageMonitor.none());
    }
  }

  /** Sources that cannot be used, and failures on the way. */
  @Nested
  class Faults {
    @Test
    void an_empty_input_is_told_as_such() {
      assertFails(MemoryInput.of(new byte[0]), FailureCode.SOURCE_EMPTY);
    }

    @Test
    void random_bytes_are_not_media() {
      byte[] noise = new byte[300_000];
      new Random(1).nextBytes(noise);

      assertFails(MemoryInput.of(noise), FailureCode.NOT_MEDIA);
      assertFails(MemoryInput.of(noise).forwardOnly(), FailureCode.NOT_MEDIA);
    }

    @Test
    void a_web_page_is_not_media_and_the_sentence_says_so() {
      byte[] page =
          "\n<!DOCTYPE html><html><head><title>Watch</title></head></html>"
              .getBytes(StandardCharsets.UTF_8);

      assertFails(MemoryInput.of(page), FailureCode.NOT_MEDIA).hasMessageContaining("web page");
    }

    @Test
    void a_picture_is_not_media_and_the_sentence_says_so() {
      byte[] png = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 500);
      byte[] jpeg = Arrays.copyOf(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, 500);

      assertFails(MemoryInput.of(png), FailureCode.NOT_MEDIA).hasMessageContaining("PNG");
      assertFails(MemoryInput.of(jpeg), FailureCode.NOT_MEDIA).hasMessageContaining("JPEG");
    }

    @Test
    void a_file_cut_in_half_is_damaged_and_never_a_shorter_result() {
      byte[] film = film();
      byte[] half = Arrays.copyOf(film, film.length / 2);

      assertFails(MemoryInput.of(half), FailureCode.MEDIA_DAMAGED);
      assertFails(MemoryInput.of(half).unsized(), FailureCode.MEDIA_DAMAGED);
      assertFails(MemoryInput.of(half).forwardOnly().unsized(), FailureCode.MEDIA_DAMAGED);
    }

    @Test
    void what_the_input_throws_comes_through_unchanged() {
      SluiceException cut = new SluiceException(FailureCode.SOURCE_CUT, "cut at the cable");
      byte[] film = film();

      for (long at : new long[] {0, 20, film.length / 2, film.length - 1}) {
        Throwable thrown =
            catchThrowable(
                () ->
                    transcode(
                        MemoryInput.of(film).failingAt(at, cut), COPY_TO_MKV, new MemorySink()));
        assertThat(thrown).as("failing at %d", at).isSameAs(cut);
      }
    }

    @Test
    void an_exception_that_no_port_throws_comes_through_as_well() {
      IllegalStateException bug = new IllegalStateException("a bug in an input");
      byte[] film = film();

      assertThatThrownBy(
              () ->
                  transcode(
                      MemoryInput.of(film).failingAt(film.length / 2, bug),
                      COPY_TO_MKV,
                      new MemorySink()))
          .isSameAs(bug);
    }

    @Test
    void what_the_sink_throws_comes_through_unchanged() {
      SluiceException full = new SluiceException(FailureCode.STORE_FULL, "the disk is full");

      for (int writes : new int[] {0, 1, 2}) {
        assertThatThrownBy(
                () -> transcode(MemoryInput.of(film()), COPY_TO_MKV, new FailingSink(writes, full)))
            .as("after %d writes", writes)
            .isSameAs(full);
      }
    }

    @Test
    void a_cancelled_job_ends_with_the_monitors_reason() {
      for (long checks : new long[] {0, 3, 40}) {
        assertThatExceptionOfType(SluiceException.class)
            .isThrownBy(
                () ->
                    transcoder()
                        .transcode(
                            List.of(MemoryInput.of(film())),
                            COPY_TO_MKV,
                            new MemorySink(),
                            new ProgressMonitor(checks)))
            .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED));
      }
    }
  }

  /** Codecs, containers and clips that a request chooses. */
  @Nested
  class Choices {
    @Test
    void sound_asked_for_where_there_is_none_names_what_to_ask_for() {
      assertFails(
              MemoryInput.of(pictureOnly()),
              spec(Container.MKV, VideoCodec.COPY, AudioCodec.AAC),
              FailureCode.NO_AUDIO)
          .hasMessageContaining(RequestField.AUDIO_CODEC.option() + " copy");
    }

    @Test
    void picture_asked_for_where_there_is_none_names_what_to_ask_for() {
      assertFails(
              MemoryInput.of(soundOnly()),
              spec(Container.MKV, VideoCodec.H264, AudioCodec.COPY),
              FailureCode.NO_VIDEO)
          .hasMessageContaining(RequestField.VIDEO_CODEC.option() + " copy");
    }

    @Test
    void with_copy_what_is_missing_is_just_absent() {
      MemorySink picture = new MemorySink();
      MemorySink sound = new MemorySink();

      transcode(MemoryInput.of(pictureOnly()), COPY_TO_MKV, picture);
      transcode(MemoryInput.of(soundOnly()), COPY_TO_MKV, sound);

      assertThat(codecs(picture)).containsExactly("h264");
      assertThat(codecs(sound)).containsExactly("aac");
    }

    @Test
    void a_picture_that_does_not_fit_names_what_to_ask_for() {
      assertFails(MemoryInput.of(film()), copyTo(Container.WEBM), FailureCode.CODEC_DOES_NOT_FIT)
          .hasMessageContaining("h264")
          .hasMessageContaining("vp9")
          .hasMessageContaining("mkv");
    }

    @Test
    void containers_of_sound_hold_the_sound_alone() {
      for (Container container : Container.values()) {
        if (!container.audioOnly()) {
          continue;
        }
        MemorySink sink = new MemorySink();
        Transcoder.Result result = transcode(MemoryInput.of(film()), copyTo(container), sink);

        MediaInfo made = probe(MemoryInput.of(sink.bytes()));
        assertThat(made.streams().stream().map(StreamInfo::kind))
            .as("%s", container)
            .containsExactly(StreamKind.AUDIO);
        assertThat(result.shorterSide()).isEmpty();
        assertFails(MemoryInput.of(pictureOnly()), copyTo(container), FailureCode.NO_AUDIO)
            .hasMessageContaining("ask for format mp4");
      }
    }

    @Test
    void auto_copies_what_the_container_takes() {
      MemorySink sink = new MemorySink();

      Transcoder.Result result =
          transcode(
              MemoryInput.of(film()), spec(Container.MKV, VideoCodec.AUTO, AudioCodec.COPY), sink);

      assertThat(result.plan()).isEqualTo("h264:copy aac:copy");
    }

    @Test
    void a_clip_is_as_long_as_was_asked_for_or_as_there_is() {
      for (String[] ends : new String[][] {{"1", "2.5"}, {"1", "9:00"}}) {
        MemorySink sink = new MemorySink();
        ProgressMonitor monitor = new ProgressMonitor(Long.MAX_VALUE);

        Transcoder.Result result =
            transcoder()
                .transcode(List.of(MemoryInput.of(film())), clip(ends[0], ends[1]), sink, monitor);

        long wanted =
            Math.min(millis(result.source()), Clip.Timecode.parse(ends[1]).offset().toMillis());
        MediaInfo made = probe(MemoryInput.of(sink.bytes()));
        assertThat(millis(made)).isBetween(wanted - 1_000 - 100, wanted - 1_000 + 200);
        assertThat(monitor.of.toMillis()).isBetween(wanted - 1_010, wanted - 990);
        assertThat(monitor.seen.get(monitor.seen.size() - 1)).isLessThanOrEqualTo(monitor.of);
        assertThat(monitor.downloadFinished).isTrue();
      }
    }

    @Test
    void a_clip_beyond_the_end_names_the_duration() {
      assertFails(MemoryInput.of(film()), clip("1:00:00", "2:00:00"), FailureCode.CLIP_BEYOND_END)
          .hasMessageContaining("01:00:00.000")
          .hasMessageContaining("lasts only 00:00:0");
    }

    private static OutputSpec clip(String from, String to) {
      return copyTo(Container.MP4)
          .withClip(
              new Clip(
                  Optional.of(Clip.Timecode.parse(from)), Optional.of(Clip.Timecode.parse(to))));
    }

    @Test
    void every_codec_it_claims_to_encode_it_encodes() {
      for (VideoCodec codec : transcoder().capabilities().videoCodecs()) {
        MemorySink sink = new MemorySink();
        transcode(MemoryInput.of(pictureOnly()), spec(Container.MKV, codec, AudioCodec.COPY), sink);
        assertThat(sink.written()).as("%s", codec).isPositive();
      }
      for (AudioCodec codec : transcoder().capabilities().audioCodecs()) {
        MemorySink sink = new MemorySink();
        transcode(MemoryInput.of(soundOnly()), spec(Container.MKV, VideoCodec.COPY, codec), sink);
        assertThat(sink.written()).as("%s", codec).isPositive();
      }
    }
  }

  /** Probes, copies, tags and progress. */
  @Nested
  class Results {
    @Test
    void copying_can_always_be_asked_for() {
      Capabilities capabilities = transcoder().capabilities();

      assertThat(capabilities.canEncode(VideoCodec.COPY)).isTrue();
      assertThat(capabilities.canEncode(AudioCodec.COPY)).isTrue();
      assertThat(transcoder().capabilities()).isEqualTo(capabilities);
    }

    @Test
    void a_probe_says_what_the_input_holds() {
      MediaInfo facts = probe(MemoryInput.of(film()));

      assertThat(facts.first(StreamKind.VIDEO).orElseThrow().codec()).isEqualTo("h264");
      assertThat(facts.first(StreamKind.VIDEO).orElseThrow().width()).isPositive();
      assertThat(facts.first(StreamKind.AUDIO).orElseThrow().codec()).isEqualTo("aac");
      assertThat(facts.first(StreamKind.AUDIO).orElseThrow().channels()).isPositive();
      assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void a_probe_numbers_the_streams_of_two_inputs_through() {
      MediaInfo facts =
          transcoder()
              .probe(
                  List.of(MemoryInput.of(pictureOnly()), MemoryInput.of(soundOnly())),
                  StageMonitor.none());

      assertThat(facts.streams().stream().map(StreamInfo::index)).containsExactly(0, 1);
      assertThat(facts.streams().stream().map(StreamInfo::codec)).containsExactly("h264", "aac");
    }

    @Test
    void copied_streams_keep_their_codecs_and_their_length() {
      MemorySink sink = new MemorySink();

      Transcoder.Result result = transcode(MemoryInput.of(film()), COPY_TO_MKV, sink);

      MediaInfo made = probe(MemoryInput.of(sink.bytes()));
      assertThat(made.streams().stream().map(StreamInfo::codec)).containsExactly("h264", "aac");
      assertThat(millis(made))
          .isBetween(millis(result.source()) - 50, millis(result.source()) + 50);
      assertThat(result.plan()).isEqualTo("h264:copy aac:copy");
    }

    @Test
    void the_result_says_of_itself_what_it_is_told_to_say() {
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
              new Transcoder.Task(List.of(MemoryInput.of(film())), COPY_TO_MKV, tags),
              sink,
              StageMonitor.none());

      assertThat(probe(MemoryInput.of(sink.bytes())).tags())
          .containsEntry("title", "A talk")
          .containsEntry("album", "The show");
    }

    @Test
    void the_sink_is_begun_and_neither_committed_nor_closed() {
      MemorySink sink = new MemorySink();

      transcode(MemoryInput.of(film()), COPY_TO_MKV, sink);

      assertThat(sink.beginCount()).isPositive();
      assertThat(sink.committed()).isFalse();
      assertThat(sink.closed()).isFalse();
    }

    @Test
    void what_the_source_holds_is_told_and_who_minds_it_ends_all_before_a_byte_is_written() {
      MemorySink sink = new MemorySink();
      RecordingMonitor monitor = new RecordingMonitor();
      SluiceException tooLong = new SluiceException(FailureCode.MEDIA_TOO_LONG, "too long");

      transcoder()
          .transcode(List.of(MemoryInput.of(film())), COPY_TO_MKV, new MemorySink(), monitor);
      assertThatThrownBy(
              () ->
                  transcoder()
                      .transcode(
                          List.of(MemoryInput.of(film())),
                          COPY_TO_MKV,
                          sink,
                          new RecordingMonitor().rejecting(tooLong)))
          .isSameAs(tooLong);

      assertThat(monitor.found()).isNotEmpty().containsOnly(probe(MemoryInput.of(film())));
      assertThat(sink.beginCount()).isZero();
    }

    @Test
    void picture_and_sound_may_come_from_two_inputs() {
      MemorySink sink = new MemorySink();

      transcoder()
          .transcode(
              List.of(MemoryInput.of(pictureOnly()), MemoryInput.of(soundOnly())),
              COPY_TO_MKV,
              sink,
              StageMonitor.none());

      MediaInfo made = probe(MemoryInput.of(sink.bytes()));
      assertThat(made.streams().stream().map(StreamInfo::codec)).containsExactly("h264", "aac");
    }

    @Test
    void how_the_bytes_arrive_makes_no_difference() {
      byte[] film = film();
      byte[] whole = copied(MemoryInput.of(film));

      assertThat(copied(MemoryInput.of(film).inPiecesOf(1_237))).isEqualTo(whole);
      assertThat(copied(MemoryInput.of(film).unsized())).isEqualTo(whole);
      assertThat(copied(MemoryInput.of(film).forwardOnly())).isEqualTo(whole);
    }

    @Test
    void many_at_once_give_what_one_gives() throws Exception {
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
    void progress_grows_and_reaches_the_end() {
      ProgressMonitor monitor = new ProgressMonitor(Long.MAX_VALUE);

      transcoder()
          .transcode(List.of(MemoryInput.of(film())), COPY_TO_MKV, new MemorySink(), monitor);

      assertThat(monitor.seen).isNotEmpty();
      Duration last = monitor.seen.get(monitor.seen.size() - 1);
      assertThat(last).isGreaterThan(monitor.of.multipliedBy(9).dividedBy(10));
    }
  }
}
