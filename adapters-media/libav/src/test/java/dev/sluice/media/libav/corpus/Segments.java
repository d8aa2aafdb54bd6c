package dev.sluice.media.libav.corpus;

import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts tracks into segments and serves them with the lines of a playlist. */
final class Segments {
  private static final String FRAGMENTS =
      "+frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer";

  private Segments() {}

  private static double[] seconds(double start, int count) {
    double[] cuts = new double[count - 1];
    for (int i = 1; i < count; i++) {
      cuts[i - 1] = start + i;
    }
    return cuts;
  }

  /**
   * Returns transport streams of a second each.
   *
   * @param start the time of the first, by the segments' clock
   */
  static List<byte[]> transport(double start, int count, EncodedTrack... tracks) {
    return TransportCases.muxer(start, tracks).pieces(seconds(start, count));
  }

  /** Returns an init segment and fragments of a second each. */
  static List<byte[]> fragments(double start, int count, EncodedTrack... tracks) {
    List<EncodedTrack> shifted = new ArrayList<>();
    for (EncodedTrack track : tracks) {
      shifted.add(track.shifted(start));
    }
    return TrackMuxer.of("mp4", shifted.toArray(EncodedTrack[]::new))
        .option("movflags", FRAGMENTS)
        .pieces(seconds(start, count));
  }

  /** Returns packed audio of a second each, with the ID3 time of each. */
  static List<byte[]> packed(double start, int count, EncodedTrack sound) {
    List<byte[]> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EncodedTrack part = sound.between(i == 0 ? -1 : i, i + 1);
      double at = part.units().get(0).pts() / (double) EncodedTrack.TICKS + start;
      segments.add(EncodedTrack.joined(id3(at), TrackMuxer.file("adts", part)));
    }
    return segments;
  }

  /** Returns packed audio in one piece. */
  static byte[] packed(double start, EncodedTrack sound) {
    double at = sound.units().get(0).pts() / (double) EncodedTrack.TICKS + start;
    return EncodedTrack.joined(id3(at), TrackMuxer.file("adts", sound));
  }

  /** Returns a tag with the transport stream's time. */
  static byte[] id3(double seconds) {
    byte[] label =
        "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.ISO_8859_1);
    int content = label.length + 8;
    byte[] head = {
      'I',
      'D',
      '3',
      4,
      0,
      0,
      0,
      0,
      0,
      (byte) (content + 10),
      'P',
      'R',
      'I',
      'V',
      0,
      0,
      0,
      (byte) content,
      0,
      0
    };
    byte[] clock = new byte[8];
    long ticks = Math.round(seconds * 90_000) & (1L << 33) - 1;
    for (int i = 0; i < 8; i++) {
      clock[i] = (byte) (ticks >> 8 * (7 - i));
    }
    return EncodedTrack.joined(head, label, clock);
  }

  /** Serves segments and returns their lines, each of a second. */
  static String lines(LoopbackSite site, String folder, String name, List<byte[]> segments) {
    return lines(site, folder, name, segments, 1);
  }

  /** Serves segments and returns their lines, each of so many seconds. */
  static String lines(
      LoopbackSite site, String folder, String name, List<byte[]> segments, double seconds) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      site.serve(folder + "/" + name + i, segments.get(i));
      lines.append(String.format(Locale.ROOT, "#EXTINF:%.3f,\n%s%d\n", seconds, name, i));
    }
    return lines.toString();
  }

  /** Serves an init segment and its fragments, and returns their lines. */
  static String mappedLines(LoopbackSite site, String folder, String name, List<byte[]> segments) {
    return mappedLines(site, folder, name, segments, 1);
  }

  /** The same with segments of so many seconds. */
  static String mappedLines(
      LoopbackSite site, String folder, String name, List<byte[]> segments, double seconds) {
    site.serve(folder + "/" + name + "head", segments.get(0));
    return "#EXT-X-MAP:URI=\""
        + name
        + "head\"\n"
        + lines(site, folder, name, segments.subList(1, segments.size()), seconds);
  }

  /** Serves a finished media playlist and returns its path. */
  static String playlist(LoopbackSite site, String folder, String name, String lines) {
    text(
        site,
        folder + "/" + name,
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n" + lines + "#EXT-X-ENDLIST\n",
        "application/vnd.apple.mpegurl");
    return folder + "/" + name;
  }

  /** Serves a master playlist of one picture and one sound, and returns its path. */
  static String master(LoopbackSite site, String folder, String more) {
    return master(site, folder, more, "");
  }

  /** The same with further attributes of the picture. */
  static String master(LoopbackSite site, String folder, String more, String attributes) {
    text(
        site,
        folder + "/master.m3u8",
        "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"English\",LANGUAGE=\"en\","
            + "DEFAULT=YES,URI=\"sound.m3u8\"\n"
            + more
            + "#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x90,"
            + "CODECS=\"avc1.64000b,mp4a.40.2\",AUDIO=\"a\""
            + attributes
            + "\npicture.m3u8\n",
        "application/vnd.apple.mpegurl");
    return folder + "/master.m3u8";
  }

  static void text(LoopbackSite site, String path, String text, String type) {
    site.serve(path, text.getBytes(StandardCharsets.UTF_8)).type(type);
  }
}
