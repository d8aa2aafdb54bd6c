package dev.sluice.core.port.media;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a transcoder did.
 *
 * @param source what the inputs held
 * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
 * @param shorterSide of the result's picture as a player shows it, in pixels; empty without picture
 * @param thumbnail a JPEG, where one was asked for and could be had
 * @param subtitles WebVTT, in UTF-8, by the number of the stream it was made of; those without a
 *     word are left out
 */
public record TranscodeResult(
    MediaInfo source,
    String plan,
    Optional<Integer> shorterSide,
    Optional<Picture> thumbnail,
    Map<Integer, byte[]> subtitles) {
  public TranscodeResult {
    Objects.requireNonNull(thumbnail);
    subtitles = Map.copyOf(subtitles);
  }
}
