package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.FileLayout;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources that do not announce their duration, as browsers record them and encoders send them: the
 * index is in front all the same, and takes no more room than it needs.
 */
class UnknownDurationTest extends CornerCaseFixture {
  /** The most bytes of headers and an index of a few seconds. */
  private static final int SOME = 64 << 10;

  private static final int PICTURES = 500;

  private static final byte[] RECORDED = recorded();

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV", "WEBM", "MOV"})
  void the_result_is_as_large_as_what_is_in_it(Container container) {
    MemorySink sink = convert(MemoryInput.of(RECORDED), container, Long.MAX_VALUE);

    assertWhole(sink);
    assertThat(sink.beginCount()).isEqualTo(1);
    assertThat(sink.bytes()).hasSizeLessThan(RECORDED.length + SOME);
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV", "WEBM", "MOV"})
  void so_it_is_where_the_source_can_be_read_once_only(Container container) {
    MemorySink sink =
        convert(MemoryInput.of(RECORDED).forwardOnly().unsized(), container, Long.MAX_VALUE);

    assertWhole(sink);
    assertThat(sink.bytes()).hasSizeLessThan(RECORDED.length + SOME);
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV", "WEBM", "MOV"})
  void a_source_larger_than_the_buffer_is_estimated_from_its_beginning(Container container) {
    MemorySink sink = convert(MemoryInput.of(RECORDED), container, RECORDED.length / 3);

    assertWhole(sink);
    assertThat(sink.bytes()).hasSizeLessThan(RECORDED.length + SOME);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void of_what_can_be_read_once_only_there_is_room_for_hours(boolean sized) {
    MemoryInput once = MemoryInput.of(RECORDED).forwardOnly();

    MemorySink sink = convert(sized ? once : once.unsized(), Container.MP4, RECORDED.length / 3);

    assertWhole(sink);
    assertThat(sink.bytes()).hasSizeGreaterThan(10 << 20);
  }

  @Test
  void a_clip_of_more_than_can_be_held_is_whole_too() {
    MemorySink sink = new MemorySink();
    Clip clip = new Clip(Optional.of(Clip.Timecode.parse("8")), Optional.empty());

    new LibavTranscoder(LibavSettings.standard(), IndexSizeEstimate::of, RECORDED.length / 5)
        .transcode(
            List.of(MemoryInput.of(RECORDED).forwardOnly()),
            spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY).withClip(clip),
            sink,
            StageMonitor.none());

    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    assertThat(Inspection.of(sink.bytes()).facts.duration().orElseThrow().toMillis())
        .isBetween(11_900L, 12_100L);
  }

  @ParameterizedTest
  @CsvSource({"mpegts, h264, aac, MP4", "mp3, '', mp3, M4A"})
  void a_stream_of_other_kinds_is_no_larger_either(
      String format, String video, String audio, Container container) {
    byte[] clip = SampleClip.of(format, video, audio).lasting(Duration.ofSeconds(10)).bytes();
    MemorySink sink = new MemorySink();

    new LibavTranscoder()
        .transcode(
            List.of(MemoryInput.of(clip).forwardOnly().unsized()),
            spec(container, VideoCodec.COPY, AudioCodec.AAC),
            sink,
            StageMonitor.none());

    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    assertThat(sink.bytes()).hasSizeLessThan(2 * clip.length + SOME);
  }

  @Test
  void a_format_without_an_index_buffers_nothing() {
    byte[] clip = SampleClip.of("mp3", "", "mp3").lasting(Duration.ofSeconds(10)).bytes();
    MemoryInput input = MemoryInput.of(clip).forwardOnly().unsized();
    MemorySink sink = new MemorySink();
    AtomicLong writtenHalfway = new AtomicLong(-1);
    StageMonitor watching =
        new StageMonitor.Forwarding(StageMonitor.none()) {
          @Override
          public void converted(Duration upTo, Duration of) {
            if (upTo.toSeconds() >= 5) {
              writtenHalfway.compareAndSet(-1, sink.written());
            }
          }
        };

    new LibavTranscoder()
        .transcode(
            List.of(input), spec(Container.MP3, VideoCodec.COPY, AudioCodec.COPY), sink, watching);

    assertThat(writtenHalfway.get()).isGreaterThan(clip.length / 4);
  }

  private static void assertWhole(MemorySink sink) {
    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    Inspection made = Inspection.of(sink.bytes());
    assertThat(made.pictures).hasSize(PICTURES);
    assertThat(made.facts.duration().orElseThrow().toMillis()).isBetween(19_900L, 20_100L);
  }

  private MemorySink convert(MemoryInput input, Container container, long maxPendingBytes) {
    MemorySink sink = new MemorySink();
    new LibavTranscoder(LibavSettings.standard(), IndexSizeEstimate::of, maxPendingBytes)
        .transcode(
            List.of(input),
            spec(container, videoFor(container), AudioCodec.COPY),
            sink,
            StageMonitor.none());
    return sink;
  }

  /** Recorded as a browser does it: without a duration in the header. */
  private static byte[] recorded() {
    byte[] clip =
        SampleClip.of("matroska", "vp9", "opus")
            .size(96, 72)
            .lasting(Duration.ofSeconds(20))
            .bytes();
    // The element Duration: its id and that it has eight bytes. It becomes a Void of nine.
    int at = new String(clip, StandardCharsets.ISO_8859_1).indexOf("\u0044\u0089\u0088");
    assertThat(at).isPositive();
    clip[at] = (byte) 0xec;
    clip[at + 1] = (byte) 0x89;
    return clip;
  }
}
