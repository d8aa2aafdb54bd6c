package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED_M4A;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.MP4;
import static dev.sluice.media.libav.corpus.CorpusCase.incomplete;
import static dev.sluice.media.libav.corpus.TransportCases.picture;
import static dev.sluice.media.libav.corpus.TransportCases.sound;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** How a source is served, what a request allows, and odd playlists. */
final class ServedCases {
  private static final Timeline WHOLE = Timeline.film(3);

  private final List<CorpusCase> cases = new ArrayList<>();

  private ServedCases() {}

  static List<CorpusCase> all() {
    ServedCases made = new ServedCases();
    made.transfers();
    made.incompletes();
    made.playlists();
    made.renditions();
    made.programs();
    return made.cases;
  }

  private CorpusCase add(String name, OutputSpec output, Serving source) {
    CorpusCase made = CorpusCase.of(name, output, source);
    cases.add(made);
    return made;
  }

  private CorpusCase add(String name, OutputSpec output, Supplier<byte[]> file) {
    CorpusCase made = CorpusCase.of(name, output, file);
    cases.add(made);
    return made;
  }

  private static byte[] film(String format) {
    double start = format.equals("mpegts") ? 1.4 : 0;
    TrackMuxer muxer = TrackMuxer.of(format, picture(3).shifted(start), sound(3).shifted(start));
    return (format.equals("mp4") ? muxer.option("moov_size", "60000") : muxer).bytes();
  }

  private void transfers() {
    Map<String, Consumer<SiteResource>> ways =
        Map.of(
            "in chunks", resource -> resource.chunked().ignoringRanges(),
            "without ranges", SiteResource::ignoringRanges,
            "until it closes", resource -> resource.closeDelimited().ignoringRanges());
    for (String format : List.of("mp4", "matroska", "mpegts", "flv")) {
      ways.forEach(
          (way, change) -> {
            CorpusCase made =
                add(
                        format + " served " + way,
                        MP4,
                        (site, folder) -> {
                          change.accept(site.serve(folder + "/file", film(format)));
                          return folder + "/file";
                        })
                    .shows(WHOLE);
            if (!way.equals("in chunks")) {
              made.whole();
            }
          });
    }
  }

  private void incompletes() {
    Map<String, Supplier<byte[]>> files =
        Map.of(
            "ts",
                () -> {
                  byte[] all = film("mpegts");
                  return Arrays.copyOf(all, all.length - 1_000);
                },
            "fragmented mp4",
                () -> {
                  byte[] all =
                      EncodedTrack.joined(
                          Segments.fragments(0.5, 3, picture(3), sound(3)).toArray(byte[][]::new));
                  return Arrays.copyOf(all, all.length * 9 / 10);
                },
            "live mkv",
                () -> {
                  byte[] all =
                      TrackMuxer.of("matroska", picture(3), sound(3))
                          .option("live", "1")
                          .unseekable()
                          .bytes();
                  return Arrays.copyOf(all, all.length * 9 / 10);
                },
            "flv",
                () -> {
                  byte[] all = film("flv");
                  return Arrays.copyOf(all, all.length * 9 / 10);
                });
    files.forEach(
        (name, file) -> {
          CorpusCase made =
              add("the rest of a cut " + name, incomplete(MKV), file)
                  .shows(WHOLE)
                  .endingAfter(1.8)
                  .tellingWhatIsMissing();
          if (!name.equals("ts")) {
            made.whole();
          }
        });
    add(
            "the rest of a cut mp3",
            incomplete(ENCODED_M4A),
            () -> {
              byte[] all = TrackMuxer.file("mp3", TestAudio.of("libmp3lame").track());
              return Arrays.copyOf(all, all.length * 9 / 10);
            })
        .shows(WHOLE.withoutPictures())
        .endingAfter(2.4)
        .tellingWhatIsMissing();
    add(
            "the rest of a cut ogg",
            incomplete(MP3),
            () -> {
              byte[] all = TrackMuxer.file("ogg", TestAudio.of("vorbis").track());
              return Arrays.copyOf(all, all.length * 9 / 10);
            })
        .shows(WHOLE.withoutPictures())
        .endingAfter(1.5)
        .tellingWhatIsMissing()
        .whole();
    add(
            "the rest of hls without a segment at its end",
            incomplete(MP4),
            (site, folder) -> {
              List<byte[]> segments = Segments.transport(10, 3, picture(3), sound(3));
              String lines = Segments.lines(site, folder, "s", segments);
              site.serve(folder + "/s2", new byte[0]).status(404);
              return Segments.playlist(site, folder, "a.m3u8", lines);
            })
        .shows(WHOLE)
        .endingAfter(1.9)
        .tellingWhatIsMissing();
    add("a whole ts that may be incomplete", incomplete(MP4), () -> film("mpegts"))
        .shows(WHOLE)
        .whole();
  }

