package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The contents of media: its format, streams, chapters and tags.
 *
 * @param format libav's short name, such as {@code matroska,webm}
 * @param duration empty if it is unknown
 * @param bitrate in bits per second, if it is known
 * @param tags the container's metadata, with keys in lower case
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

  /** The kind of content that a stream carries. */
  public enum StreamKind {
    VIDEO,
    AUDIO,
    SUBTITLE,
    /** A cover: a still picture that belongs to the file. */
    COVER,
    OTHER
  }

  /**
   * A stream of the media.
   *
   * @param codec libav's name, such as {@code hevc}
   * @param width in pixels as coded; 0 for a stream without a picture
   * @param rotation the angle by which a player turns the picture clockwise: 0, 90, 180 or 270
   *     degrees
   * @param frameRate in frames per second; 0 if it is unknown
   * @param channels the number of audio channels; 0 for a stream without audio
   * @param sampleRate in hertz; 0 for a stream without audio
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

  /** A section of the media, with a title if it has one. */
  public record Chapter(Duration from, Duration to, Optional<String> title) {}

  /** Returns the first stream of this kind. */
  public Optional<StreamInfo> first(StreamKind kind) {
    return streams.stream().filter(stream -> stream.kind() == kind).findFirst();
  }
}
