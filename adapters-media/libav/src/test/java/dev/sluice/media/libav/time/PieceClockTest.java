package dev.sluice.media.libav.time;

import static dev.sluice.media.libav.time.Played.packed;
import static dev.sluice.media.libav.time.Played.section;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a manifest adds to timestamps, in microseconds. */
class PieceClockTest {
  /** The duration of a packet of AAC. */
  private static final long PACKET = 21_333;

  @Test
  void each_section_of_packed_sound_begins_at_its_first_timestamp() {
    PieceClock clock = new PieceClock(0);

    for (int i = 0; i < 30; i++) {
      long first = 10_000 + 37_000L * (i % 3);
      // The format's own clock runs on.
      long at = 47 * PACKET * i;
      assertThat(at + clock.enter(packed(1_000L * i, i, first), at)).isEqualTo(first * 1_000);
      assertThat(at + PACKET + clock.enter(packed(1_000L * i, i, first), at + PACKET))
          .isEqualTo(first * 1_000 + PACKET);
    }
  }

  @Test
  void a_piece_that_begins_a_packet_earlier_or_later_is_moved_by_it() {
    for (int by : new int[] {-21, 21}) {
      PieceClock clock = new PieceClock(0);
      clock.enter(packed(0, 0, 10_000), 0);

      long shift = clock.enter(packed(1_000, 0, 11_000 + by), 1_000_000);

      assertThat(shift).isEqualTo(10_000_000 + by * 1_000L);
    }
  }

  @Test
  void a_first_timestamp_that_is_rounded_moves_nothing() {
    PieceClock clock = new PieceClock(0);
    clock.enter(packed(0, 0, 10_000), 0);

    assertThat(clock.enter(packed(1_000, 0, 11_001), 1_000_000)).isEqualTo(10_000_000);
    assertThat(clock.enter(packed(2_000, 0, 11_999), 2_000_000)).isEqualTo(10_000_000);
  }

  @Test
  void a_clock_whose_bits_run_out_goes_on() {
    long end = PieceClock.WRAP / 1_000;
    PieceClock clock = new PieceClock(0);
    long before = clock.enter(packed(0, 0, end - 1_000), 0);

    long after = clock.enter(packed(1_000, 0, 500), 1_500_000);

    assertThat(after - before).isBetween(-2_000L, 2_000L);
  }

  @Test
  void equal_pieces_are_one_piece() {
    PieceClock clock = new PieceClock(0);
    clock.enter(packed(0, 0, 10_000), 0);

    assertThat(clock.of(packed(0, 0, 10_000), 700_000)).isEqualTo(10_000_000);
    assertThat(clock.of(packed(900, 0, 10_000), 700_000)).isEqualTo(9_300_000);
  }

  @Test
  void a_piece_without_a_time_keeps_what_was_added_before() {
    PieceClock clock = new PieceClock(5);

    assertThat(clock.enter(section(1), 1_000)).isEqualTo(5);
    assertThat(clock.enter(null, 2_000)).isEqualTo(5);
    assertThat(clock.last()).isEqualTo(5);
  }
}
