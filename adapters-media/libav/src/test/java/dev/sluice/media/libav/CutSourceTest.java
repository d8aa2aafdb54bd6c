package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that were cut in a packet, block, page or frame, where nothing announces their size. */
class CutSourceTest extends CornerCaseFixture {
  private static final Duration SIX = Duration.ofSeconds(6);

  @ParameterizedTest
  @CsvSource({"matroska, h264, aac", "webm, vp8, opus"})
  void a_live_recording_that_ends_in_a_block_is_cut(String format, String video, String audio) {
    byte[] whole =
        AlteredClip.live(SampleClip.of("matroska", video, audio).lasting(SIX).bytes(), format);
    assertThat(failure(MemoryInput.of(whole))).isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized())).isNull();

    Random random = new Random(3);
    int cut = 0;
    for (int i = 0; i < 12; i++) {
      byte[] part = Arrays.copyOf(whole, whole.length / 3 + random.nextInt(whole.length / 2));
      cut +=
          isDamaged(MemoryInput.of(part)) && isDamaged(MemoryInput.of(part).forwardOnly()) ? 1 : 0;
    }
    // By chance one may be between two blocks.
    assertThat(cut).isGreaterThanOrEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource({
    "mpeg, mpeg1video, mp2, MKV",
    "vob, mpeg2video, mp2, MKV",
    "adts, '', aac, M4A",
    "ac3, '', ac3, MKV",
    "eac3, '', eac3, MKV"
  })
  void a_stream_that_ends_in_a_packet_or_frame_is_cut(
      String format, String video, String audio, Container container) {
    byte[] whole = SampleClip.of(format, video, audio).lasting(SIX).bytes();
    assertThat(failure(MemoryInput.of(whole), container)).isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized(), container)).isNull();

    for (double part : new double[] {0.3, 0.51, 0.77}) {
      byte[] cut = Arrays.copyOf(whole, (int) (whole.length * part));
      assertDamaged(MemoryInput.of(cut), container);
      assertDamaged(MemoryInput.of(cut).forwardOnly().unsized(), container);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp3, libmp3lame, MP3, write_xing=0",
    "mp3, libmp3lame, MP3, write_xing=1",
    "mp2, mp2, MKV, fflags=flush_packets",
    "adts, aac, M4A, write_apetag=0",
    "ac3, ac3, MKV, fflags=flush_packets",
    "eac3, eac3, MKV, fflags=flush_packets",
    "flac, flac, MKV, write_header=1"
  })
  void a_file_whose_last_frame_lacks_a_byte_is_cut(
      String format, String codec, Container container, String option) {
    String[] pair = option.split("=");
    TrackMuxer muxer = TrackMuxer.of(format, TestAudio.of(codec).track()).option(pair[0], pair[1]);
    for (byte[] whole : List.of(muxer.bytes(), muxer.unseekable().bytes())) {
      assertThat(failure(MemoryInput.of(whole), container)).isNull();
      assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized(), container)).isNull();

      byte[] cut = Arrays.copyOf(whole, whole.length - 1);
      assertDamaged(MemoryInput.of(cut), container);
      assertDamaged(MemoryInput.of(cut).forwardOnly().unsized(), container);
    }
  }

  @Test
  void an_mp3_announces_its_length_in_its_first_frame() {
    byte[] whole = SampleClip.of("mp3", "", "mp3").lasting(SIX).bytes();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized(), Container.MP3)).isNull();

    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertDamaged(MemoryInput.of(half).forwardOnly().unsized(), Container.MP3);
    assertDamaged(MemoryInput.of(half).unsized(), Container.MP3);
  }

  @ParameterizedTest
  @CsvSource({
    "asf, wmv2, wmav2, MKV",
    "asf, '', wmav2, MKV",
    "aiff, '', pcm_s16be, MKV",
    "caf, '', pcm_s16le, MKV",
    "w64, '', pcm_s16le, MKV",
    "flac, '', flac, MKV",
    "flv, h264, aac, MKV",
    "mp3, '', mp3, MP3"
  })
  void a_file_that_states_its_end_is_cut_although_less_than_a_second_is_missing(
      String format, String video, String audio, Container container) {
    byte[] whole = SampleClip.of(format, video, audio).lasting(SIX).bytes();
    assertThat(failure(MemoryInput.of(whole), container)).isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized(), container)).isNull();

    byte[] cut = Arrays.copyOf(whole, whole.length * 93 / 100 | 1);
    assertDamaged(MemoryInput.of(cut), container);
    assertDamaged(MemoryInput.of(cut).forwardOnly().unsized(), container);
  }

  @ParameterizedTest
  @CsvSource({"asf, wmav2", "caf, pcm_s16le"})
  void a_writer_that_could_not_seek_states_nothing(String format, String audio) {
    byte[] whole = TrackMuxer.of(format, TestAudio.of(audio).track()).unseekable().bytes();

    assertThat(failure(MemoryInput.of(whole))).isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized())).isNull();
  }

  @Test
  void a_large_avi_has_several_chunks() {
    byte[] avi = SampleClip.of("avi", "mpeg4", "mp3").lasting(SIX).bytes();
    byte[] more = new byte[2_008];
    ByteBuffer.wrap(more)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(2_000)
        .put("AVIXJUNK".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(1_988);
    byte[] whole = Arrays.copyOf(avi, avi.length + more.length);
    System.arraycopy(more, 0, whole, avi.length, more.length);

    assertThat(failure(MemoryInput.of(whole))).isNull();
    assertDamaged(MemoryInput.of(Arrays.copyOf(whole, whole.length - 500)), Container.MKV);
    assertThat(failure(MemoryInput.of(Arrays.copyOf(whole, avi.length)))).isNull();
  }

  @Test
  void a_recording_of_a_broadcast_that_ends_in_a_packet_is_cut() {
    byte[] whole = SampleClip.of("mpegts", "h264", "aac").lasting(SIX).bytes();

    assertDamaged(MemoryInput.of(Arrays.copyOf(whole, whole.length - 100)), Container.MKV);
    assertDamaged(
        MemoryInput.of(Arrays.copyOf(whole, whole.length / 2 | 1)).unsized(), Container.MKV);
  }

  private void assertDamaged(MediaInput input, Container container) {
    Throwable failure = failure(input, container);
    assertThat(failure).isInstanceOf(SluiceException.class).hasMessageContaining("truncated");
    assertThat(((SluiceException) failure).code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  private boolean isDamaged(MediaInput input) {
    return failure(input) instanceof SluiceException failure
        && failure.code() == FailureCode.MEDIA_DAMAGED;
  }

  private Throwable failure(MediaInput input) {
    return failure(input, Container.MKV);
  }

  private Throwable failure(MediaInput input, Container container) {
    return catchThrowable(() -> convert(input, spec(container, VideoCodec.COPY, AudioCodec.COPY)));
  }
}
