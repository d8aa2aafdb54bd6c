package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What media holds.
 *
 * @param format libav's short name, such as {@code matroska,webm}
 * @param duration empty where nothing tells it
 * @param bitrate in bits a second, where something tells it
 * @param tags the container's metadata, keys in lower case
 */
public record MediaInfo(
    String format,
    Optional<Duration> duration,
    OptionalLong bitrate,
    List<StreamInfo> streams,
    List<Chapter> chapters,
    Map<String, String> tags) {
  public MediaInfo {
    streams = List.copyOf(streams);
    chapters = List.copyOf(chapters);
    tags = Map.copyOf(tags);
  }

  /** What a stream carries. */
  public enum StreamKind {
    VIDEO,
    AUDIO,
    SUBTITLE,
    /** A cover: a picture that belongs to the file, not a moving one. */
    COVER,
    OTHER
  }

  /**
   * One stream.
   *
   * @param codec libav's name, such as {@code hevc}
   * @param width in pixels as coded, 0 where it has no picture
   * @param rotation in degrees clockwise that a player turns the picture by: 0, 90, 180 or 270
   * @param frameRate frames a second, 0 where it is unknown
   * @param channels 0 where it has no sound
   * @param sampleRate in hertz, 0 where it has no sound
   */
  public record StreamInfo(
      int index,
      StreamKind kind,
      String codec,
      Optional<String> profile,
      int width,
      int height,
      int rotation,
      double frameRate,
      Optional<String> pixelFormat,
      int channels,
      int sampleRate,
      Optional<String> language,
      OptionalLong bitrate,
      Optional<Duration> start,
      Optional<Duration> duration) {}

  /** A named stretch of the media. */
  public record Chapter(Duration from, Duration to, Optional<String> title) {}

  /** The first stream of this kind. */
  public Optional<StreamInfo> first(StreamKind kind) {
    return streams.stream().filter(stream -> stream.kind() == kind).findFirst();
  }
}
