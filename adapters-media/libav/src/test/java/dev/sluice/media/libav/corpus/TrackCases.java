package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
import static dev.sluice.media.libav.corpus.CorpusCase.M4A;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MOV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.MP4;
import static dev.sluice.media.libav.corpus.TransportCases.picture;
import static dev.sluice.media.libav.corpus.TransportCases.sound;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_COMMENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_FORCED;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ORIGINAL;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_VISUAL_IMPAIRED;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.testing.DecodedCue;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.OtherTracks;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.sample.TextFragments;
import dev.sluice.testkit.sample.TextFragments.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which tracks of a source are taken, and what else it carries. */
final class TrackCases {
  private static final Timeline WHOLE = Timeline.film(3);

  private final List<CorpusCase> cases = new ArrayList<>();

  private TrackCases() {}

  static List<CorpusCase> all() {
    TrackCases made = new TrackCases();
    made.sounds();
    made.subtitles();
    made.covers();
    made.tags();
    return made.cases;
  }

  private CorpusCase add(String name, OutputSpec output, Supplier<byte[]> file) {
    CorpusCase made = CorpusCase.of(name, output, file);
    cases.add(made);
    return made;
  }

  private static byte[] mkv(EncodedTrack... tracks) {
    return TrackMuxer.file("matroska", tracks);
  }

  private static EncodedTrack mono() {
    return TestAudio.aac().channels(1).track();
  }

  private static EncodedTrack surround() {
    return TestAudio.aac().channels(6).track();
  }

  private void sounds() {
    Supplier<byte[]> german =
        () ->
            mkv(
                picture(3),
                surround().language("ger"),
                mono().language("eng").disposed(AV_DISPOSITION_DEFAULT));
    add("mkv with english by default beside german in surround into mp4", MP4, german)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:eng");
    add("mkv with english by default beside german in surround into mp3", MP3, german)
        .shows(WHOLE.withoutPictures())
        .also(
            (made, result) ->
                result.streams().stream()
                        .anyMatch(
                            report ->
                                report.target().isPresent()
                                    && report.language().equals(Optional.of("eng")))
                    ? Optional.empty()
                    : Optional.of("the english sound was not taken"));
    add(
            "mkv with an original beside a dub in surround into mp4",
            MP4,
            () ->
                mkv(
                    picture(3),
                    surround().language("fre"),
                    sound(3).language("jpn").disposed(AV_DISPOSITION_ORIGINAL)))
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:jpn")
        .whole();
    add(
            "mkv with a commentary first into mp4",
            MP4,
            () ->
                mkv(
                    picture(3),
                    surround().language("eng").disposed(AV_DISPOSITION_COMMENT),
                    sound(3).language("eng").title("The film")))
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:eng")
        .also(
            (made, result) ->
                made.streams().stream().anyMatch(stream -> stream.channels() == 6)
                    ? Optional.of("the commentary was taken")
                    : Optional.empty());
    add(
            "mkv with an audio description into mp4",
            MP4,
            () ->
                mkv(
                    picture(3),
                    surround().language("eng").disposed(AV_DISPOSITION_VISUAL_IMPAIRED),
                    sound(3).language("eng")))
        .shows(WHOLE)
        .also(
            (made, result) ->
                made.streams().stream().anyMatch(stream -> stream.channels() == 6)
                    ? Optional.of("the audio description was taken")
                    : Optional.empty())
        .whole();
    add(
            "mkv with two sounds of one kind into mp4",
            MP4,
            () -> mkv(picture(3), sound(3).language("eng"), sound(3).language("ger")))
        .shows(WHOLE)
        .streams("video:h264", "audio:aac:eng")
        .whole();
    add(
            "mp4 with two sounds into m4a",
            M4A,
            () ->
                TrackMuxer.file(
                    "mp4", picture(3), sound(3).language("eng"), mono().language("ger")))
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac:eng")
        .whole();
  }

