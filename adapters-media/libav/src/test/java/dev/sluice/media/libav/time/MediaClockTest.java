package dev.sluice.media.libav.time;

import static dev.sluice.media.libav.time.Played.packed;
import static dev.sluice.media.libav.time.Played.period;
import static dev.sluice.media.libav.time.Played.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.media.libav.time.MediaClock.Input;
import dev.sluice.media.libav.time.MediaClock.Kind;
import dev.sluice.media.libav.time.MediaClock.Track;
import dev.sluice.media.libav.time.Played.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Arrays of timestamps and where they belong, in milliseconds. */
class MediaClockTest {
  private static final int V = 0;
  private static final int A = 1;
  private static final int S = 2;
  private static final long WRAP_MS = (1L << 33) / 90;

  private static final List<Track> FILM =
      List.of(
          new Track(Kind.PICTURE, WRAP_MS * 1_000),
          new Track(Kind.SOUND, WRAP_MS * 1_000),
          new Track(Kind.SPARSE, WRAP_MS * 1_000));

  private static Input muxed(long start) {
    return new Input(FILM, true, false, true, start * 1_000, Optional.empty());
  }

  private static Input apart(Kind kind, long start, Piece first) {
    return new Input(
        List.of(new Track(kind, 0)), true, false, true, start * 1_000, Optional.of(first));
  }

  private static Row v(long at) {
    return new Row(V, at, 1_000, null);
  }

  private static Row a(long at) {
    return new Row(A, at, 1_000, null);
  }

  private static Row s(long at) {
    return new Row(S, at, 1_000, null);
  }

  private static Played play(long start, Row... rows) {
    return new Played(List.of(muxed(start)), List.of(List.of(rows)));
  }

  /** Packets of a second each. */
  private static List<Row> run(int track, long from, int count, Piece piece) {
    return run(track, from, count, 1_000, piece);
  }

