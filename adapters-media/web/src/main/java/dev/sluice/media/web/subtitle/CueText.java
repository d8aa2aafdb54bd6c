package dev.sluice.media.web.subtitle;

import dev.sluice.core.media.CueJoiner;
import dev.sluice.core.media.TextCue;
import dev.sluice.core.port.media.MediaInput.Piece;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes cues as WebVTT, in one or more files behind each other. Those of a section begin at zero
 * where its first sample begins: the piece's shift says when that is, or the header of HLS (RFC
 * 8216, 3.5) if the manifest gives no shift. Not thread-safe.
 */
final class CueText {
  /** How long a text is shown whose end is unknown. In microseconds. */
  private static final long DEFAULT_DURATION = 5_000_000;

  /** The longest text of a cue. Some wait until nothing can join them. */
  private static final int LONGEST = 64 << 10;

  private StringBuilder written = new StringBuilder();
  private final CueJoiner joiner = new CueJoiner(this::write);
  private Optional<Piece> piece = Optional.empty();
  private boolean hasHeader;
  private boolean hasZero;

  /** The time that is zero in the text, in microseconds of the section's clock. */
  private long zero;

  /** Notes the piece that the next samples belong to. */
  void enter(Piece next) {
    piece = Optional.of(next);
  }

  /** Notes when the first sample of a section begins; later calls change nothing. */
  void countFrom(long first) {
    if (hasZero || piece.isEmpty()) {
      return;
    }
    hasZero = true;
    zero = first;
    if (piece.get().shift().isEmpty()) {
      written
          .append("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:")
          .append(first * 9 / 100)
          .append("\n\n");
      hasHeader = true;
    }
  }

  /**
   * Adds the cues of a sample or document.
   *
   * @param from no cue of this call or a later one of the section begins earlier
   */
  void add(long from, List<TextCue> cues) {
    joiner.add(from, cues.stream().map(CueText::ended));
  }

  private static TextCue ended(TextCue cue) {
    if (cue.text().length() > LONGEST) {
      throw SubtitleConverter.tooLarge();
    }
    return cue.to() == TextCue.OPEN ? cue.within(cue.from(), cue.from() + DEFAULT_DURATION) : cue;
  }

  private void write(TextCue cue) {
    if (cue.text().length() > SubtitleConverter.LARGEST - written.length()) {
      throw SubtitleConverter.tooLarge();
    }
    written
        .append(time(cue.from()))
        .append(" --> ")
        .append(time(cue.to()))
        .append(cue.settings().isEmpty() ? "" : " " + cue.settings())
        .append('\n')
        .append(cue.text())
        .append("\n\n");
  }

  private String time(long micros) {
    long millis = Math.round(Math.max(0, micros - zero) / 1e3);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1_000 % 60,
        millis % 1_000);
  }

  /** Writes what waits: the section ends. */
  void finish() {
    joiner.finish();
  }

  /** Begins the next section, which has another clock. Called when the last one was taken. */
  void begin() {
    hasHeader = false;
    hasZero = false;
    zero = 0;
  }

  /** Returns the piece with the position and the shift of its text. */
  Piece placed(Piece of, long position) {
    return new Piece(
        position,
        of.section(),
        of.shift().map(shift -> shift.plusNanos(zero * 1_000)),
        Optional.empty(),
        of.duration());
  }

  /** Returns the text since the last call. */
  byte[] take() {
    if (!hasHeader) {
      written.insert(0, "WEBVTT\n\n");
      hasHeader = true;
    }
    String text = written.append('\n').toString();
    // Frees its memory before the text is encoded.
    written = new StringBuilder();
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