  private void subtitles() {
    Supplier<byte[]> subRip =
        () ->
            mkv(
                picture(3),
                sound(3),
                OtherTracks.subRip("one", "two", "three").language("eng"),
                OtherTracks.subRip("eins", "zwei", "drei")
                    .language("ger")
                    .disposed(AV_DISPOSITION_FORCED));
    add("mkv with subrip into mkv", MKV, subRip)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:subrip:eng", "subtitle:subrip:ger:forced");
    add("mkv with subrip into mp4", MP4, subRip)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:mov_text:eng", "subtitle:mov_text:ger");
    add("mkv with subrip into mov", MOV, subRip)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:mov_text:eng", "subtitle:mov_text:ger")
        .whole();
    add("mkv with subrip encoded", ENCODED, subRip)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:mov_text:eng", "subtitle:mov_text:ger")
        .whole();
    Supplier<byte[]> movText =
        () ->
            TrackMuxer.file(
                "mp4",
                picture(3),
                sound(3),
                OtherTracks.movText("one", "two", "three").language("eng"));
    add("mp4 with its text into mp4", MP4, movText)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:mov_text:eng");
    add("mp4 with its text into mkv", MKV, movText)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle::eng");
    textsOfMp4("wvtt", webVtt());
    textsOfMp4("stpp", ttml());
    Supplier<byte[]> ass =
        () ->
            mkv(
                picture(3),
                sound(3),
                OtherTracks.ass("one", "two").language("eng"),
                OtherTracks.attachment("Some.ttf", "application/x-truetype-font", new byte[900]));
    add("mkv with ass and its font into mkv", MKV, ass)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:ass:eng", "other:ttf");
    add("mkv with ass and its font into mp4", MP4, ass)
        .shows(WHOLE)
        .streams("video:h264", "audio:aac", "subtitle:mov_text:eng")
        .whole();
    Supplier<byte[]> pictures =
        () ->
            mkv(
                picture(3),
                sound(3),
                OtherTracks.pgs().language("eng"),
                OtherTracks.vobSub().language("ger"));
    add("mkv with picture subtitles into mkv", MKV, pictures)
        .shows(WHOLE)
        .streams(
            "video:h264",
            "audio:aac",
            "subtitle:hdmv_pgs_subtitle:eng",
            "subtitle:dvd_subtitle:ger");
    add("mkv with picture subtitles into mp4", MP4, pictures).shows(WHOLE).whole();
  }

  private void textsOfMp4(String entry, EncodedTrack text) {
    for (OutputSpec output : List.of(MP4, MKV)) {
      String codec = output == MP4 ? "mov_text" : entry.equals("stpp") ? "subrip" : "webvtt";
      // The text of mp4 shows one at a time.
      List<String> expected =
          output == MP4
              ? List.of("0.5-1.5 one", "1.5-2 /two/\\NQ&A\\Nbelow", "2-2.5 below", "2.5-3 one")
              : List.of("0.5-1.5 one", "1.5-2 /two/\\NQ&A", "1.5-2.5 below", "2.5-3 one");
      add(
              "mp4 with text as %s into %s".formatted(entry, output.container()),
              output,
              () ->
                  OtherTracks.relabelled(
                      TrackMuxer.file("mp4", picture(3), sound(3), text.language("eng")), entry))
          .shows(WHOLE)
          .streams("video:h264", "audio:aac", "subtitle:" + codec + ":eng")
          .also((made, result) -> cuesDiffer(made, expected));
    }
  }

  private static Optional<String> cuesDiffer(DecodedFile made, List<String> expected) {
    Duration first = made.first(StreamKind.VIDEO).orElseThrow().media().pictures().get(0).time();
    List<String> read =
        made.first(StreamKind.SUBTITLE).orElseThrow().cues().stream()
            .filter(cue -> !cue.text().isEmpty())
            .map(cue -> cue.later(first.negated()))
            .map(DecodedCue::toString)
            .map(cue -> cue.replaceAll("\\{\\\\[ir][01]?}", "/").replaceAll("/+", "/"))
            .toList();
    return read.equals(expected) ? Optional.empty() : Optional.of("the texts are " + read);
  }

  private static EncodedTrack webVtt() {
    byte[] one = TextFragments.cue("", "one");
    byte[] two = TextFragments.cue("line:0", "<i>two</i>\nQ&amp;A");
    byte[] below = TextFragments.cue("", "below");
    return OtherTracks.samples(
        Sample.ofCues(0).bytes(),
        Sample.ofCues(0, one).bytes(),
        Sample.ofCues(0, one).bytes(),
        Sample.ofCues(0, two, below).bytes(),
        Sample.ofCues(0, below).bytes(),
        Sample.ofCues(0, one).bytes());
  }