  private static List<Row> run(int track, long from, int count, long lasts, Piece piece) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Row(track, from + i * lasts, lasts, piece))
        .toList();
  }

  @SafeVarargs
  private static List<Row> mixed(List<Row>... runs) {
    List<Row> all = new ArrayList<>();
    for (List<Row> run : runs) {
      all.addAll(run);
    }
    all.sort(Comparator.comparingLong(Row::at));
    return all;
  }

  @SafeVarargs
  private static List<Row> inOrder(List<Row>... parts) {
    List<Row> all = new ArrayList<>();
    for (List<Row> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private static Played play(long start, List<Row> rows) {
    return new Played(List.of(muxed(start)), List.of(rows));
  }

  @Test
  void a_media_begins_at_zero_and_late_sound_stays_late() {
    Played played = play(5_000, v(5_000), a(5_200), v(6_000), a(6_200));

    assertThat(played.times(0, V)).containsExactly(0L, 1_000L);
    assertThat(played.times(0, A)).containsExactly(200L, 1_200L);
  }

  @Test
  void a_clock_that_goes_back_starts_again_for_all_tracks() {
    Played played =
        play(
            3_600_000,
            v(3_600_000),
            a(3_600_100),
            v(3_601_000),
            a(3_601_100),
            v(50_000),
            a(50_100),
            v(51_000),
            a(51_100));

    assertThat(played.times(0, V)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    assertThat(played.times(0, A)).containsExactly(100L, 1_100L, 2_100L, 3_100L);
  }

  @Test
  void where_leaps_stay_only_going_back_starts_the_clock_again() {
    Input recording = new Input(FILM, true, true, false, 0, Optional.empty());
    Played played =
        new Played(
            List.of(recording),
            List.of(
                List.of(
                    v(0), a(0), v(60_000), a(60_000), v(61_000), a(61_000), v(0), a(0), v(1_000))));

    assertThat(played.times(0, V)).containsExactly(0L, 60_000L, 61_000L, 62_000L, 63_000L);
    assertThat(played.times(0, A)).containsExactly(0L, 60_000L, 61_000L, 62_000L);
  }

  @Test
  void sound_that_is_stored_late_stays_on_the_clock_before() {
    Played played =
        play(0, v(0), v(1_000), a(0), v(0), v(1_000), a(1_000), a(0), v(2_000), a(1_000));

    assertThat(played.times(0, V)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
    assertThat(played.times(0, A)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
  }

  @Test
  void a_gap_in_the_sound_only_stays_a_gap() {
    Played played =
        play(0, mixed(run(V, 0, 60, null), run(A, 0, 20, null), run(A, 35_000, 25, null)));

    assertThat(played.times(0, V)).last().isEqualTo(59_000L);
    assertThat(played.times(0, A)).contains(19_000L, 35_000L).last().isEqualTo(59_000L);
  }

  @Test
  void a_gap_in_the_picture_only_stays_a_gap() {
    Played played =
        play(0, mixed(run(A, 0, 60, null), run(V, 0, 20, null), run(V, 35_000, 25, null)));

    assertThat(played.times(0, V)).contains(19_000L, 35_000L).last().isEqualTo(59_000L);
    assertThat(played.times(0, A)).last().isEqualTo(59_000L);
  }

  @Test
  void tracks_that_leap_by_a_little_more_and_less_stay_in_step() {
    for (long[] gap : new long[][] {{10_080, 9_930}, {9_930, 10_080}, {10_010, 10_020}}) {
      Played played =
          play(
              0,
              inOrder(
                  mixed(run(V, 0, 20, null), run(A, 0, 20, null)),
                  mixed(run(V, 20_000 + gap[0], 20, null), run(A, 20_000 + gap[1], 20, null))));

      long picture = played.times(0, V).get(20) - (20_000 + gap[0]);
      long sound = played.times(0, A).get(20) - (20_000 + gap[1]);
      assertThat(picture).as("%d and %d", gap[0], gap[1]).isEqualTo(sound);
      assertThat(played.times(0, V).get(39) - (39_000 + gap[0])).isEqualTo(picture);
      assertThat(played.times(0, A).get(39) - (39_000 + gap[1])).isEqualTo(picture);
    }
  }

  @Test
  void a_leap_that_all_tracks_make_is_a_jump_of_the_clock() {
    Played played =
        play(
            0,
            inOrder(
                mixed(run(V, 0, 5, null), run(A, 0, 5, null)),
                mixed(run(V, 3_600_000, 5, null), run(A, 3_600_000, 5, null))));

    assertThat(played.times(0, V)).last().isEqualTo(9_000L);
    assertThat(played.times(0, A)).last().isEqualTo(9_000L);
  }

  @Test
  void slides_that_are_far_apart_are_no_jumps() {
    Played played =
        play(
            0, inOrder(run(V, 0, 1, 0, null), run(V, 15_000, 1, 0, null), run(V, 30_000, 1, null)));

    assertThat(played.times(0, V)).containsExactly(0L, 15_000L, 30_000L);
  }

  @Test
  void a_short_gap_stays() {
    assertThat(play(0, v(0), v(1_000), v(8_000), v(9_000)).times(0, V))
        .containsExactly(0L, 1_000L, 8_000L, 9_000L);
  }

  @Test
  void a_single_wrong_timestamp_moves_nothing() {
    Played played = play(0, v(9_000), v(10_000), v(2_000), v(12_000), v(13_000));

    assertThat(played.times(0, V)).startsWith(9_000L, 10_000L).endsWith(12_000L, 13_000L);
  }

  @Test
  void timestamps_whose_bits_run_out_go_on() {
    long start = WRAP_MS - 2_000;
    Played played =
        play(start, v(start), a(start), v(WRAP_MS - 1_000), a(WRAP_MS - 1_000), v(0), a(0));

    assertThat(played.times(0, V)).containsExactly(0L, 1_000L, 2_000L);
    assertThat(played.times(0, A)).containsExactly(0L, 1_000L, 2_000L);
  }

  @Test
  void subtitles_neither_vote_nor_get_lost() {
    Played played =
        play(
            0,
            inOrder(
                List.of(s(500)),
                mixed(run(V, 0, 20, null), run(A, 0, 20, null)),
                List.of(s(19_500)),
                mixed(run(V, 0, 20, null), run(A, 0, 20, null)),
                List.of(s(19_500))));

    assertThat(played.times(0, S)).containsExactly(500L, 19_500L, 39_500L);
    assertThat(played.times(0, V)).last().isEqualTo(39_000L);
  }

  @Test
  void sound_that_reaches_far_into_the_next_part_moves_it() {
    Played played =
        play(
            0,
            inOrder(
                mixed(run(V, 0, 5, null), run(A, 0, 9, null)),
                mixed(run(V, 0, 5, null), run(A, 0, 5, null))));

    assertThat(played.times(0, A))
        .containsExactly(
            0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 6_000L, 7_000L, 8_000L, 9_000L, 10_000L,
            11_000L, 12_000L, 13_000L);
    assertThat(played.times(0, V).get(5)).isEqualTo(9_000L);
  }

  @Test
  void a_manifest_announces_a_jump_that_is_short() {
    Played played =
        play(
            0,
            inOrder(
                mixed(run(V, 0, 3, section(1)), run(A, 0, 3, section(1))),
                mixed(run(V, 7_000, 3, section(2)), run(A, 7_000, 3, section(2)))));

    assertThat(played.times(0, V)).endsWith(3_000L, 4_000L, 5_000L);
    assertThat(played.times(0, A)).endsWith(3_000L, 4_000L, 5_000L);
  }

  @Test
  void an_announced_section_may_run_on() {
    Played played = play(0, inOrder(run(V, 0, 3, section(1)), run(V, 3_040, 3, section(2))));

    assertThat(played.times(0, V)).endsWith(3_040L, 4_040L, 5_040L);
  }

  @Test
  void sound_apart_does_not_drift_over_thirty_sections() {
    List<Row> picture = new ArrayList<>();
    List<Row> sound = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      picture.addAll(run(0, 1_400, 50, 40, section(i)));
      // Whole packets of sound, which reach a little into the next section.
      sound.addAll(run(0, 1_400, 94, 22, section(i)));
    }

    Played played =
        new Played(
            List.of(apart(Kind.SOUND, 1_400, section(0)), apart(Kind.PICTURE, 1_400, section(0))),
            List.of(sound, picture));

    for (int i = 0; i < 30; i++) {
      assertThat(played.times(1, 0).get(50 * i)).isEqualTo(2_000L * i);
      assertThat(played.times(0, 0).get(94 * i)).isEqualTo(2_000L * i);
    }
  }

  @Test
  void sections_line_up_even_if_the_clocks_have_nothing_in_common() {
    Played played =
        new Played(
            List.of(apart(Kind.PICTURE, 5_000_000, section(0)), apart(Kind.SOUND, 10, section(0))),
            List.of(
                inOrder(run(0, 5_000_000, 3, section(0)), run(0, 100, 3, section(1))),
                inOrder(run(0, 10, 3, 990, section(0)), run(0, 7_000_000, 3, section(1)))));

    assertThat(played.times(0, 0)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
    assertThat(played.times(1, 0)).containsExactly(0L, 990L, 1_980L, 3_000L, 4_000L, 5_000L);
  }

  @Test
  void a_period_says_where_its_clock_begins() {
    // The sound's clock is two seconds ahead.
    Played played =
        new Played(
            List.of(
                apart(Kind.PICTURE, 0, period(0, 0)), apart(Kind.SOUND, 2_000, period(0, -2_000))),
            List.of(
                inOrder(run(0, 0, 3, period(0, 0)), run(0, 0, 3, period(1, 3_000))),
                inOrder(
                    run(0, 2_000, 3, 1_007, period(0, -2_000)), run(0, 500, 3, period(1, 2_500)))));

    assertThat(played.times(0, 0)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
    assertThat(played.times(1, 0)).containsExactly(0L, 1_007L, 2_014L, 3_000L, 4_000L, 5_000L);
  }

  @Test
  void a_period_whose_clock_runs_on_although_the_manifest_says_otherwise_goes_on() {
    Played played =
        new Played(
            List.of(apart(Kind.PICTURE, 0, period(0, 0)), apart(Kind.SOUND, 0, period(0, 0))),
            List.of(
                inOrder(run(0, 0, 3, period(0, 0)), run(0, 3_000, 3, period(1, 3_000))),
                inOrder(run(0, 0, 3, period(0, 0)), run(0, 3_000, 3, period(1, 3_000)))));

    assertThat(played.times(0, 0)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
    assertThat(played.times(1, 0)).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
  }

  @Test
  void packed_sound_has_the_times_that_its_pieces_announce() {
    Piece first = packed(0, 0, 11_780);
    Piece second = packed(100, 0, 14_800);
    Played played =
        new Played(
            List.of(apart(Kind.PICTURE, 10_000, section(0)), apart(Kind.SOUND, 0, first)),
            List.of(
                run(0, 10_000, 8, section(0)),
                inOrder(run(0, 0, 3, first), run(0, 3_000, 2, second))));

    assertThat(played.times(0, 0)).startsWith(0L, 1_000L);
    assertThat(played.times(1, 0)).containsExactly(1_780L, 2_780L, 3_780L, 4_800L, 5_800L);
  }
}
