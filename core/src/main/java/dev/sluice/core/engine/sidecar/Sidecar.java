package dev.sluice.core.engine.sidecar;

import dev.sluice.core.request.Clip;
import dev.sluice.core.request.ContentType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A file to store next to a result, under the same name.
 *
 * @param extension its own extension, such as {@code en.vtt}
 * @param original the subtitles as their source has them, whose times may refer to its clock
 */
public record Sidecar(
    String extension, ContentType type, byte[] bytes, Optional<TimedText> original) {
  private static final ContentType WEBVTT = new ContentType("text/vtt");
  private static final ContentType JPEG = new ContentType("image/jpeg");

  /** The extension of a thumbnail. */
  public static final String THUMBNAIL = "jpg";

  public static Sidecar subtitles(String extension, byte[] text) {
    return new Sidecar(extension, WEBVTT, text, Optional.empty());
  }

  /** Returns subtitles whose times may refer to the clock of the media. */
  static Sidecar timed(String extension, byte[] text, TimedText original) {
    return new Sidecar(extension, WEBVTT, text, Optional.of(original));
  }

  /**
   * Returns these subtitles with their times on the clock of the media.
   *
   * @param starts where the media begins on its clock, by section; empty if it has none
   */
  public Sidecar on(Map<Long, Duration> starts, Optional<Clip> clip) {
    return original
        .filter(timed -> !starts.isEmpty())
        .flatMap(timed -> WebVtt.of(timed, clip, starts))
        .map(text -> subtitles(extension, text))
        .orElse(this);
  }

  public static Sidecar thumbnail(byte[] jpeg) {
    return new Sidecar(THUMBNAIL, JPEG, jpeg, Optional.empty());
  }
}
