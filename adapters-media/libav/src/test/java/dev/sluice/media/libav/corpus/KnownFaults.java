package dev.sluice.media.libav.corpus;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cases that are not right yet, each with its reason. A case that turns right must go. */
final class KnownFaults {
  private KnownFaults() {}

  /** Returns the reasons by the names of cases. */
  static Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    for (String name :
        List.of(
            "ts of an ad and a film with other pids into mp4",
            "ts of an ad and a film with other pids into mkv",
            "ts of an ad and a film with other pids encoded",
            "ts of an ad and a film with other pids into mp3",
            "ts with an ad in the middle into mp4",
            "ts with an ad in the middle encoded",
            "ts whose sound changes its pid into mp4",
            "ts whose sound changes its pid encoded",
            "ts whose sound changes its pid into mp3",
            "ts whose sound changes its codec into mp4",
            "ts whose sound changes its codec encoded",
            "hls of an ad and a film with other pids into mp4",
            "hls of an ad and a film with other pids encoded",
            "hls of an ad and a film with other pids into mp3")) {
      all.put(name, "A stream that appears late or under another number is dropped.");
    }
    for (String name :
        List.of(
            "ts that begins inside a packet",
            "ogg with bytes behind its last page",
            "opus from the middle of a stream",
            "hls of fragments into mp4",
            "hls of fragments into mkv",
            "hls of fragments encoded",
            "hls of fragments beside fragments into mp4",
            "hls of fragments beside fragments with later sound into mp4",
            "hls of fragments beside fragments encoded",
            "hls of fragments beside fragments with an earlier sound into mkv",
            "hls of fragments beside packed into mp4",
            "hls of fragments beside packed with later sound into mp4",
            "hls of fragments beside packed encoded",
            "hls of fragments beside packed with an earlier sound into mkv",
            "hls of ts beside fragments into mp4",
            "hls of ts beside fragments with later sound into mp4",
            "hls of ts beside fragments encoded",
            "hls of ts beside fragments with an earlier sound into mkv",
            "dash with two clocks and their offsets into mp4",
            "dash with two clocks and their offsets encoded",
            "dash with two clocks and their offsets into mkv",
            "dash with sound later by its offset into mp4",
            "dash with a picture later by its offset into mp4",
            "dash without an offset, both from 10 s, into mp4",
            "asf with short sound into mp3",
            "fragmented mp4 from 10 s into mp4",
            "fragmented mp4 with later sound into mp4")) {
      all.put(name, "A complete source counts as cut.");
    }
    for (String name :
        List.of(
            "ts of nothing but tables",
            "mpeg-ps cut inside a packet",
            "mp3 with a xing header cut without a length",
            "wav without samples",
            "adts cut inside a frame",
            "hls with a segment cut between packets",
            "live mkv cut after 0.35 of its bytes",
            "live mkv cut after 0.6 of its bytes",
            "live mkv cut after 0.9 of its bytes",
            "live webm of unknown clusters cut inside a block",
            "asf cut in the middle",
            "mp4 of an init segment alone",
            "mp4 whose packets are zeros")) {
      all.put(name, "What came is not compared with what was promised.");
    }
    for (String name :
        List.of(
            "mpeg-ps whose clock goes back into mkv",
            "mpeg-ps whose clock goes back encoded",
            "mpeg-ps whose clock goes back into mp3",
            "chained ogg of opus into mp3",
            "chained ogg of opus into m4a",
            "chained ogg of opus into ogg",
            "chained ogg of vorbis into mp3",
            "chained ogg of vorbis into m4a",
            "chained ogg of flac into mp3",
            "chained ogg of flac into m4a",
            "chained ogg of flac into ogg",
            "chained ogg of opus encoded into opus",
            "hls of ts beside packed into mp4",
            "hls of ts beside packed with later sound into mp4",
            "hls of ts beside packed encoded",
            "hls of ts beside packed with an earlier sound into mkv",
            "hls in sections of ts beside ts into mp4",
            "hls in sections of ts beside ts encoded",
            "hls in sections of ts beside packed into mp4",
            "hls in sections of ts beside packed encoded",
            "hls in sections of fragments beside fragments into mp4",
            "hls in sections of fragments beside fragments encoded",
            "hls in sections of fragments beside packed into mp4",
            "hls in sections of fragments beside packed encoded",
            "dash in five periods into mp4",
            "dash in five periods encoded",
            "dash in five periods with other clocks into mp4",
            "dash in five periods with other clocks into mkv",
            "dash in five periods with other clocks encoded",
            "dash in five periods with other clocks into mp3",
            "asf into mkv",
            "avi of reordered h264 by auto")) {
      all.put(name, "Clocks are straightened stream by stream.");
    }
    for (String name : List.of("dash with a dub before the main sound into mp4")) {
      all.put(name, "Tracks are chosen by size or order.");
    }
    for (String name : List.of("mkv whose mp3 becomes mono encoded")) {
      all.put(name, "The delay of the second encoder is heard.");
    }
    for (String name : List.of("chained ogg of two rates")) {
      all.put(name, "libav reads no Vorbis of another rate.");
    }
    return all;
  }
}
