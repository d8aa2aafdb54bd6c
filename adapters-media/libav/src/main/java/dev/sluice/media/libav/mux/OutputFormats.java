package dev.sluice.media.libav.mux;

import dev.sluice.core.request.Container;

/** The muxers that are used, by libav's names. */
final class OutputFormats {
  private OutputFormats() {}

  static String nameOf(Container container) {
    return switch (container) {
      case MP4 -> "mp4";
      case MOV -> "mov";
      case MKV -> "matroska";
      case WEBM -> "webm";
      case M4A -> "ipod";
      case MP3 -> "mp3";
      case OGG -> "ogg";
      case OPUS -> "opus";
    };
  }

  /** Whether it is mp4, mov or m4a: what has an index of packets and lists of edits. */
  static boolean isIso(String format) {
    return format.equals("mp4") || format.equals("mov") || format.equals("ipod");
  }
}
