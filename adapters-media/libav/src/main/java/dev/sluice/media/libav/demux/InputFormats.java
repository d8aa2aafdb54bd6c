package dev.sluice.media.libav.demux;

import java.util.Set;

/** The demuxers that are let near a source, by libav's names, and what may be expected of each. */
final class InputFormats {
  /** Containers of media; no pictures, no playlists, nothing that refers to other files. */
  static final String TAKEN =
      "mov,matroska,webm,mpegts,mpeg,avi,flv,ogg,wav,w64,mp3,aac,flac,asf,ac3,eac3,aiff,caf,amr,"
          + "mxf,dv";

  /** Formats that carry a presentation time for every packet; elsewhere libav must work it out. */
  private static final Set<String> WITH_PTS = Set.of("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm");

  /**
   * Formats that carry times wherever one begins to read. In the others (mp3, raw aac) a time after
   * a jump is a guess.
   */
  private static final Set<String> WITH_TIMES =
      Set.of(
          "mov,mp4,m4a,3gp,3g2,mj2",
          "matroska,webm",
          "mpegts",
          "mpeg",
          "avi",
          "flv",
          "asf",
          "ogg",
          "flac",
          "wav",
          "w64",
          "aiff",
          "caf");

  /** Formats whose times are points on a clock, not counted from the first byte. */
  private static final Set<String> WITH_CLOCK = Set.of("mov,mp4,m4a,3gp,3g2,mj2", "mpegts");

  private InputFormats() {}

  static boolean tellPresentation(String format) {
    return WITH_PTS.contains(format);
  }

  static boolean tellTimesAnywhere(String format) {
    return WITH_TIMES.contains(format);
  }

  static boolean haveClock(String format) {
    return WITH_CLOCK.contains(format);
  }
}
