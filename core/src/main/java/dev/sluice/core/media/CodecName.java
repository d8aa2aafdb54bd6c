package dev.sluice.core.media;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import java.util.Locale;

/** Interprets the codec names of sites and playlists (RFC 6381). Pure functions. */
public final class CodecName {
  private CodecName() {}

  /**
   * Returns whether a stream of this codec can be copied into the container; false if the codec is
   * unknown.
   */
  public static boolean fits(String codec, Container container) {
    StreamKind kind = kind(codec);
    return kind != StreamKind.OTHER && CopyPolicy.allows(container, facts(kind, libavName(codec)));
  }

  /** Returns the kind of stream that the codec encodes; OTHER if the codec is unknown. */
  public static StreamKind kind(String codec) {
    return switch (libavName(codec)) {
      case "h264", "hevc", "vp8", "vp9", "av1", "mpeg4" -> StreamKind.VIDEO;
      case "aac", "mp3", "ac3", "eac3", "opus", "flac", "vorbis" -> StreamKind.AUDIO;
      default -> StreamKind.OTHER;
    };
  }

  /** Translates a name of RFC 6381 to libav's name; empty if it is unknown. */
  public static String libavName(String codec) {
    String name = codec.toLowerCase(Locale.ROOT);
    String family = name.replaceFirst("\\..*", "");
    return switch (family) {
      case "avc1", "avc3" -> "h264";
      case "hvc1", "hev1", "dvh1", "dvhe" -> "hevc";
      case "vp8", "vp08" -> "vp8";
      case "vp9", "vp09" -> "vp9";
      case "av01" -> "av1";
      case "mp4v" -> "mpeg4";
      case "mp4a" -> name.matches("mp4a\\.(40\\.3[234]|69|6b)") ? "mp3" : "aac";
      case "ac-3" -> "ac3";
      case "ec-3" -> "eac3";
      case "opus", "flac", "vorbis" -> family;
      // Sites use libav's own names as well.
      case "h264", "hevc", "av1", "aac", "mp3", "ac3", "eac3" -> family;
      default -> "";
    };
  }

  private static StreamInfo facts(StreamKind kind, String codec) {
    return StreamInfo.builder(0, kind, codec).build();
  }
}
