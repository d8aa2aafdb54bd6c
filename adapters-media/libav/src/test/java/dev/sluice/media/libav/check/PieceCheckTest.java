package dev.sluice.media.libav.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.libav.check.TruncationCheck.Part;
import dev.sluice.testkit.fake.MemoryInput;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PieceCheckTest {
  private static final long SECOND = 1_000_000;

  /** The bytes of a piece. */
  private static final long SIZE = 100;

  private static final Part ALL = new Part(0, Long.MAX_VALUE, true, true);

  /** Pieces of two seconds, ten packets each. */
  private static final MediaInput INPUT =
      new MediaInput.Forwarding(MemoryInput.of(new byte[0])) {
        @Override
        public Optional<Piece> pieceAt(long position) {
          return Optional.of(
              new Piece(
                  position / SIZE * SIZE,
                  0,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(Duration.ofSeconds(2))));
        }
      };

  private final PieceCheck check = new PieceCheck(INPUT, true);

  private void record(int from, int until, int packets) {
    for (int piece = from; piece < until; piece++) {
      for (int packet = 0; packet < packets; packet++) {
        long start = piece * 2 * SECOND + packet * SECOND / 5;
        check.record(piece * SIZE + packet, start, start + SECOND / 5);
      }
    }
  }

  @Test
  void a_recording_of_days_keeps_only_its_last_pieces() {
    record(0, 20_000, 10);

    assertThat(check.size()).isLessThan(2_000);
    assertThat(check.findMissing(ALL, true)).isEmpty();
  }

  @Test
  void a_recording_of_days_whose_pieces_are_all_cut_keeps_only_a_part_and_the_sum() {
    record(0, 20_000, 4);

    assertThat(check.size()).isLessThan(3_000);
    assertThat(check.findMissing(ALL, true))
        .contains(
            "19,999 of its 20,000 segments are shorter than the manifest announces, and 23998.8"
                + " seconds are missing");
  }

  @Test
  void a_piece_that_was_cut_long_ago_is_told() {
    record(0, 10, 10);
    record(10, 11, 4);
    record(11, 3_000, 10);
    record(3_000, 3_001, 5);
    record(3_001, 6_000, 10);

    assertThat(check.findMissing(ALL, true))
        .contains(
            "2 of its 6,000 segments are shorter than the manifest announces, and 2.2 seconds are"
                + " missing");
    assertThat(check.findMissing(new Part(10 * SIZE + 5, 5_999 * SIZE, false, true), true))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("2 of its"));
    assertThat(check.findMissing(new Part(11 * SIZE, 5_999 * SIZE, false, true), true))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("a segment is"));
    assertThat(check.findMissing(new Part(11 * SIZE, 5_999 * SIZE, true, true), true))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("2 of its"));
    assertThat(check.findMissing(new Part(3_001 * SIZE, 5_999 * SIZE, false, true), true))
        .isEmpty();
  }

  @Test
  void the_last_piece_is_held_against_all_others() {
    record(0, 4_000, 10);
    record(4_000, 4_001, 4);

    assertThat(check.findMissing(ALL, true))
        .contains("a segment is shorter than the manifest announces, and 1.2 seconds are missing");
  }

  @Test
  void promises_that_are_wrong_piece_by_piece_may_be_right_in_sum() {
    // Half of the pieces last 1.6 s, the others 2.4 s.
    for (int piece = 0; piece < 4_001; piece++) {
      long from = piece * 2 * SECOND + (piece % 2) * -400_000L;
      for (int packet = 0; packet < (piece % 2 == 0 ? 8 : 12); packet++) {
        long start = from + packet * SECOND / 5;
        check.record(piece * SIZE + packet, start, start + SECOND / 5);
      }
    }

    assertThat(check.findMissing(ALL, true)).isEmpty();
  }
}