  private static String transport(LoopbackSite site, String folder) {
    return Segments.lines(site, folder, "s", Segments.transport(10, 3, picture(3), sound(3)));
  }

  private CorpusCase playlist(String name, java.util.function.Function<String, String> text) {
    return add(
            "hls " + name,
            MP4,
            (site, folder) -> {
              String usual =
                  "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n"
                      + transport(site, folder)
                      + "#EXT-X-ENDLIST\n";
              Segments.text(
                  site, folder + "/a.m3u8", text.apply(usual), "application/vnd.apple.mpegurl");
              return folder + "/a.m3u8";
            })
        .shows(WHOLE)
        .whole();
  }

  private void playlists() {
    playlist("with a byte order mark", text -> "\uFEFF" + text);
    playlist("with lines of Windows", text -> text.replace("\n", "\r\n"));
    playlist("with blank lines in front", text -> "\n\n" + text);
    playlist("with unknown tags", text -> text.replace("#EXTINF", "#EXT-X-SOMETHING:1\n#EXTINF"));
    playlist("with whole durations", text -> text.replace("1.000", "1"));
    playlist("with titles", text -> text.replace("1.000,", "1.000,A title, with commas"));
    playlist("with negative durations", text -> text.replace("1.000", "-1"));
    playlist(
        "of a recording without its end",
        text ->
            text.replace("#EXT-X-ENDLIST\n", "")
                .replace("#EXT-X-VERSION:7\n", "#EXT-X-VERSION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n"));
    add(
            "hls with a key",
            MP4,
            (site, folder) -> {
              byte[] key = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
              site.serve(folder + "/key", key);
              List<byte[]> encrypted = new ArrayList<>();
              for (byte[] segment : Segments.transport(10, 3, picture(3), sound(3))) {
                encrypted.add(encrypted(segment, key));
              }
              return Segments.playlist(
                  site,
                  folder,
                  "a.m3u8",
                  "#EXT-X-KEY:METHOD=AES-128,URI=\"key\",IV=0x00000000000000000000000000000009\n"
                      + Segments.lines(site, folder, "s", encrypted));
            })
        .shows(WHOLE)
        .whole();
    add(
            "hls of byte ranges",
            MP4,
            (site, folder) -> {
              List<byte[]> segments = Segments.transport(10, 3, picture(3), sound(3));
              site.serve(folder + "/all", EncodedTrack.joined(segments.toArray(byte[][]::new)));
              StringBuilder lines = new StringBuilder();
              int at = 0;
              for (byte[] segment : segments) {
                lines
                    .append("#EXTINF:1,\n#EXT-X-BYTERANGE:")
                    .append(segment.length + "@" + at)
                    .append("\nall\n");
                at += segment.length;
              }
              return Segments.playlist(site, folder, "a.m3u8", lines.toString());
            })
        .shows(WHOLE)
        .whole();
    add(
            "hls with junk in front of its segments",
            MP4,
            (site, folder) -> {
              byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0, 1, 2, 3};
              List<byte[]> dressed = new ArrayList<>();
              for (byte[] segment : Segments.transport(10, 3, picture(3), sound(3))) {
                dressed.add(EncodedTrack.joined(png, segment));
              }
              return Segments.playlist(
                  site, folder, "a.m3u8", Segments.lines(site, folder, "s", dressed));
            })
        .shows(WHOLE)
        .whole();
    add(
            "hls of a master within a master",
            MP4,
            (site, folder) -> {
              Segments.playlist(site, folder, "a.m3u8", transport(site, folder));
              String master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\n%s\n";
              Segments.text(
                  site,
                  folder + "/inner.m3u8",
                  master.formatted("a.m3u8"),
                  "application/vnd.apple.mpegurl");
              Segments.text(
                  site,
                  folder + "/outer.m3u8",
                  master.formatted("inner.m3u8"),
                  "application/vnd.apple.mpegurl");
              return folder + "/outer.m3u8";
            })
        .shows(WHOLE)
        .whole();
    add(
            "hls with a gap that it announces",
            MP4,
            (site, folder) -> {
              String lines = transport(site, folder);
              site.serve(folder + "/s1", new byte[0]).status(404);
              return Segments.playlist(
                  site,
                  folder,
                  "a.m3u8",
                  lines.replace("#EXTINF:1.000,\ns1", "#EXT-X-GAP\n#EXTINF:1.000,\ns1"));
            })
        .shows(WHOLE.withoutPictures(1, 2).withoutSound(1, 2))
        .fails(
            FailureCode.SOURCE_NOT_FOUND, FailureCode.STREAM_UNSUPPORTED, FailureCode.MEDIA_DAMAGED)
        .whole();
  }

  private static byte[] encrypted(byte[] segment, byte[] key) {
    try {
      byte[] iv = new byte[16];
      iv[15] = 9;
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(segment);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void renditions() {
    Serving languages =
        (site, folder) -> {
          Segments.playlist(
              site,
              folder,
              "picture.m3u8",
              Segments.lines(site, folder, "p", Segments.transport(10, 3, picture(3))));
          Segments.playlist(
              site,
              folder,
              "sound.m3u8",
              Segments.lines(site, folder, "s", Segments.transport(10, 3, sound(3))));
          Segments.playlist(
              site,
              folder,
              "german.m3u8",
              Segments.lines(
                  site,
                  folder,
                  "g",
                  Segments.transport(10, 3, TestAudio.aac().channels(1).track())));
          return Segments.master(
              site,
              folder,
              "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Deutsch\",LANGUAGE=\"de\","
                  + "URI=\"german.m3u8\"\n");
        };
    add("hls with sounds of two languages", MP4, languages)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:eng");
    add(
            "hls of which german is asked for",
            MP4.toBuilder().audioLanguages(languages("de")).build(),
            languages)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:deu");
    Supplier<byte[]> two =
        () ->
            TrackMuxer.file(
                "matroska",
                picture(3),
                sound(3).language("eng").disposed(AV_DISPOSITION_DEFAULT),
                TestAudio.aac().channels(1).track().language("ger"),
                TestAudio.aac().channels(1).track().language("fre"));
    add(
            "mkv of which german is asked for into mp4",
            MP4.toBuilder().audioLanguages(languages("de")).build(),
            two)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:ger");
    for (OutputSpec output : List.of(MP4, MKV, ENCODED)) {
      CorpusCase made =
          add(
                  "mkv with all its sounds into " + output.container() + " " + output.videoCodec(),
                  output.toBuilder().audioTracks(OutputSpec.AudioTracks.ALL).build(),
                  two)
              .shows(WHOLE)
              .streams("video:h264", "audio:aac:eng", "audio:aac:ger", "audio:aac:fre");
      if (output != MP4) {
        made.whole();
      }
    }
  }

  private static dev.sluice.core.request.LanguageChoice languages(String text) {
    return dev.sluice.core.request.LanguageChoice.parse(text);
  }

  private void programs() {
    Supplier<byte[]> two =
        () ->
            TransportCases.muxer(
                    10,
                    picture(3),
                    sound(3),
                    TestVideo.h264().size(320, 180).numbered(1_000).track(),
                    TestAudio.aac().channels(1).track())
                .programs(1, 1, 2, 2)
                .bytes();
    Timeline other = Timeline.empty().picture(0, 1_000, 25, 0, 3).sound(0, 0, 3);
    // Either program, but not the picture of one with the sound of the other.
    add("ts of two programs into mp4", MP4, two)
        .shows(WHOLE)
        .shows(other)
        .also(
            (made, report) -> {
              boolean isLarge = made.streams().stream().anyMatch(one -> one.width() == 320);
              boolean isMono = made.streams().stream().anyMatch(one -> one.channels() == 1);
              return isLarge == isMono
                  ? java.util.Optional.empty()
                  : java.util.Optional.of("picture and sound are of two programs");
            });
    // What an editor cut off in front is hidden by the edit list.
    Supplier<byte[]> hidden =
        () -> TrackMuxer.file("mp4", picture(4).shifted(-1), sound(4).shifted(-1));
    Timeline rest = Timeline.empty().picture(0, 0, 25, 1, 4).sound(0, 1, 4);
    add("mp4 with a hidden beginning encoded", ENCODED, hidden).shows(rest);
    add("mp4 with a hidden beginning into mp4", MP4, hidden)
        .shows(rest)
        .hidesItsBeginning()
        .whole();
  }
}
