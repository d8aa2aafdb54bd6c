package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.MP4;

import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.testkit.site.LoopbackSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An hour in sections, each with its own clock: whatever drifts shows. Texts also in short. */
final class LongCases {
  private final int sections;
  private final int seconds;

  /**
   * @param seconds the length of a section
   */
  private LongCases(int sections, int seconds) {
    this.sections = sections;
    this.seconds = seconds;
  }

  static List<CorpusCase> all() {
    List<CorpusCase> cases = new ArrayList<>(new LongCases(30, 120).sounds());
    new LongCases(30, 120).texts("an hour").forEach(each -> cases.add(each.whole()));
    for (CorpusCase made : new LongCases(4, 2).texts("four sections")) {
      boolean isQuick = made.name().contains("of fragments") || made.name().endsWith("stpp");
      cases.add(isQuick ? made : made.whole());
    }
    return cases;
  }

  private List<CorpusCase> sounds() {
    List<CorpusCase> cases = new ArrayList<>();
    for (String[] pair :
        new String[][] {
          {"ts", "ts"},
          {"ts", "packed"},
          {"ts", "fragments"},
          {"fragments", "fragments"},
          {"fragments", "packed"}
        }) {
      CorpusCase made =
          CorpusCase.of(
                  "hls of an hour of %s beside %s".formatted(pair[0], pair[1]),
                  MP4,
                  (site, folder) -> {
                    String picture = lines(site, folder, "p", pair[0], picture());
                    Segments.playlist(site, folder, "picture.m3u8", picture);
                    String sound = lines(site, folder, "s", pair[1], sound());
                    Segments.playlist(site, folder, "sound.m3u8", sound);
                    return Segments.master(site, folder, "");
                  })
              .shows(timeline())
              .whole();
      cases.add(made);
    }
    cases.add(
        CorpusCase.of(
                "dash of an hour in periods",
                MP4,
                (site, folder) -> periods(site, folder, Optional.empty()))
            .shows(timeline())
            .whole());
    return cases;
  }

  /** Texts beside sections: by their own headers, and in mp4 by the times of its samples. */
  private List<CorpusCase> texts(String length) {
    List<CorpusCase> cases = new ArrayList<>();
    for (String film : List.of("ts", "fragments")) {
      for (TextKind kind : TextKind.values()) {
        cases.add(
            CorpusCase.of(
                    "hls of %s of %s beside text in %s".formatted(length, film, kind),
                    MP4,
                    (site, folder) -> {
                      String picture = lines(site, folder, "p", film, picture());
                      Segments.playlist(site, folder, "picture.m3u8", picture);
                      String sound = lines(site, folder, "s", film, sound());
                      Segments.playlist(site, folder, "sound.m3u8", sound);
                      Segments.playlist(site, folder, "text.m3u8", textLines(site, folder, kind));
                      return Segments.master(
                          site,
                          folder,
                          "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"t\",NAME=\"English\","
                              + "LANGUAGE=\"en\",URI=\"text.m3u8\"\n",
                          ",SUBTITLES=\"t\"");
                    })
                .shows(timeline())
                .captions(captions()));
      }
    }
    for (TextKind kind : List.of(TextKind.WVTT, TextKind.STPP)) {
      cases.add(
          CorpusCase.of(
                  "dash of %s in periods beside text in %s".formatted(length, kind),
                  MP4,
                  (site, folder) -> periods(site, folder, Optional.of(kind)))
              .shows(timeline())
              .captions(captions()));
    }
    return cases;
  }

  /** In each section one text near its beginning, one across a segment's border, one at its end. */
  private List<Caption> captions() {
    List<Caption> captions = new ArrayList<>();
    for (int section = 0; section < sections; section++) {
      captions.addAll(TextKind.captions(section, seconds, section * seconds));
    }
    return captions;
  }

