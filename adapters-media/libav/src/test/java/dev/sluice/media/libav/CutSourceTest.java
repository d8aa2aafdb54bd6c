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
import dev.sluice.testkit.fake.MemoryInput;
import java.time.Duration;
import java.util.Arrays;
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

  @Test
  void an_mp3_announces_its_length_in_its_first_frame() {
    byte[] whole = SampleClip.of("mp3", "", "mp3").lasting(SIX).bytes();
    assertThat(failure(MemoryInput.of(whole).forwardOnly().unsized(), Container.MP3)).isNull();

    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertDamaged(MemoryInput.of(half).forwardOnly().unsized(), Container.MP3);
    assertDamaged(MemoryInput.of(half).unsized(), Container.MP3);
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
