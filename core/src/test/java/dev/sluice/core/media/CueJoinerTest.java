package dev.sluice.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CueJoinerTest {
  private final List<TextCue> passed = new ArrayList<>();
  private final CueJoiner joiner = new CueJoiner(passed::add);

  private void add(int from, TextCue... cues) {
    joiner.add(from * 1_000L, Stream.of(cues));
  }

  private static TextCue cue(int from, int to, String text) {
    return new TextCue(from * 1_000L, to * 1_000L, "", text);
  }

  @Test
  void a_cue_that_goes_on_is_one() {
    add(0, cue(500, 2_000, "a"));
    add(2_000, cue(2_000, 4_000, "a"));
    add(4_000, cue(4_005, 5_000, "a"));
    joiner.finish();

    assertThat(passed).containsExactly(cue(500, 5_000, "a"));
  }

  @Test
  void a_cue_that_is_repeated_is_one() {
    add(1_000, cue(1_000, 5_000, "a"));
    add(1_000, cue(1_000, 5_000, "a"), cue(4_000, 6_000, "b"));
    joiner.finish();

    assertThat(passed).containsExactly(cue(1_000, 5_000, "a"), cue(4_000, 6_000, "b"));
  }

  @Test
  void the_same_text_after_a_pause_is_another_cue() {
    add(0, cue(0, 1_000, "No!"));
    add(1_000, cue(1_100, 2_000, "No!"));
    joiner.finish();

    assertThat(passed).containsExactly(cue(0, 1_000, "No!"), cue(1_100, 2_000, "No!"));
  }

  @Test
  void texts_of_one_time_are_lines_of_one_cue() {
    add(0, cue(0, 1_000, "above"), cue(0, 1_000, "below"), cue(0, 2_000, "long"));
    joiner.finish();

    assertThat(passed).containsExactly(cue(0, 1_000, "above\nbelow"), cue(0, 2_000, "long"));
  }

  @Test
  void cues_are_passed_in_order_and_as_soon_as_nothing_can_change_them() {
    add(0, cue(0, 4_000, "long"), cue(1_000, 2_000, "short"), cue(3_000, 3_000, "never"));
    add(3_000);
    assertThat(passed).isEmpty();
    add(5_000, cue(5_000, 6_000, "next"));
    assertThat(passed).containsExactly(cue(0, 4_000, "long"), cue(1_000, 2_000, "short"));
  }

  @Test
  void only_some_cues_wait() {
    for (int i = 0; i < 100; i++) {
      add(i, cue(i, 1_000_000, "text " + i));
    }

    assertThat(passed).hasSize(36).first().isEqualTo(cue(0, 1_000_000, "text 0"));
  }
}