  private String textLines(LoopbackSite site, String folder, TextKind kind) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < sections; i++) {
      lines.append(i == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
      List<byte[]> segments = kind.segments(i, seconds, clockAt(i));
      String part = "t" + i + "_";
      lines.append(
          kind == TextKind.WEBVTT
              ? Segments.lines(site, folder, part, segments, seconds / 2.0)
              : Segments.mappedLines(site, folder, part, segments, seconds / 2.0));
    }
    return lines.toString();
  }

  /** Returns where the clock of a section begins, in seconds. */
  private static int clockAt(int section) {
    return 10 + 500 * (section % 2);
  }

  private EncodedTrack picture() {
    return TestVideo.h264().at(5).gop(10).lasting(seconds).track();
  }

  private EncodedTrack sound() {
    return TestAudio.aac().channels(1).lasting(seconds).track();
  }

  private Timeline timeline() {
    Timeline all = Timeline.empty();
    List<Timeline.Shown> pictures = new ArrayList<>();
    List<Double> beeps = new ArrayList<>();
    List<Double> joints = new ArrayList<>();
    for (int section = 0; section < sections; section++) {
      double at = section * seconds;
      if (section > 0) {
        joints.add(at);
      }
      for (int i = 0; i < seconds * 5; i++) {
        pictures.add(new Timeline.Shown(at + i / 5.0, i));
      }
      for (int i = 0; i < seconds; i++) {
        beeps.add(at + i + 0.4);
      }
    }
    all = all.sound(0, 0, sections * seconds);
    return new Timeline(pictures, beeps, all.audible(), joints);
  }

  private String lines(
      LoopbackSite site, String folder, String name, String kind, EncodedTrack track) {
    Map<Integer, List<byte[]>> made = new HashMap<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < sections; i++) {
      List<byte[]> segments =
          made.computeIfAbsent(
              clockAt(i),
              start ->
                  switch (kind) {
                    case "ts" -> Segments.transport(start, 1, track);
                    case "packed" -> List.of(Segments.packed(start, track));
                    default -> Segments.fragments(start, 1, track);
                  });
      lines.append(i == 0 ? "" : "#EXT-X-DISCONTINUITY\n");
      String part = name + i + "_";
      lines.append(
          kind.equals("fragments")
              ? Segments.mappedLines(site, folder, part, segments, seconds)
              : Segments.lines(site, folder, part, segments, seconds));
    }
    return lines.toString();
  }

  private String periods(LoopbackSite site, String folder, Optional<TextKind> text) {
    StringBuilder periods = new StringBuilder();
    Map<Integer, List<byte[]>> pictures = new HashMap<>();
    Map<Integer, List<byte[]>> sounds = new HashMap<>();
    for (int i = 0; i < sections; i++) {
      int start = clockAt(i);
      int picture = start;
      int sound = start + 3;
      periods
          .append("<Period duration=\"PT" + seconds + "S\">")
          .append(
              DashCases.set(
                  site,
                  folder,
                  "v" + i,
                  true,
                  pictures.computeIfAbsent(start, any -> Segments.fragments(picture, 1, picture())),
                  seconds,
                  picture))
          .append(
              DashCases.set(
                  site,
                  folder,
                  "a" + i,
                  false,
                  sounds.computeIfAbsent(start, any -> Segments.fragments(sound, 1, sound())),
                  seconds,
                  sound))
          .append(textSet(site, folder, i, text))
          .append("</Period>");
    }
    return DashCases.manifest(site, folder, sections * seconds, periods.toString());
  }

  private String textSet(LoopbackSite site, String folder, int section, Optional<TextKind> text) {
    if (text.isEmpty()) {
      return "";
    }
    int start = clockAt(section) + 7;
    List<byte[]> parts = text.get().segments(section, seconds, start);
    String id = "t" + section;
    for (int i = 0; i < parts.size(); i++) {
      site.serve(folder + "/" + id + "/" + i, parts.get(i));
    }
    return String.format(
        Locale.ROOT,
        "<AdaptationSet mimeType=\"application/mp4\" lang=\"en\"><SegmentTemplate"
            + " timescale=\"1000\" duration=\"%1$d\" presentationTimeOffset=\"%2$d\""
            + " initialization=\"%3$s/0\" media=\"%3$s/$Number$\"/>"
            + "<Representation id=\"%3$s\" bandwidth=\"1\" codecs=\"%4$s\"/></AdaptationSet>",
        seconds * 500,
        start * 1_000,
        id,
        text.get());
  }
}
