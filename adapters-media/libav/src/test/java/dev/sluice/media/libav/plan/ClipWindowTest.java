package dev.sluice.media.libav.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.request.Clip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClipWindowTest {
  private static final ClipWindow MIDDLE = window(2_400, 4_200);
  private static final ClipWindow REST = window(2_400, null);

  @Test
  void a_clip_is_a_stretch_of_the_sources_clock() {
    assertThat(MIDDLE).isEqualTo(new ClipWindow(2_400_000, 4_200_000));
    assertThat(REST).isEqualTo(new ClipWindow(2_400_000, Long.MAX_VALUE));
    assertThat(ClipWindow.of(Optional.empty())).isEqualTo(ClipWindow.ALL);
    assertThat(MIDDLE.length()).isEqualTo(1_800_000);
    assertThat(MIDDLE.beginningAt(2_000_000).length()).isEqualTo(2_200_000);
  }

  @Test
  void its_length_ends_where_the_source_ends() {
    assertThat(MIDDLE.length(Duration.ofSeconds(6))).hasMillis(1_800);
    assertThat(MIDDLE.length(Duration.ofSeconds(3))).hasMillis(600);
    assertThat(MIDDLE.length(Duration.ZERO)).hasMillis(1_800);
    assertThat(REST.length(Duration.ofSeconds(6))).hasMillis(3_600);
    assertThat(REST.length(Duration.ZERO)).isZero();
    assertThat(ClipWindow.ALL.length(Duration.ofSeconds(6))).hasMillis(6_000);
  }

  @Test
  void chapters_are_cut_to_it_and_counted_from_its_beginning() {
    List<Chapter> chapters =
        List.of(
            chapter(0, 2_400, "ends where it begins"),
            chapter(2_000, 3_000, "into it"),
            chapter(3_000, 9_000, "out of it"),
            chapter(4_200, 9_000, "begins where it ends"));

    assertThat(MIDDLE.cut(chapters))
        .containsExactly(chapter(0, 600, "into it"), chapter(600, 1_800, "out of it"));
    assertThat(ClipWindow.ALL.cut(chapters)).isEqualTo(chapters);
  }

  @Test
  void one_that_begins_where_nothing_is_left_names_the_duration() {
    assertThatNoException().isThrownBy(() -> MIDDLE.checkWithin(Duration.ofMillis(2_401)));
    assertThatNoException().isThrownBy(() -> ClipWindow.ALL.checkWithin(Duration.ZERO));
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> MIDDLE.checkWithin(Duration.ofMillis(2_400)))
        .withMessage(
            "the option 'clip start' is 00:00:02.400, but the source lasts only 00:00:02.400; ask"
                + " for an earlier one")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CLIP_BEYOND_END));
  }

  private static Chapter chapter(long from, long to, String title) {
    return new Chapter(Duration.ofMillis(from), Duration.ofMillis(to), Optional.of(title));
  }

  private static ClipWindow window(long from, Integer to) {
    return ClipWindow.of(
        Optional.of(
            new Clip(Optional.of(moment(from)), Optional.ofNullable(to).map(ms -> moment(ms)))));
  }

  private static Clip.Timecode moment(long millis) {
    return new Clip.Timecode(Duration.ofMillis(millis));
  }
}
