package dev.sluice.core.media;

/**
 * A text of subtitles and when it is shown. Times are in microseconds.
 *
 * @param to the end; {@link #OPEN} if the text stays until something else ends it
 * @param settings the settings of a WebVTT cue, such as {@code line:0}; often empty
 * @param text the text of a WebVTT cue: escaped, with the tags {@code i}, {@code b} and {@code u}
 */
public record TextCue(long from, long to, String settings, String text) {
  /** The end of a text that has none. */
  public static final long OPEN = Long.MAX_VALUE;

  /** Returns the part of the cue that lies in the interval; it is empty if {@code to <= from}. */
  public TextCue within(long start, long end) {
    return new TextCue(Math.max(from, start), Math.min(to, end), settings, text);
  }

  /** Returns whether the cue is shown at any time. */
  public boolean isShown() {
    return to > from;
  }
}
