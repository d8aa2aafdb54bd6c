package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.MP4;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.testkit.site.LoopbackSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An hour in sections, each with its own clock: whatever drifts shows. */
final class LongCases {
  private static final int SECTIONS = 30;
  private static final int SECONDS = 120;

  private LongCases() {}

  static List<CorpusCase> all() {
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
      if (pair[0].equals("ts")) {
        made.also(
            (file, report) ->
                subtitlesOutOfStep(
                    report.clockStarts(),
                    file.first(StreamKind.VIDEO).orElseThrow().media().pictures().get(0).time()));
      }
      cases.add(made);
    }
    cases.add(
        CorpusCase.of("dash of an hour in periods", MP4, LongCases::periods)
            .shows(timeline())
            .whole());
    return cases;
  }

  /**
   * Cues are placed by the clock of their section, which must begin where its pictures begin.
   *
   * @param first the time of the first picture
   */
  private static Optional<String> subtitlesOutOfStep(Map<Long, Duration> starts, Duration first) {
    List<String> faults = new ArrayList<>();
    for (long section = 0; section < SECTIONS; section++) {
      Duration start = starts.get(section);
      double expected = clockAt((int) section) - section * SECONDS - first.toNanos() / 1e9;
      if (start == null || Math.abs(start.toNanos() / 1e9 - expected) > 0.02) {
        faults.add("cues of section " + section + " count from " + start);
      }
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
  }

  /** Returns where the clock of a section begins, in seconds. */
  private static int clockAt(int section) {
    return 10 + 500 * (section % 2);
  }

  private static EncodedTrack picture() {
    return TestVideo.h264().at(5).gop(10).lasting(SECONDS).track();
  }

  private static EncodedTrack sound() {
    return TestAudio.aac().channels(1).lasting(SECONDS).track();
  }

  private static Timeline timeline() {
    Timeline all = Timeline.empty();
    List<Timeline.Shown> pictures = new ArrayList<>();
    List<Double> beeps = new ArrayList<>();
    List<Double> joints = new ArrayList<>();
    for (int section = 0; section < SECTIONS; section++) {
      double at = section * SECONDS;
      if (section > 0) {
        joints.add(at);
      }
      for (int i = 0; i < SECONDS * 5; i++) {
        pictures.add(new Timeline.Shown(at + i / 5.0, i));
      }
      for (int i = 0; i < SECONDS; i++) {
        beeps.add(at + i + 0.4);
      }
    }
    all = all.sound(0, 0, SECTIONS * SECONDS);
    return new Timeline(pictures, beeps, all.audible(), joints);
  }

  private static String lines(
      LoopbackSite site, String folder, String name, String kind, EncodedTrack track) {
    Map<Integer, List<byte[]>> made = new HashMap<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SECTIONS; i++) {
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
              ? Segments.mappedLines(site, folder, part, segments, SECONDS)
              : Segments.lines(site, folder, part, segments, SECONDS));
    }
    return lines.toString();
  }

  private static String periods(LoopbackSite site, String folder) {
    StringBuilder periods = new StringBuilder();
    Map<Integer, List<byte[]>> pictures = new HashMap<>();
    Map<Integer, List<byte[]>> sounds = new HashMap<>();
    for (int i = 0; i < SECTIONS; i++) {
      int start = clockAt(i);
      int picture = start;
      int sound = start + 3;
      periods
          .append("<Period duration=\"PT" + SECONDS + "S\">")
          .append(
              DashCases.set(
                  site,
                  folder,
                  "v" + i,
                  true,
                  pictures.computeIfAbsent(start, any -> Segments.fragments(picture, 1, picture())),
                  SECONDS,
                  picture))
          .append(
              DashCases.set(
                  site,
                  folder,
                  "a" + i,
                  false,
                  sounds.computeIfAbsent(start, any -> Segments.fragments(sound, 1, sound())),
                  SECONDS,
                  sound))
          .append("</Period>");
    }
    return DashCases.manifest(site, folder, SECTIONS * SECONDS, periods.toString());
  }
}