  private static EncodedTrack ttml() {
    String document =
        "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:s=\"http://www.w3.org/ns/ttml#styling\">"
            + "<body><div><p begin=\"500ms\" end=\"1.5s\">one</p><p begin=\"1.5s\" end=\"2s\">"
            + "<span s:fontStyle=\"italic\">two</span><br/>Q&amp;A</p><p begin=\"00:00:01.500\""
            + " dur=\"1s\">below</p><p begin=\"2.5s\">one</p></div></body></tt>";
    byte[] sample = document.getBytes(StandardCharsets.UTF_8);
    return OtherTracks.samples(sample, sample, sample, sample, sample, sample);
  }

  private void covers() {
    byte[] page = "<!DOCTYPE html><html>not found</html>".getBytes(StandardCharsets.UTF_8);
    Supplier<byte[]> cover =
        () -> TrackMuxer.file("ipod", sound(3), OtherTracks.cover(false, OtherTracks.jpeg()));
    add("m4a with a cover into m4a", M4A, cover)
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac", "cover:mjpeg");
    add("m4a with a cover into mp3", MP3, cover)
        .shows(WHOLE.withoutPictures())
        .streams("audio:mp3", "cover:mjpeg")
        .whole();
    Supplier<byte[]> mislabelled =
        () -> TrackMuxer.file("ipod", sound(3), OtherTracks.cover(true, OtherTracks.jpeg()));
    add("m4a with a jpeg called png into m4a", M4A, mislabelled)
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac", "cover:mjpeg");
    add("mp3 with a jpeg called png into mp3", MP3, () -> tagged(true, OtherTracks.jpeg()))
        .shows(WHOLE.withoutPictures())
        .streams("audio:mp3", "cover:mjpeg");
    add(
            "mp3 with a jpeg called png into m4a",
            CorpusCase.ENCODED_M4A,
            () -> tagged(true, OtherTracks.jpeg()))
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac", "cover:mjpeg")
        .whole();
    add("mp3 with a web page as its cover into mp3", MP3, () -> tagged(false, page))
        .shows(WHOLE.withoutPictures())
        .streams("audio:mp3");
    add(
            "mp3 with junk as its cover into m4a",
            CorpusCase.ENCODED_M4A,
            () -> tagged(true, new byte[3_000]))
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac");
    add(
            "m4a with a web page as its cover into m4a",
            M4A,
            () -> TrackMuxer.file("ipod", sound(3), OtherTracks.cover(true, page)))
        .shows(WHOLE.withoutPictures())
        .streams("audio:aac")
        .whole();
    add(
            "mp4 with a cover into mp4",
            MP4,
            () ->
                TrackMuxer.file(
                    "mp4", picture(3), sound(3), OtherTracks.cover(false, OtherTracks.jpeg())))
        .shows(WHOLE)
        .whole();
    add(
            "mkv with a mislabelled cover into mkv",
            MKV,
            () ->
                mkv(
                    picture(3),
                    sound(3),
                    OtherTracks.attachment("cover.png", "image/png", OtherTracks.jpeg())))
        .shows(WHOLE)
        .whole();
  }

  /**
   * Returns an mp3 whose tag has a picture.
   *
   * @param png whether the tag calls it PNG
   */
  private static byte[] tagged(boolean png, byte[] cover) {
    return TrackMuxer.of("mp3", TestAudio.of("libmp3lame").track(), OtherTracks.cover(png, cover))
        .option("id3v2_version", "3")
        .bytes();
  }

  private void tags() {
    Supplier<byte[]> film =
        () ->
            TrackMuxer.of(
                    "mp4",
                    picture(3).language("und"),
                    sound(3).language("fre").title("Version originale"))
                .tag("title", "A talk")
                .tag("artist", "Someone")
                .tag("date", "2024-05-06")
                .bytes();
    for (OutputSpec output : List.of(MP4, MKV, MP3, M4A)) {
      boolean isSound = output.container().audioOnly();
      CorpusCase made =
          add("mp4 with tags into " + output.container(), output, film)
              .shows(isSound ? WHOLE.withoutPictures() : WHOLE)
              .also(
                  (result, report) ->
                      "A talk".equals(result.tags().get("title"))
                              && "Someone".equals(result.tags().get("artist"))
                          ? Optional.empty()
                          : Optional.of("the tags are " + result.tags()));
      if (isSound) {
        made.whole();
      } else {
        made.streams("video:h264", "audio:aac:fre");
      }
    }
    add(
            "mkv with named tracks into mkv",
            MKV,
            () ->
                mkv(
                    picture(3).title("The picture"),
                    sound(3).language("fre").title("Version originale")))
        .shows(WHOLE)
        .streams("video:h264:title=The picture", "audio:aac:fre:title=Version originale")
        .whole();
  }
}
