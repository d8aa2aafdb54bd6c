package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
import static dev.sluice.media.libav.corpus.CorpusCase.M4A;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.MP4;
import static dev.sluice.media.libav.corpus.TransportCases.picture;
import static dev.sluice.media.libav.corpus.TransportCases.sound;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.testkit.site.LoopbackSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** HTTP Live Streaming. */
final class HlsCases {
  private static final int PIECES = 6;

  private final List<CorpusCase> cases = new ArrayList<>();

  private HlsCases() {}

  static List<CorpusCase> all() {
    HlsCases made = new HlsCases();
    made.together();
    made.apart();
    made.sections();
    made.faults();
    made.slides();
    made.redundant();
    made.scrambled();
    return made.cases;
  }

  private CorpusCase add(String name, OutputSpec output, Serving source) {
    CorpusCase made = CorpusCase.of("hls " + name, output, source);
    cases.add(made);
    return made;
  }

  private void together() {
    Timeline whole = Timeline.film(3);
    Serving transport =
        (site, folder) ->
            Segments.playlist(
                site,
                folder,
                "a.m3u8",
                Segments.lines(site, folder, "s", Segments.transport(10, 3, picture(3), sound(3))));
    add("of ts into mp4", MP4, transport).shows(whole);
    add("of ts into mkv", MKV, transport).shows(whole).whole();
    add("of ts encoded", ENCODED, transport).shows(whole).whole();
    add("of ts into mp3", MP3, transport).shows(whole.withoutPictures()).whole();
    Serving fragments =
        (site, folder) ->
            Segments.playlist(
                site,
                folder,
                "a.m3u8",
                Segments.mappedLines(
                    site, folder, "s", Segments.fragments(10, 3, picture(3), sound(3))));
    add("of fragments into mp4", MP4, fragments).shows(whole);
    add("of fragments into mkv", MKV, fragments).shows(whole).whole();
    add("of fragments encoded", ENCODED, fragments).shows(whole).whole();
    add(
            "of packed audio into m4a",
            M4A,
            (site, folder) ->
                Segments.playlist(
                    site,
                    folder,
                    "a.m3u8",
                    Segments.lines(site, folder, "s", Segments.packed(10, 3, sound(3)))))
        .shows(whole.withoutPictures());
  }

  /** Picture and sound apart, by one clock. */
  private Serving apart(String picture, String sound, double pictureAt, double soundAt) {
    return (site, folder) -> {
      Segments.playlist(
          site, folder, "picture.m3u8", lines(site, folder, "p", picture, pictureAt, picture(3)));
      Segments.playlist(
          site, folder, "sound.m3u8", lines(site, folder, "s", sound, soundAt, sound(3)));
      return Segments.master(site, folder, "");
    };
  }

  private static String lines(
      LoopbackSite site, String folder, String name, String kind, double at, EncodedTrack track) {
    return switch (kind) {
      case "ts" -> Segments.lines(site, folder, name, Segments.transport(at, 3, track));
      case "packed" -> Segments.lines(site, folder, name, Segments.packed(at, 3, track));
      default -> Segments.mappedLines(site, folder, name, Segments.fragments(at, 3, track));
    };
  }

  private void apart() {
    Timeline whole = Timeline.film(3);
    for (String[] pair :
        new String[][] {
          {"ts", "ts"},
          {"ts", "packed"},
          {"fragments", "fragments"},
          {"fragments", "packed"},
          {"ts", "fragments"}
        }) {
      String name = "of %s beside %s ".formatted(pair[0], pair[1]);
      boolean rare = pair[0].equals("ts") == pair[1].equals("fragments");
      CorpusCase inStep = add(name + "into mp4", MP4, apart(pair[0], pair[1], 10, 10)).shows(whole);
      CorpusCase late =
          add(name + "with later sound into mp4", MP4, apart(pair[0], pair[1], 10, 11.8))
              .shows(whole.soundLater(1.8));
      add(name + "encoded", ENCODED, apart(pair[0], pair[1], 10, 10)).shows(whole).whole();
      add(name + "with an earlier sound into mkv", MKV, apart(pair[0], pair[1], 10.8, 10))
          .shows(Timeline.empty().picture(0.8, 0, 25, 0, 3).sound(0, 0, 3))
          .whole();
      if (rare) {
        inStep.whole();
        late.whole();
      }
    }
  }

