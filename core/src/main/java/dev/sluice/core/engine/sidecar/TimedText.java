package dev.sluice.core.engine.sidecar;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Subtitles as their source has them, in one part for each section of the source. */
record TimedText(List<Part> parts) {
  /**
   * A part, whose times refer to one clock.
   *
   * @param section as {@link Piece#section}; empty if the source has no sections
   * @param place when the part begins, as the durations of the pieces before it say
   * @param shift as {@link Piece#shift}
   */
  record Part(byte[] bytes, Optional<Long> section, Duration place, Optional<Duration> shift) {}

  TimedText {
    parts = List.copyOf(parts);
  }

  /** Returns subtitles in one part. */
  static TimedText of(byte[] bytes) {
    return new TimedText(
        List.of(new Part(bytes, Optional.empty(), Duration.ZERO, Optional.empty())));
  }

  /**
   * Returns subtitles that were read in pieces.
   *
   * @param pieces the pieces of the bytes, in order; empty for a file
   */
  static TimedText of(byte[] bytes, List<Piece> pieces) {
    List<Part> parts = new ArrayList<>();
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    Duration place = Duration.ZERO;
    Duration reached = Duration.ZERO;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean isLast = i + 1 == pieces.size();
      int end = isLast ? bytes.length : (int) pieces.get(i + 1).from();
      part.write(bytes, (int) piece.from(), end - (int) piece.from());
      reached = reached.plus(piece.duration().orElse(Duration.ZERO));
      if (isLast || pieces.get(i + 1).section() != piece.section()) {
        parts.add(new Part(part.toByteArray(), Optional.of(piece.section()), place, piece.shift()));
        part.reset();
        place = reached;
      }
    }
    return parts.isEmpty() ? of(bytes) : new TimedText(parts);
  }

  /** Returns all bytes. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(part -> all.writeBytes(part.bytes()));
    return all.toByteArray();
  }
}
