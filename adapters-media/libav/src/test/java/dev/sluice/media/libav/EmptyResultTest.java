package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
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
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of which nothing, or too little, can be played: they never become a result. */
class EmptyResultTest extends CornerCaseFixture {
  @ParameterizedTest
  @CsvSource({"MP4, COPY, COPY", "MKV, COPY, COPY", "MP4, H264, AAC", "M4A, COPY, AAC"})
  void matroska_without_a_block_holds_nothing(
      Container container, VideoCodec video, AudioCodec audio) {
    byte[] clip = SampleClip.of("matroska", "h264", "aac").bytes();
    byte[] empty = AlteredClip.of(clip, "matroska", List.of(), packet -> false);

    assertDamaged(empty, container, video, audio);
  }

  @Test
  void an_init_segment_alone_holds_nothing() {
    byte[] clip = AlteredClip.inFragments(SampleClip.of("mp4", "h264", "aac").bytes(), "");
    int first = new String(clip, StandardCharsets.ISO_8859_1).indexOf("moof") - 4;

    assertDamaged(Arrays.copyOf(clip, first), Container.MP4, VideoCodec.COPY, AudioCodec.COPY);
    assertDamaged(Arrays.copyOf(clip, first), Container.MKV, VideoCodec.H264, AudioCodec.AAC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MP3", "MKV", "M4A"})
  void a_wav_without_samples_holds_nothing(Container container) {
    byte[] clip = SampleClip.of("wav", "", "pcm_s16le").bytes();
    int data = new String(clip, StandardCharsets.ISO_8859_1).indexOf("data");
    byte[] empty = Arrays.copyOf(clip, data + 8);
    Arrays.fill(empty, data + 4, data + 8, (byte) 0);
    empty[4] = (byte) (empty.length - 8);
    Arrays.fill(empty, 5, 8, (byte) 0);

    assertDamaged(empty, container, VideoCodec.COPY, AudioCodec.COPY);
  }

  @ParameterizedTest
  @CsvSource({"matroska, vp9, opus", "avi, mpeg4, mp3"})
  void packets_that_nothing_can_decode_are_not_copied(String format, String video, String audio) {
    byte[] clip = SampleClip.of("matroska", video, audio).bytes();
    byte[] broken = AlteredClip.of(clip, format, List.of(), packet -> overwrite(packet, 0, 0xff));

    assertDamaged(broken, Container.MKV, VideoCodec.COPY, AudioCodec.COPY);
  }

  @ParameterizedTest
  @CsvSource({"h264, aac, MKV", "h264, aac, MP4", "hevc, aac, MOV"})
  void an_mp4_whose_index_leads_to_junk_is_not_copied(
      String video, String audio, Container container) {
    byte[] clip = SampleClip.of("mp4", video, audio).bytes();
    int media = new String(clip, StandardCharsets.ISO_8859_1).indexOf("mdat") + 4;
    Arrays.fill(clip, media, clip.length, (byte) 0xff);

    assertDamaged(clip, container, VideoCodec.COPY, AudioCodec.COPY);
  }

  @Test
  void a_picture_that_nothing_can_decode_is_told_although_the_sound_is_whole() {
    byte[] clip = SampleClip.of("matroska", "h264", "aac").bytes();
    byte[] broken =
        AlteredClip.of(
            clip,
            "matroska",
            List.of(),
            packet -> packet.stream_index() != 0 || overwrite(packet, 0, 0xff));

    assertThat(failure(broken, Container.MKV, VideoCodec.COPY, AudioCodec.COPY))
        .hasMessageContaining("h264 video cannot be decoded")
        .hasMessageContaining("the option 'allow incomplete'");
  }

  @Test
  void sound_without_packets_leaves_no_track_behind() {
    byte[] clip = SampleClip.of("matroska", "h264", "aac").bytes();
    byte[] silent =
        AlteredClip.of(clip, "matroska", List.of(), packet -> packet.stream_index() == 0);
    for (Container container : List.of(Container.MKV, Container.MP4)) {
      OutputSpec output = spec(container, VideoCodec.COPY, AudioCodec.COPY);
      MemorySink sink = new MemorySink();

      Transcoder.Result done =
          new LibavTranscoder()
              .transcode(List.of(MemoryInput.of(silent)), output, sink, StageMonitor.none());

      assertThat(Inspection.of(sink.bytes()).facts.streams()).hasSize(1);
      assertThat(done.streams().get(1).action()).isEqualTo(StreamReport.Action.DROPPED);
      assertThat(done.streams().get(1).reason()).contains("the source holds nothing of it");
    }
  }

  @Test
  void an_empty_track_is_told_if_the_source_cannot_be_read_again() {
    byte[] clip = SampleClip.of("matroska", "h264", "aac").bytes();
    byte[] silent =
        AlteredClip.of(clip, "matroska", List.of(), packet -> packet.stream_index() == 0);
    MemorySink sink = new MemorySink();

    Transcoder.Result done =
        new LibavTranscoder()
            .transcode(
                List.of(MemoryInput.of(silent).forwardOnly()),
                spec(Container.MKV, VideoCodec.COPY, AudioCodec.COPY),
                sink,
                StageMonitor.none());

    assertThat(Inspection.of(sink.bytes()).facts.streams()).hasSize(2);
    assertThat(done.streams().get(1).target()).contains("aac");
    assertThat(done.streams().get(1).reason())
        .contains("the source holds nothing of it, so its track is empty");
  }

  @Test
  void more_than_a_handful_of_broken_packets_is_told() {
    byte[] clip = SampleClip.of("matroska", "mpeg4", "flac").bytes();
    int[] count = new int[1];
    byte[] broken =
        AlteredClip.of(
            clip,
            "matroska",
            List.of(),
            packet -> packet.stream_index() == 0 || count[0]++ % 4 != 1 || overwrite(packet, 0, 0));

    assertThat(failure(broken, Container.MKV, VideoCodec.COPY, AudioCodec.OPUS))
        .hasMessageContaining("packets of the source's flac stream are damaged");
  }

  @Test
  void pictures_behind_a_broken_one_at_the_end_are_not_lost() {
    byte[] clip = SampleClip.of("matroska", "mpeg4", "").bytes();
    int[] count = new int[1];
    byte[] broken =
        AlteredClip.of(
            clip, "matroska", List.of(), packet -> count[0]++ != 45 || overwrite(packet, 0, 0));
    MemorySink sink = new MemorySink();

    // Several threads hold the last pictures back until the end.
    new LibavTranscoder(LibavSettings.standard().threads(8))
        .transcode(
            List.of(MemoryInput.of(broken)),
            spec(Container.MKV, VideoCodec.H264, AudioCodec.COPY),
            sink,
            StageMonitor.none());

    assertThat(Inspection.of(sink.bytes()).pictures.size()).isGreaterThanOrEqualTo(48);
  }

  private static boolean overwrite(AVPacket packet, int from, int value) {
    for (int i = from; i < packet.size(); i++) {
      packet.data().put(i, (byte) value);
    }
    return true;
  }

  private void assertDamaged(byte[] clip, Container container, VideoCodec video, AudioCodec audio) {
    for (MediaInput input :
        List.of(MemoryInput.of(clip), MemoryInput.of(clip).forwardOnly().unsized())) {
      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class, () -> convert(input, spec(container, video, audio)));
      assertThat(failure).isNotNull();
      assertThat(failure.code()).as(failure.getMessage()).isEqualTo(FailureCode.MEDIA_DAMAGED);
    }
  }

  private SluiceException failure(
      byte[] clip, Container container, VideoCodec video, AudioCodec audio) {
    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () -> convert(MemoryInput.of(clip), spec(container, video, audio)));
    assertThat(failure).isNotNull();
    return failure;
  }
}