  /** As many pieces of a second as there are, each with its own clock. */
  private static String sections(
      LoopbackSite site, String folder, String name, String kind, boolean isPicture, double at) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < PIECES; i++) {
      EncodedTrack track =
          isPicture
              ? TestVideo.h264().lasting(1).numbered(100 * i).track()
              : TestAudio.aac().lasting(1).track();
      double start = at + 37 * (i % 3);
      String part = name + "p" + i + "_";
      lines.append(i == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
      lines.append(
          switch (kind) {
            case "ts" -> Segments.lines(site, folder, part, Segments.transport(start, 1, track));
            case "packed" -> Segments.lines(site, folder, part, Segments.packed(start, 1, track));
            default ->
                Segments.mappedLines(site, folder, part, Segments.fragments(start, 1, track));
          });
    }
    return lines.toString();
  }

  private static Timeline sectionTimeline() {
    Timeline all = Timeline.empty();
    for (int i = 0; i < PIECES; i++) {
      all = (i > 0 ? all.joint(i) : all).picture(i, 100 * i, 25, 0, 1).sound(i, 0, 1);
    }
    return all;
  }

  private void sections() {
    Timeline all = sectionTimeline();
    for (String[] pair :
        new String[][] {
          {"ts", "ts"}, {"ts", "packed"}, {"fragments", "fragments"}, {"fragments", "packed"}
        }) {
      Serving source =
          (site, folder) -> {
            Segments.playlist(
                site, folder, "picture.m3u8", sections(site, folder, "p", pair[0], true, 10));
            Segments.playlist(
                site, folder, "sound.m3u8", sections(site, folder, "s", pair[1], false, 10));
            return Segments.master(site, folder, "");
          };
      String name = "in sections of %s beside %s ".formatted(pair[0], pair[1]);
      CorpusCase copy = add(name + "into mp4", MP4, source).shows(all);
      add(name + "encoded", ENCODED, source).shows(all).whole();
      if (pair[0].equals("fragments") && pair[1].equals("packed")) {
        copy.whole();
      }
    }
    Serving joined =
        (site, folder) -> {
          StringBuilder lines = new StringBuilder();
          for (int i = 0; i < PIECES; i++) {
            lines.append(i == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
            lines.append(
                Segments.lines(
                    site,
                    folder,
                    "p" + i + "_",
                    Segments.transport(
                        10 + 37 * (i % 3),
                        1,
                        TestVideo.h264().lasting(1).numbered(100 * i).track(),
                        TestAudio.aac().lasting(1).track())));
          }
          return Segments.playlist(site, folder, "a.m3u8", lines.toString());
        };
    add("in sections of ts into mp4", MP4, joined).shows(all);
    add("in sections of ts encoded", ENCODED, joined).shows(all).whole();
    add("in sections of ts into mp3", MP3, joined).shows(all.withoutPictures()).whole();
    Serving ad =
        (site, folder) ->
            Segments.playlist(
                site,
                folder,
                "a.m3u8",
                Segments.lines(
                        site,
                        folder,
                        "ad",
                        List.of(
                            TransportCases.muxer(
                                    100,
                                    TestVideo.h264().lasting(1).numbered(2_000).track(),
                                    TestAudio.aac().lasting(1).track())
                                .ids(0x100, 0x101)
                                .bytes()))
                    + "#EXT-X-DISCONTINUITY\n"
                    + Segments.lines(
                        site,
                        folder,
                        "film",
                        TransportCases.muxer(10, picture(3), sound(3))
                            .ids(0x200, 0x201)
                            .pieces(11, 12)));
    Timeline adAndFilm = Timeline.empty().then(2_000, 1).restart(0, 3);
    add("of an ad and a film with other pids into mp4", MP4, ad).shows(adAndFilm);
    add("of an ad and a film with other pids encoded", ENCODED, ad).shows(adAndFilm).whole();
    add("of an ad and a film with other pids into mp3", MP3, ad)
        .shows(adAndFilm.withoutPictures())
        .whole();
  }

  private void faults() {
    add("with an empty segment", MP4, (site, folder) -> damaged(site, folder, 0))
        .fails(
            FailureCode.SOURCE_EMPTY,
            FailureCode.SOURCE_CUT,
            FailureCode.MEDIA_DAMAGED,
            FailureCode.SOURCE_BROKEN);
    add("with a segment cut between packets", MP4, (site, folder) -> damaged(site, folder, 10))
        .fails(FailureCode.SOURCE_CUT, FailureCode.MEDIA_DAMAGED)
        .saying("get a complete copy from its origin");
    for (OutputSpec output : List.of(MKV, ENCODED, MP3)) {
      add(
              "with a segment cut between packets into " + output.container(),
              output,
              (site, folder) -> damaged(site, folder, 10))
          .fails(FailureCode.SOURCE_CUT, FailureCode.MEDIA_DAMAGED)
          .whole();
    }
    add(
            "with a segment that is missing",
            MP4,
            (site, folder) -> {
              String path = damaged(site, folder, 0);
              site.serve(folder + "/s1", new byte[0]).status(404);
              return path;
            })
        .fails(FailureCode.SOURCE_NOT_FOUND)
        .whole();
    add(
            "with an empty segment of sound",
            MP4,
            (site, folder) -> {
              String path = apart("ts", "ts", 10, 10).serve(site, folder);
              site.serve(folder + "/s1", new byte[0]).chunked();
              return path;
            })
        .fails(
            FailureCode.SOURCE_EMPTY,
            FailureCode.SOURCE_CUT,
            FailureCode.MEDIA_DAMAGED,
            FailureCode.SOURCE_BROKEN)
        .whole();
  }

  private void scrambled() {
    add(
            "of ts whose last segment is scrambled",
            MP4,
            (site, folder) -> {
              List<byte[]> segments =
                  new ArrayList<>(Segments.transport(10, 3, picture(3), sound(3)));
              segments.set(2, TransportCases.scrambledFrom(segments.get(2), 0, 0x100, 0x101));
              return Segments.playlist(
                  site, folder, "a.m3u8", Segments.lines(site, folder, "s", segments));
            })
        .fails(FailureCode.MEDIA_PROTECTED)
        .saying("encrypted in parts");
  }

  /** A picture every 15 seconds: the first one is known only where the second one begins. */
  private void slides() {
    Timeline whole = Timeline.empty().sound(0, 0, 60);
    for (int at = 0; at < 60; at += 15) {
      whole = whole.picture(at, at, 1, 0, 1);
    }
    Serving slides = (site, folder) -> slides(site, folder, 0);
    add("of slides into mp4", MP4, slides).shows(whole);
    add("of slides into mkv", MKV, slides).shows(whole).whole();
    add("of slides encoded", ENCODED, slides).shows(whole).whole();
    add("of slides into mp3", MP3, slides).shows(whole.withoutPictures()).whole();
    Serving late = (site, folder) -> slides(site, folder, 25);
    Timeline later = whole.withoutPictures(0, 25);
    add("of slides behind segments of sound into mkv", MKV, late).shows(later);
    add("of slides behind segments of sound encoded", ENCODED, late).shows(later).whole();
  }

  private static String slides(LoopbackSite site, String folder, double from) {
    EncodedTrack slides =
        TestVideo.h264()
            .at(1)
            .lasting(60)
            .gop(1)
            .track()
            .filtered(unit -> unit.pts() / EncodedTrack.TICKS % 15 == 0)
            .without(0, from);
    List<byte[]> segments = TransportCases.muxer(10, sound(60), slides).pieces(20, 30, 40, 50, 60);
    return Segments.playlist(
        site, folder, "a.m3u8", Segments.lines(site, folder, "s", segments, 10));
  }

  private void redundant() {
    for (String kind : new String[] {"ts", "fragments"}) {
      CorpusCase made =
          add(
                  "of %s with segments that only a redundant variant has".formatted(kind),
                  MP4,
                  (site, folder) -> {
                    for (String name : new String[] {"one", "two"}) {
                      Segments.playlist(
                          site,
                          folder,
                          name + ".m3u8",
                          kind.equals("ts")
                              ? Segments.lines(
                                  site,
                                  folder,
                                  name,
                                  Segments.transport(10, 3, picture(3), sound(3)))
                              : Segments.mappedLines(
                                  site,
                                  folder,
                                  name,
                                  Segments.fragments(10, 3, picture(3), sound(3))));
                    }
                    site.serve(folder + "/one1", new byte[0]).status(404);
                    site.serve(folder + "/two2", new byte[0]).status(404);
                    String path = folder + "/master.m3u8";
                    String variant = "#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x90\n";
                    Segments.text(
                        site,
                        path,
                        "#EXTM3U\n" + variant + "one.m3u8\n" + variant + "two.m3u8\n",
                        "application/vnd.apple.mpegurl");
                    return path;
                  })
              .shows(Timeline.film(3));
      if (kind.equals("ts")) {
        made.whole();
      }
    }
    add(
            "of fragments whose redundant variant has another size",
            MP4,
            (site, folder) -> {
              Segments.playlist(
                  site,
                  folder,
                  "one.m3u8",
                  Segments.mappedLines(
                      site, folder, "one", Segments.fragments(10, 3, picture(3), sound(3))));
              Segments.playlist(
                  site,
                  folder,
                  "two.m3u8",
                  Segments.mappedLines(
                      site,
                      folder,
                      "two",
                      Segments.fragments(
                          10, 3, TestVideo.h264().size(320, 180).track(), sound(3))));
              site.serve(folder + "/one1", new byte[0]).status(404);
              String path = folder + "/master.m3u8";
              String variant = "#EXT-X-STREAM-INF:BANDWIDTH=100000\n";
              Segments.text(
                  site,
                  path,
                  "#EXTM3U\n" + variant + "one.m3u8\n" + variant + "two.m3u8\n",
                  "application/vnd.apple.mpegurl");
              return path;
            })
        .fails(FailureCode.SOURCE_NOT_FOUND);
  }

  /** Serves three segments, the second of which has only so many packets. */
  private static String damaged(LoopbackSite site, String folder, int packets) {
    List<byte[]> segments = Segments.transport(10, 3, picture(3), sound(3));
    String lines = Segments.lines(site, folder, "s", segments);
    site.serve(folder + "/s1", Arrays.copyOf(segments.get(1), packets * 188)).chunked();
    return Segments.playlist(site, folder, "a.m3u8", lines);
  }
}
