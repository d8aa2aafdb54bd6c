package dev.sluice.media.web.subtitle;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Converts the bytes of subtitles in one format to cues. Not thread-safe. */
interface SubtitleConverter {
  /** The largest document, box or text in memory. In bytes. */
  int LARGEST = 5 << 20;

  /** Takes all of the bytes. */
  void add(ByteBuffer bytes);

  /** Notes that a piece ends. */
  void endPiece();

  /** Returns the text that the cues are written to. */
  CueText text();

  /** Returns the failure of subtitles that take more memory than they may. */
  static SluiceException tooLarge() {
    return new SluiceException(
        FailureCode.SOURCE_TOO_LARGE,
        String.format(
            Locale.ROOT, "The subtitles have more than %d MB in one piece", LARGEST >> 20));
  }
}
