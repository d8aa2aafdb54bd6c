package dev.sluice.testkit.media;

import static dev.sluice.testkit.media.MediaAssert.assertThatMedia;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The assertions over signals that no codec has touched, with faults put into them. */
class MediaAssertTest {
  private static final int RATE = 48_000;
  private static final int FRAME = 1_024;
  private static final Duration TOLERANCE = Duration.ofMillis(20);

  private final DecodedMedia whole = media(5, 0, 0);

  /** A file whose sound is late, and later with every second. */
  private static DecodedMedia media(int seconds, double late, double laterEachSecond) {
    DecodedMedia.Builder media = DecodedMedia.builder();
    for (int i = 0; i < seconds * 25; i++) {
      media.picture(picture(i, i / 25.0));
    }
    for (int from = 0; from < seconds * RATE; from += FRAME) {
      double at = (double) from / RATE;
      media.sound(time(at + late + laterEachSecond * at), RATE, samples(from));
    }
    return media.build();
  }

  private static DecodedPicture picture(int number, double seconds) {
    return DecodedPicture.of(
        time(seconds), 160, 90, FlashAndBeep.luma(number, number, 25, 160, 90));
  }

  private static float[] samples(int from) {
    return FlashAndBeep.samples(from, FRAME, RATE);
  }

  private static Duration time(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  @Test
  void a_whole_file_passes() {
    assertThatMedia(whole)
        .isInSync(Duration.ofMillis(2))
        .isGapless(Duration.ofMillis(1))
        .lasts(Duration.ofSeconds(5), Duration.ofMillis(25))
        .hasSamePicturesAs(media(5, 1, 0))
        .hasSameSoundAs(media(5, 1, 0));
  }

  @Test
  void flashes_beeps_and_numbers_are_found() {
    assertThat(whole.flashes()).hasSize(5).startsWith(Duration.ofMillis(400));
    assertThat(whole.sound().beeps()).hasSize(5);
    assertThat(whole.sound().audible()).hasSize(1);
    assertThat(whole.pictures()).extracting(DecodedPicture::number).contains(0, 77, 124);
  }

  @Test
  void late_sound_is_measured() {
    SyncOffsets offsets = SyncOffsets.of(media(5, 0.07, 0));

    assertThat(offsets.worst()).isBetween(Duration.ofMillis(68), Duration.ofMillis(72));
    assertThatThrownBy(() -> assertThatMedia(media(5, 0.07, 0)).isInSync(TOLERANCE))
        .hasMessageContaining("ms at the start");
    assertThatMedia(media(5, -0.015, 0)).isInSync(TOLERANCE);
  }

  @Test
  void drift_is_told_from_a_constant_offset() {
    SyncOffsets offsets = SyncOffsets.of(media(5, 0, 0.01));

    assertThat(offsets.start()).isLessThan(Duration.ofMillis(8));
    assertThat(offsets.end()).isGreaterThan(Duration.ofMillis(40));
    assertThatThrownBy(() -> assertThatMedia(media(5, 0, 0.01)).isInSync(TOLERANCE))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_missing_beep_is_not_in_sync() {
    DecodedMedia.Builder media = DecodedMedia.builder();
    whole.pictures().forEach(media::picture);
    for (int from = 0; from < 3 * RATE; from += FRAME) {
      media.sound(time((double) from / RATE), RATE, samples(from));
    }

    assertThatThrownBy(() -> assertThatMedia(media.build()).isInSync(TOLERANCE))
        .hasMessageContaining("3.400 s");
  }

  @Test
  void a_hole_an_overlap_and_silence_are_gaps() {
    for (double[] fault : new double[][] {{2, 0.05}, {2, -0.05}}) {
      DecodedMedia.Builder media = DecodedMedia.builder();
      for (int from = 0; from < 5 * RATE; from += FRAME) {
        double at = (double) from / RATE;
        media.sound(time(at > fault[0] ? at + fault[1] : at), RATE, samples(from));
      }
      assertThatThrownBy(() -> assertThatMedia(media.build()).isGapless(TOLERANCE))
          .hasMessageContaining("of 50 ms in the sound");
    }
    DecodedMedia.Builder silent = DecodedMedia.builder();
    for (int from = 0; from < 5 * RATE; from += FRAME) {
      boolean isSilent = from > 2 * RATE && from < 2.3 * RATE;
      silent.sound(time((double) from / RATE), RATE, isSilent ? new float[FRAME] : samples(from));
    }
    assertThatThrownBy(() -> assertThatMedia(silent.build()).isGapless(TOLERANCE))
        .hasMessageContaining("silence");
  }

  @Test
  void a_lost_picture_is_a_gap_and_makes_another_film() {
    DecodedMedia.Builder media = DecodedMedia.builder();
    for (int i = 0; i < 50; i++) {
      if (i != 20) {
        media.picture(picture(i, i / 25.0));
      }
    }

    assertThatThrownBy(() -> assertThatMedia(media.build()).isGapless(TOLERANCE))
        .hasMessageContaining("40 ms too long");
    assertThatThrownBy(() -> assertThatMedia(media.build()).hasSamePicturesAs(media(2, 0, 0)))
        .hasMessageContaining("picture 20");
    assertThatThrownBy(() -> assertThatMedia(media.build()).lasts(Duration.ofSeconds(3), TOLERANCE))
        .hasMessageContaining("ends at 2.000 s");
  }

  @Test
  void channels_and_rates_may_change_in_the_middle() {
    DecodedMedia.Builder media = DecodedMedia.builder();
    for (int from = 0; from < 2 * RATE; from += FRAME) {
      float[] samples = samples(from);
      media.sound(time((double) from / RATE), RATE, samples, samples);
    }
    double second = (2.0 * RATE + FRAME - 2 * RATE % FRAME) / RATE;
    for (int from = 0; from < 2 * 44_100; from += FRAME) {
      media.sound(
          time(second + from / 44_100.0), 44_100, FlashAndBeep.samples(from, FRAME, 44_100));
    }

    assertThatMedia(media.build()).isGapless(TOLERANCE);
    assertThat(media.build().sound().beeps()).hasSize(4);
  }
}
