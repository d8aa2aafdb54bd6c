package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** MPEG-DASH. */
final class DashCases {
  private static final Timeline WHOLE = Timeline.film(3);

  private final List<CorpusCase> cases = new ArrayList<>();

  private DashCases() {}

  static List<CorpusCase> all() {
    DashCases made = new DashCases();
    made.clocks();
    made.periods();
    made.roles();
    made.faults();
    return made.cases;
  }

  private CorpusCase add(String name, OutputSpec output, Serving source) {
    CorpusCase made = CorpusCase.of("dash " + name, output, source);
    cases.add(made);
    return made;
  }

  /**
   * Serves a track in fragments of a second and returns its adaptation set.
   *
   * @param at the time of the first fragment, by its own clock
   * @param offset the presentation time offset, in seconds
   * @param more elements and attributes' closing, such as a role
   */
  private static String set(
      LoopbackSite site,
      String folder,
      String id,
      EncodedTrack track,
      int seconds,
      double at,
      double offset,
      String attributes,
      String more) {
    List<byte[]> parts = Segments.fragments(at, seconds, track);
    return set(site, folder, id, track.framesPerSecond() > 0, parts, 1, offset, attributes, more);
  }

  /** Serves fragments of so many seconds each and returns their adaptation set. */
  static String set(
      LoopbackSite site,
      String folder,
      String id,
      boolean isPicture,
      List<byte[]> parts,
      int seconds,
      double offset) {
    return set(site, folder, id, isPicture, parts, seconds, offset, "", "");
  }

  private static String set(
      LoopbackSite site,
      String folder,
      String id,
      boolean isPicture,
      List<byte[]> parts,
      int seconds,
      double offset,
      String attributes,
      String more) {
    site.serve(folder + "/" + id + "/init.mp4", parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      site.serve(folder + "/" + id + "/" + i + ".m4s", parts.get(i));
    }
    return String.format(
        Locale.ROOT,
        "<AdaptationSet contentType=\"%1$s\" mimeType=\"%1$s/mp4\" %2$s>%3$s"
            + "<SegmentTemplate timescale=\"1000\" duration=\"%8$d\" startNumber=\"1\""
            + " presentationTimeOffset=\"%4$d\" initialization=\"%5$s/init.mp4\""
            + " media=\"%5$s/$Number$.m4s\"/>"
            + "<Representation id=\"%5$s\" bandwidth=\"100000\" codecs=\"%6$s\" %7$s/>"
            + "</AdaptationSet>",
        isPicture ? "video" : "audio",
        attributes,
        more,
        Math.round(offset * 1_000),
        id,
        isPicture ? "avc1.64000b" : "mp4a.40.2",
        isPicture ? "width=\"160\" height=\"90\"" : "audioSamplingRate=\"48000\"",
        seconds * 1_000);
  }

  static String manifest(LoopbackSite site, String folder, int seconds, String periods) {
    String path = folder + "/film.mpd";
    Segments.text(
        site,
        path,
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
            + " profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" minBufferTime=\"PT1S\""
            + " mediaPresentationDuration=\"PT"
            + seconds
            + "S\">"
            + periods
            + "</MPD>",
        "application/dash+xml");
    return path;
  }

  /** One period of three seconds. */
  private static Serving film(
      double pictureAt, double pictureOffset, double soundAt, double soundOffset) {
    return (site, folder) ->
        manifest(
            site,
            folder,
            3,
            "<Period>"
                + set(site, folder, "v", picture(3), 3, pictureAt, pictureOffset, "", "")
                + set(site, folder, "a", sound(3), 3, soundAt, soundOffset, "", "")
                + "</Period>");
  }

  private void clocks() {
    Serving plain = film(1, 1, 1, 1);
    add("into mp4", MP4, plain).shows(WHOLE);
    add("into mkv", MKV, plain).shows(WHOLE).whole();
    add("encoded", ENCODED, plain).shows(WHOLE).whole();
    add("into mp3", MP3, plain).shows(WHOLE.withoutPictures()).whole();
    Serving offset = film(10, 10, 12, 12);
    add("with two clocks and their offsets into mp4", MP4, offset).shows(WHOLE);
    add("with two clocks and their offsets encoded", ENCODED, offset).shows(WHOLE).whole();
    add("with two clocks and their offsets into mkv", MKV, offset).shows(WHOLE).whole();
    add("with sound later by its offset into mp4", MP4, film(10, 10, 12, 11.8))
        .shows(WHOLE.soundLater(0.2));
    add("with a picture later by its offset into mp4", MP4, film(10, 9.8, 10, 10))
        .shows(Timeline.empty().picture(0.2, 0, 25, 0, 3).sound(0, 0, 3))
        .whole();
    add("without an offset, both from 10 s, into mp4", MP4, film(10, 0, 10, 0))
        .shows(WHOLE)
        .whole();
  }

  private static Serving periods(int count, boolean sameClock) {
    return (site, folder) -> {
      StringBuilder periods = new StringBuilder();
      for (int i = 0; i < count; i++) {
        double at = sameClock ? 1 : 1 + 17 * (i % 3);
        periods
            .append("<Period id=\"p" + i + "\" duration=\"PT2S\">")
            .append(
                set(
                    site,
                    folder,
                    "v" + i,
                    TestVideo.h264().lasting(2).numbered(100 * i).track(),
                    2,
                    at,
                    at,
                    "",
                    ""))
            .append(
                set(site, folder, "a" + i, TestAudio.aac().lasting(2).track(), 2, at, at, "", ""))
            .append("</Period>");
      }
      return manifest(site, folder, 2 * count, periods.toString());
    };
  }

