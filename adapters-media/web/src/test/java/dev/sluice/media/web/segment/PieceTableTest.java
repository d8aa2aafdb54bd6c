package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PieceTableTest {
  private final PieceTable table = new PieceTable();

  private static Piece piece(long from, long section) {
    return new Piece(
        from,
        section,
        Optional.of(Duration.ofMillis(-1_500)),
        Optional.empty(),
        Optional.of(Duration.ofSeconds(2)));
  }

  @Test
  void a_byte_belongs_to_the_piece_that_begins_at_or_before_it() {
    assertThat(table.at(0)).isEmpty();
    table.add(piece(0, 7));
    table.add(piece(100, 8));

    assertThat(table.at(0)).contains(piece(0, 7));
    assertThat(table.at(99)).contains(piece(0, 7));
    assertThat(table.at(100)).contains(piece(100, 8));
    assertThat(table.at(1_000_000)).contains(piece(100, 8));
  }

  @Test
  void times_come_out_as_they_went_in() {
    Piece all =
        new Piece(
            5,
            1,
            Optional.of(Duration.ofNanos(-1)),
            Optional.of(Duration.ZERO),
            Optional.of(Duration.ofDays(20_000)));
    Piece none = new Piece(6, 1, Optional.empty(), Optional.empty(), Optional.empty());
    table.add(all);
    table.add(none);

    assertThat(table.at(5)).contains(all);
    assertThat(table.at(6)).contains(none);
  }

  @Test
  void the_oldest_pieces_are_forgotten() {
    int count = 3 * PieceTable.MOST + 5;
    for (int i = 0; i < count; i++) {
      table.add(piece(10L * i, i));
    }

    for (int i = count - PieceTable.MOST; i < count; i++) {
      assertThat(table.at(10L * i + 9)).contains(piece(10L * i, i));
    }
    assertThat(table.at(10L * (count - PieceTable.MOST) - 1)).isEmpty();
  }
}
