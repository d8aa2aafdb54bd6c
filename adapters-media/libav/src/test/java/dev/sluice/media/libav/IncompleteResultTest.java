package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder.Result;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code allow_incomplete} a damaged source becomes a result that says what it lacks. */
class IncompleteResultTest extends CornerCaseFixture {
  private final MemorySink sink = new MemorySink();

  private Result accept(MediaInput input, Container container, VideoCodec video, AudioCodec audio) {
    OutputSpec output = spec(container, video, audio).toBuilder().allowIncomplete(true).build();
    return transcoder.transcode(List.of(input), output, sink, StageMonitor.none());
  }

  private Result accept(MediaInput input) {
    return accept(input, Container.MKV, VideoCodec.COPY, AudioCodec.COPY);
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, h264, aac",
    "matroska, h264, aac",
    "live, h264, aac",
    "mpegts, h264, aac",
    "flv, h264, aac",
    "vob, mpeg2video, mp2",
    "wav, '', pcm_s16le",
    "ogg, '', opus",
    "mp3, '', mp3",
    "adts, '', aac"
  })
  void half_a_file_becomes_half_a_result(String format, String video, String audio) {
    Duration six = Duration.ofSeconds(6);
    byte[] whole =
        format.equals("live")
            ? AlteredClip.live(
                SampleClip.of("matroska", video, audio).lasting(six).bytes(), "matroska")
            : SampleClip.of(format, video, audio).lasting(six).bytes();
    assertThat(accept(MemoryInput.of(whole)).missing()).isEmpty();
    byte[] half = Arrays.copyOf(whole, whole.length / 2 | 1);

    for (MediaInput input :
        List.of(MemoryInput.of(half), MemoryInput.of(half).forwardOnly().unsized())) {
      Result result = accept(input);

      assertThat(result.missing()).isNotEmpty().first().asString().contains("The source");
      Inspection made = Inspection.of(sink.bytes());
      assertThat(Math.max(made.pictureEnd, made.soundEnd) / 1e6).isBetween(1.3, 4.5);
    }
  }

  @Test
  void what_an_index_leads_to_is_taken_although_other_parts_are_not_there() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();

    Result result = accept(MemoryInput.of(Arrays.copyOf(clip, clip.length - 5_000)));

    assertThat(result.missing()).first().asString().contains("it should have");
    assertThat(Inspection.of(sink.bytes()).pictureEnd / 1e6).isCloseTo(6, within(0.6));
  }

  @Test
  void a_probe_for_an_incomplete_result_takes_half_a_file() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
    List<MediaInput> half = List.of(MemoryInput.of(Arrays.copyOf(clip, clip.length / 2)));
    OutputSpec strict = spec(Container.MKV, VideoCodec.COPY, AudioCodec.COPY);
    OutputSpec lenient = strict.toBuilder().allowIncomplete(true).build();

    assertThat(transcoder.probe(half, lenient, StageMonitor.none()).streams()).hasSize(2);
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcoder.probe(half, strict, StageMonitor.none()))
        .withMessageContaining("or set the option 'allow incomplete'");
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcoder.probe(half, StageMonitor.none()))
        .withMessageEndingWith("; get a complete copy from its origin");
  }

  @Test
  void a_transfer_that_ends_early_is_the_end() {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
    SluiceException cut = new SluiceException(FailureCode.SOURCE_CUT, "The origin sent too little");

    Result result = accept(MemoryInput.of(clip).failingAt(clip.length / 2, cut));

    assertThat(result.missing()).contains("The origin sent too little");
    assertThat(Inspection.of(sink.bytes()).pictureEnd / 1e6).isCloseTo(3, within(0.7));
  }

  @Test
  void a_failure_that_may_be_over_at_another_attempt_is_one() {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
    SluiceException stalled = new SluiceException(FailureCode.SOURCE_STALLED, "nothing came");

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> accept(MemoryInput.of(clip).failingAt(clip.length / 2, stalled)))
        .isSameAs(stalled);
  }

  @Test
  void damaged_packets_are_counted() {
    byte[] clip = SampleClip.of("matroska", "mpeg4", "flac").bytes();
    int[] count = new int[1];
    byte[] broken =
        AlteredClip.of(
            clip,
            "matroska",
            List.of(),
            packet -> {
              if (packet.stream_index() == 1 && count[0]++ % 4 == 1) {
                packet.data().put(new byte[packet.size()]);
              }
              return true;
            });

    Result result = accept(MemoryInput.of(broken), Container.MKV, VideoCodec.COPY, AudioCodec.OPUS);

    assertThat(result.missing())
        .singleElement()
        .asString()
        .matches("\\d+ of the \\d+ packets of the source's flac stream are damaged");
  }

  @Test
  void nothing_that_can_be_played_is_no_result() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").bytes();
    int media = new String(clip, StandardCharsets.ISO_8859_1).indexOf("mdat") + 4;
    byte[] junk = clip.clone();
    Arrays.fill(junk, media, clip.length, (byte) 0xff);
    byte[] empty =
        AlteredClip.of(
            SampleClip.of("matroska", "h264", "aac").bytes(),
            "matroska",
            List.of(),
            packet -> false);

    for (byte[] file : List.of(junk, empty, Arrays.copyOf(clip, media))) {
      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(() -> accept(MemoryInput.of(file)))
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED));
    }
  }
}