  private void periods() {
    Timeline all = Timeline.empty();
    for (int i = 0; i < 5; i++) {
      all = (i > 0 ? all.joint(2 * i) : all).picture(2 * i, 100 * i, 25, 0, 2).sound(2 * i, 0, 2);
    }
    add("in five periods into mp4", MP4, periods(5, true)).shows(all);
    add("in five periods encoded", ENCODED, periods(5, true)).shows(all).whole();
    add("in five periods with other clocks into mp4", MP4, periods(5, false)).shows(all);
    add("in five periods with other clocks into mkv", MKV, periods(5, false)).shows(all).whole();
    add("in five periods with other clocks encoded", ENCODED, periods(5, false)).shows(all).whole();
    add("in five periods with other clocks into mp3", MP3, periods(5, false))
        .shows(all.withoutPictures())
        .whole();
  }

  private static String role(String value) {
    return "<Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"" + value + "\"/>";
  }

  private void roles() {
    add(
            "with an audio description before the sound into mp4",
            MP4,
            (site, folder) ->
                manifest(
                    site,
                    folder,
                    3,
                    "<Period>"
                        + set(site, folder, "v", picture(3), 3, 1, 1, "", "")
                        + set(
                            site,
                            folder,
                            "d",
                            TestAudio.aac().channels(6).track(),
                            3,
                            1,
                            1,
                            "lang=\"en\"",
                            role("description"))
                        + set(site, folder, "a", sound(3), 3, 1, 1, "lang=\"en\"", role("main"))
                        + "</Period>"))
        .shows(WHOLE)
        .also(
            (made, report) ->
                made.streams().stream().anyMatch(stream -> stream.channels() == 6)
                    ? Optional.of("the audio description was taken")
                    : Optional.empty());
    add(
            "with a dub before the main sound into mp4",
            MP4,
            (site, folder) ->
                manifest(
                    site,
                    folder,
                    3,
                    "<Period>"
                        + set(site, folder, "v", picture(3), 3, 1, 1, "", "")
                        + set(site, folder, "d", sound(3), 3, 1, 1, "lang=\"de\"", role("dub"))
                        + set(site, folder, "a", sound(3), 3, 1, 1, "lang=\"en\"", role("main"))
                        + "</Period>"))
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:eng")
        .whole();
    add(
            "with pictures for winding before the film into mp4",
            MP4,
            (site, folder) ->
                manifest(
                    site,
                    folder,
                    3,
                    "<Period>"
                        + set(
                            site,
                            folder,
                            "t",
                            TestVideo.h264().at(1).gop(1).size(320, 180).numbered(500).track(),
                            3,
                            1,
                            1,
                            "",
                            "<EssentialProperty"
                                + " schemeIdUri=\"http://dashif.org/guidelines/trickmode\""
                                + " value=\"1\"/>")
                        + set(site, folder, "v", picture(3), 3, 1, 1, "", "")
                        + set(site, folder, "a", sound(3), 3, 1, 1, "", "")
                        + "</Period>"))
        .shows(WHOLE);
  }

  private void faults() {
    String protection =
        "<ContentProtection schemeIdUri=\"urn:mpeg:dash:mp4protection:2011\" value=\"cenc\"/>";
    add(
            "with a protected picture and clear sound into mp4",
            MP4,
            (site, folder) ->
                manifest(
                    site,
                    folder,
                    3,
                    "<Period>"
                        + set(site, folder, "v", picture(3), 3, 1, 1, "", protection)
                        + set(site, folder, "a", sound(3), 3, 1, 1, "", "")
                        + "</Period>"))
        .fails(FailureCode.MEDIA_PROTECTED);
    add(
            "with a protected picture and clear sound into mp3",
            MP3,
            (site, folder) ->
                manifest(
                    site,
                    folder,
                    3,
                    "<Period>"
                        + set(site, folder, "v", picture(3), 3, 1, 1, "", protection)
                        + set(site, folder, "a", sound(3), 3, 1, 1, "", "")
                        + "</Period>"))
        .shows(WHOLE.withoutPictures())
        .whole();
    add(
            "with a segment less than its duration into mp4",
            MP4,
            (site, folder) -> {
              String path = film(1, 1, 1, 1).serve(site, folder);
              site.serve(folder + "/v/3.m4s", new byte[0]).status(404);
              return path;
            })
        .fails(FailureCode.SOURCE_NOT_FOUND, FailureCode.MEDIA_DAMAGED)
        .whole();
    add(
            "with an empty segment of sound into mp4",
            MP4,
            (site, folder) -> {
              String path = film(1, 1, 1, 1).serve(site, folder);
              site.serve(folder + "/a/2.m4s", new byte[0]).chunked();
              return path;
            })
        .fails(
            FailureCode.SOURCE_EMPTY,
            FailureCode.SOURCE_CUT,
            FailureCode.MEDIA_DAMAGED,
            FailureCode.SOURCE_BROKEN)
        .whole();
  }
}
