package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.AUTO;
import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MOV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.MP4;
import static dev.sluice.media.libav.corpus.TransportCases.picture;
import static dev.sluice.media.libav.corpus.TransportCases.sound;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.FlvFile;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.DecodedStream;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.EncodedTrack.Unit;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.IntPointer;

/** Files of mp4, Matroska, FLV, AVI and the like: times, sizes, cuts and changes. */
final class FileCases {
  private static final OutputSpec WEBM =
      CorpusCase.spec(Container.WEBM, VideoCodec.COPY, AudioCodec.COPY);
  private static final OutputSpec WEBM_ENCODED =
      CorpusCase.spec(Container.WEBM, VideoCodec.VP9, AudioCodec.OPUS);
  private static final OutputSpec HEVC =
      CorpusCase.spec(Container.MP4, VideoCodec.H265, AudioCodec.AAC);
  private static final Timeline WHOLE = Timeline.film(3);

  private final List<CorpusCase> cases = new ArrayList<>();

  private FileCases() {}

  static List<CorpusCase> all() {
    FileCases made = new FileCases();
    made.pairs();
    made.times();
    made.pictures();
    made.live();
    made.cuts();
    made.changes();
    made.isEmpty();
    made.protection();
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

  private static byte[] mp4(EncodedTrack... tracks) {
    return TrackMuxer.file("mp4", tracks);
  }

  private void pairs() {
    Supplier<byte[]> mp4 = () -> mp4(picture(3), sound(3));
    add("mp4 into mp4", MP4, mp4).shows(WHOLE).streams("video:h264", "audio:aac");
    add("mp4 into mkv", MKV, mp4).shows(WHOLE).whole();
    add("mp4 into mov", MOV, mp4).shows(WHOLE).whole();
    add("mp4 into webm", WEBM_ENCODED, mp4).shows(WHOLE).streams("video:vp9", "audio:opus");
    add("mp4 into hevc", HEVC, mp4).shows(WHOLE).streams("video:hevc", "audio:aac").whole();
    add("mp4 into mp3", MP3, mp4).shows(WHOLE.withoutPictures()).whole();
    Supplier<byte[]> ordered = () -> mp4(TestVideo.h264().bFrames(2).track(), sound(3));
    add("mp4 with reordered pictures into mkv", MKV, ordered).shows(WHOLE);
    add("mp4 with reordered pictures into mp4", MP4, ordered).shows(WHOLE).whole();
    add("mp4 with reordered pictures encoded", ENCODED, ordered).shows(WHOLE).whole();
    Supplier<byte[]> webm =
        () ->
            TrackMuxer.file(
                "webm", TestVideo.of("libvpx-vp9").track(), TestAudio.of("libopus").track());
    add("webm into webm", WEBM, webm).shows(WHOLE).streams("video:vp9", "audio:opus");
    add("webm into mp4", MP4, webm).shows(WHOLE).whole();
    add(
            "webm of vp8 and vorbis into mkv",
            MKV,
            () ->
                TrackMuxer.file(
                    "webm", TestVideo.of("libvpx").track(), TestAudio.of("vorbis").track()))
        .shows(WHOLE)
        .whole();
    // An avi knows no encoder's delay: the sound is as much later.
    double delay = 1_105 / 48_000.0;
    Supplier<byte[]> avi =
        () ->
            TrackMuxer.file(
                "avi",
                TestVideo.of("mpeg4").track(),
                TestAudio.of("libmp3lame").track().shifted(delay));
    Timeline delayed = WHOLE.soundLater(delay);
    add("avi into mp4", MP4, avi).shows(delayed).streams("video:mpeg4", "audio:mp3");
    add("avi into mkv", MKV, avi).shows(delayed).whole();
    add("avi encoded", ENCODED, avi).shows(delayed).whole();
    add(
            "avi of pcm into mkv",
            MKV,
            () ->
                TrackMuxer.file(
                    "avi", TestVideo.of("mjpeg").track(), TestAudio.of("pcm_s16le").track()))
        .shows(WHOLE)
        .whole();
    Supplier<byte[]> flv = () -> TrackMuxer.file("flv", picture(3), sound(3));
    add("flv into mp4", MP4, flv).shows(WHOLE);
    add("flv into mkv", MKV, flv).shows(WHOLE).whole();
    Supplier<byte[]> recordedTwice =
        () -> EncodedTrack.joined(flv.get(), FlvFile.later(flv.get(), 0));
    add("flv whose tags begin again into mp4", MP4, recordedTwice)
        .shows(Timeline.film(3).restart(0, 3));
    add("flv whose tags begin again encoded", ENCODED, recordedTwice)
        .shows(Timeline.film(3).restart(0, 3))
        .whole();
    Supplier<byte[]> twoFiles = () -> EncodedTrack.joined(flv.get(), flv.get());
    add("flv behind flv", MP4, twoFiles)
        .fails(FailureCode.MEDIA_DAMAGED)
        .saying("Another FLV file is appended");
    add("the first of two flv files", CorpusCase.incomplete(MP4), twoFiles)
        .shows(WHOLE)
        .tellingWhatIsMissing()
        .saying("Another FLV file is appended");
    add("flv with short sound into mp3", MP3, () -> TrackMuxer.file("flv", picture(3), sound(2)))
        .shows(WHOLE.withoutPictures().withoutSound(2, 3));
    add(
            "mov of prores and pcm into mkv",
            MKV,
            () ->
                TrackMuxer.file(
                    "mov", TestVideo.of("prores_ks").track(), TestAudio.of("pcm_s16le").track()))
        .shows(WHOLE)
        .whole();
    add(
            "mkv of ffv1 and flac encoded",
            ENCODED,
            () -> mkv(TestVideo.of("ffv1").track(), TestAudio.of("flac").track()))
        .shows(WHOLE)
        .whole();
    add(
            "mkv of hevc in ten bits into mp4",
            MP4,
            () -> mkv(TestVideo.of("libx265").pixels("yuv420p10le").track(), sound(3)))
        .shows(WHOLE)
        .whole();
    add(
            "asf into mkv",
            MKV,
            () ->
                TrackMuxer.file("asf", TestVideo.of("wmv2").track(), TestAudio.of("wmav2").track()))
        .shows(WHOLE)
        .whole();
    add(
            "3gp into mp4",
            MP4,
            () ->
                TrackMuxer.file(
                    "3gp", TestVideo.of("mpeg4").track(), TestAudio.aac().channels(1).track()))
        .shows(WHOLE)
        .whole();
    add(
            "mkv of surround sound encoded",
            ENCODED,
            () -> mkv(picture(3), TestAudio.of("ac3").channels(6).track()))
        .shows(WHOLE);
  }

  private void times() {
    for (String format : List.of("matroska", "mp4", "mov", "flv")) {
      Supplier<byte[]> late =
          () -> TrackMuxer.file(format, picture(3).shifted(10), sound(3).shifted(10.2));
      CorpusCase copy =
          add(format + " from 10 s with later sound into mp4", MP4, late)
              .shows(WHOLE.soundLater(0.2));
      add(format + " from 10 s with later sound encoded", ENCODED, late)
          .shows(WHOLE.soundLater(0.2))
          .whole();
      if (format.equals("mov")) {
        copy.whole();
      }
    }
    Supplier<byte[]> gap = () -> mkv(picture(4), sound(4).without(1, 3));
    add("mkv without sound in the middle into mp4", MP4, gap)
        .shows(Timeline.film(4).withoutSound(1, 3));
    add("mkv without sound in the middle into mkv", MKV, gap)
        .shows(Timeline.film(4).withoutSound(1, 3))
        .whole();
    add("mkv without sound in the middle encoded", ENCODED, gap)
        .shows(Timeline.film(4).withoutSound(1, 3))
        .whole();
    add(
            "mp4 without picture in the middle into mkv",
            MKV,
            () -> mp4(picture(4).without(1, 3), sound(4)))
        .shows(Timeline.film(4).withoutPictures(1, 3))
        .whole();
    // As a telephone records: between 8 and 25 pictures a second.
    Supplier<byte[]> variable =
        () -> mp4(TestVideo.h264().gop(1).track().filtered(unit -> keeps(unit)), sound(3));
    Timeline shown = WHOLE.withoutPictures().withoutPictures();
    for (Timeline.Shown each : WHOLE.pictures()) {
      if (keeps(each.number())) {
        shown = shown.picture(each.at(), each.number(), 25, 0, 0.04);
      }
    }
    add("mp4 with a variable frame rate into mkv", MKV, variable).shows(shown);
    add("mp4 with a variable frame rate into mp4", MP4, variable).shows(shown).whole();
    add("mp4 with a variable frame rate encoded", ENCODED, variable).shows(shown).whole();
    add(
            "mkv of slides encoded",
            ENCODED,
            () -> mkv(TestVideo.h264().at(1).lasting(4).gop(1).track(), sound(4)))
        .shows(Timeline.empty().picture(0, 0, 1, 0, 4).sound(0, 0, 4))
        .whole();
    Supplier<byte[]> slides =
        () -> TransportCases.ts(10, TestVideo.h264().at(1).lasting(4).gop(1).track(), sound(4));
    add("ts of slides into mp4", MP4, slides)
        .shows(Timeline.empty().picture(0, 0, 1, 0, 4).sound(0, 0, 4));
    add(
            "mkv of 50 pictures a second into mp4",
            MP4,
            () -> mkv(TestVideo.h264().at(50).gop(50).track(), sound(3)))
        .shows(Timeline.empty().picture(0, 0, 50, 0, 3).sound(0, 0, 3))
        .whole();
    Supplier<byte[]> shortSound = () -> mkv(picture(3), sound(2));
    add("mkv with short sound into mp4", MP4, shortSound).shows(WHOLE.withoutSound(2, 3)).whole();
    add("fragmented mp4 with short sound into mp3", MP3, () -> fragmented(picture(3), sound(2)))
        .shows(WHOLE.withoutPictures().withoutSound(2, 3));
    add(
            "asf with short sound into mp3",
            MP3,
            () ->
                TrackMuxer.file(
                    "asf", TestVideo.of("wmv2").track(), TestAudio.of("wmav2").lasting(2).track()))
        .shows(WHOLE.withoutPictures().withoutSound(2, 3))
        .whole();
    add(
            "mpeg-ps with short sound into mp3",
            MP3,
            () ->
                TrackMuxer.file(
                    "mpeg",
                    TestVideo.of("mpeg2video").track().shifted(0.5),
                    TestAudio.of("mp2").lasting(2).track().shifted(0.5)))
        .shows(WHOLE.withoutPictures().withoutSound(2, 3))
        .whole();
  }

  private static boolean keeps(Unit unit) {
    return keeps((int) Math.round(unit.pts() * 25.0 / EncodedTrack.TICKS));
  }

  private static boolean keeps(int number) {
    return number % 3 != 1 && number % 7 != 4;
  }

  private static byte[] fragmented(EncodedTrack... tracks) {
    return TrackMuxer.of("mp4", tracks)
        .option("movflags", "+frag_keyframe+delay_moov+default_base_moof")
        .bytes();
  }

  private void pictures() {
    for (int degrees : new int[] {90, 180}) {
      Supplier<byte[]> turned = () -> mp4(turned(degrees), sound(3));
      add("mp4 turned by " + degrees + " into mkv", MKV, turned)
          .shows(WHOLE)
          .also((made, report) -> video(made, DecodedStream::rotation, degrees, "rotation"));
      add("mp4 turned by " + degrees + " into mp4", MP4, turned)
          .shows(WHOLE)
          .also((made, report) -> video(made, DecodedStream::rotation, degrees, "rotation"))
          .whole();
    }
    Supplier<byte[]> wide =
        () ->
            mkv(
                squarePicture()
                    .configured(parameters -> parameters.sample_aspect_ratio().num(4).den(3)),
                sound(3));
    add("mkv with another aspect than its bitstream into mp4", MP4, wide)
        .shows(WHOLE)
        .also((made, report) -> video(made, DecodedStream::aspect, 4.0 / 3, "aspect"));
    add("mkv with another aspect than its bitstream into mkv", MKV, wide)
        .shows(WHOLE)
        .also((made, report) -> video(made, DecodedStream::aspect, 4.0 / 3, "aspect"))
        .whole();
    add("mkv with another aspect than its bitstream encoded", ENCODED, wide).shows(WHOLE).whole();
    add(
            "mp4 with another aspect than its bitstream into mp4",
            MP4,
            () ->
                mp4(
                    squarePicture()
                        .configured(parameters -> parameters.sample_aspect_ratio().num(4).den(3)),
                    sound(3)))
        .shows(WHOLE)
        .also((made, report) -> video(made, DecodedStream::aspect, 4.0 / 3, "aspect"));
    add(
            "ts with an unknown stream into mp4",
            MP4,
            () ->
                TransportCases.ts(
                    1.4,
                    picture(3),
                    sound(3),
                    dev.sluice.media.libav.testing.OtherTracks.vobSub()
                        .configured(parameters -> parameters.codec_id(0))))
        .shows(WHOLE)
        .whole();
    add(
            "avi of reordered h264 by auto",
            AUTO,
            () ->
                TrackMuxer.file(
                    "avi",
                    // The first picture is decoded at zero, so that nothing is left open in front.
                    TestVideo.h264().bFrames(2).track().shifted(0.04),
                    TestAudio.of("pcm_s16le").track()))
        .shows(WHOLE)
        .whole();
  }

  /** Pictures whose bitstream says that their pixels are square. */
  private static EncodedTrack squarePicture() {
    return TestVideo.h264()
        .option("x264-params", "b-adapt=0:scenecut=0:b-pyramid=none:sar=1/1")
        .track();
  }

  private static EncodedTrack turned(int degrees) {
    return picture(3)
        .configured(
            parameters -> {
              IntPointer matrix =
                  new IntPointer(
                      MetadataCopier.addSideData(parameters, AV_PKT_DATA_DISPLAYMATRIX, 36));
              av_display_rotation_set(matrix, degrees);
            });
  }

  private static Optional<String> video(
      DecodedFile made, ToDoubleFunction<DecodedStream> value, double expected, String what) {
    double found = made.first(StreamKind.VIDEO).map(value::applyAsDouble).orElse(Double.NaN);
    return Math.abs(found - expected) < 0.01
        ? Optional.empty()
        : Optional.of("the %s is %s instead of %s".formatted(what, found, expected));
  }

  private void live() {
    Supplier<byte[]> live =
        () ->
            TrackMuxer.of("matroska", picture(3), sound(3))
                .option("live", "1")
                .unseekable()
                .bytes();
    add("live mkv into mp4", MP4, live).shows(WHOLE);
    add("live mkv into mkv", MKV, live).shows(WHOLE).whole();
    Supplier<byte[]> webm =
        () ->
            TrackMuxer.of("webm", TestVideo.of("libvpx").track(), TestAudio.of("libopus").track())
                .option("live", "1")
                .unseekable()
                .bytes();
    add("live webm into mkv", MKV, webm).shows(WHOLE);
    for (double part : new double[] {0.35, 0.6, 0.9}) {
      CorpusCase cut =
          add(
                  "live mkv cut after %s of its bytes".formatted(part),
                  MP4,
                  () -> {
                    byte[] all = live.get();
                    return Arrays.copyOf(all, (int) (all.length * part));
                  })
              .fails(FailureCode.MEDIA_DAMAGED);
      if (part != 0.6) {
        cut.whole();
      }
    }
    add(
            "live webm of unknown clusters cut inside a block",
            MKV,
            () -> {
              byte[] all = unknownClusters(webm.get());
              return Arrays.copyOf(all, (int) (all.length * 0.6));
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add("live webm of unknown clusters into mkv", MKV, () -> unknownClusters(webm.get()))
        .shows(WHOLE)
        .whole();
    add("fragmented mp4 into mp4", MP4, () -> fragmented(picture(3), sound(3))).shows(WHOLE);
    add("fragmented mp4 encoded", ENCODED, () -> fragmented(picture(3), sound(3)))
        .shows(WHOLE)
        .whole();
    add(
            "fragmented mp4 from 10 s into mp4",
            MP4,
            () ->
                EncodedTrack.joined(
                    Segments.fragments(10, 3, picture(3), sound(3)).toArray(byte[][]::new)))
        .shows(WHOLE);
    add(
            "fragmented mp4 with later sound into mp4",
            MP4,
            () ->
                EncodedTrack.joined(
                    Segments.fragments(10, 3, picture(3), sound(3).shifted(0.2))
                        .toArray(byte[][]::new)))
        .shows(WHOLE.soundLater(0.2))
        .whole();
  }

  /** Returns the file with clusters of unknown size, as browsers write them. */
  private static byte[] unknownClusters(byte[] file) {
    byte[] made = file.clone();
    for (int i = 0; i + 12 < made.length; i++) {
      boolean isCluster =
          made[i] == 0x1f
              && made[i + 1] == 0x43
              && made[i + 2] == (byte) 0xb6
              && made[i + 3] == 0x75;
      if (isCluster && made[i + 4] == 0x01) {
        Arrays.fill(made, i + 5, i + 12, (byte) 0xff);
      }
    }
    return made;
  }

  private void cuts() {
    for (Map.Entry<String, OutputSpec> each :
        Map.of("mp4", MP4, "matroska", MKV, "flv", MP4, "avi", MKV, "asf", MKV).entrySet()) {
      String format = each.getKey();
      add(
              format + " cut in the middle",
              each.getValue(),
              () -> {
                byte[] all =
                    switch (format) {
                      case "asf" ->
                          TrackMuxer.file(
                              format, TestVideo.of("wmv2").track(), TestAudio.of("wmav2").track());
                      case "avi" ->
                          TrackMuxer.file(
                              format,
                              TestVideo.of("mpeg4").track(),
                              TestAudio.of("libmp3lame").track());
                      case "mp4" ->
                          TrackMuxer.of(format, picture(3), sound(3))
                              .option("moov_size", "60000")
                              .bytes();
                      default -> TrackMuxer.file(format, picture(3), sound(3));
                    };
                return Arrays.copyOf(all, all.length / 2);
              })
          .fails(FailureCode.MEDIA_DAMAGED)
          .whole();
    }
    for (Map.Entry<String, OutputSpec> each :
        Map.of("mp4", MP4, "mkv", MKV, "an encode", ENCODED).entrySet()) {
      CorpusCase broken =
          add(
                  "mp4 whose index breaks off, as " + each.getKey(),
                  each.getValue(),
                  () -> {
                    byte[] all = mp4(picture(3), sound(3));
                    String text = new String(all, StandardCharsets.ISO_8859_1);
                    // The size of the 41st picture.
                    ByteBuffer.wrap(all).putInt(text.indexOf("stsz") + 16 + 4 * 40, 0x7fff_ffff);
                    return all;
                  })
              .fails(FailureCode.MEDIA_DAMAGED)
              .saying("its index announces 75 packets");
      if (each.getValue() != MP4) {
        broken.whole();
      }
    }
    add(
            "fragmented mp4 cut between fragments",
            MP4,
            () -> {
              List<byte[]> parts = Segments.fragments(0.5, 3, picture(3), sound(3));
              return EncodedTrack.joined(parts.get(0), parts.get(1), parts.get(2));
            })
        .shows(Timeline.film(2))
        .endingAfter(2)
        .fails(FailureCode.MEDIA_DAMAGED)
        .whole();
    add(
            "fragmented mp4 cut inside a fragment",
            MP4,
            () -> {
              byte[] all = fragmented(picture(3), sound(3));
              return Arrays.copyOf(all, all.length * 2 / 3);
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add(
            "mkv with a broken packet near the end encoded",
            ENCODED,
            () -> mkv(broken(TestVideo.of("mpeg4").gop(10).track(), 71), sound(3)))
        .shows(WHOLE.withoutPictures(2.84, 3))
        .shows(WHOLE)
        .shows(WHOLE.withoutPictures(2.84, 2.88))
        .whole();
  }

  private static EncodedTrack broken(EncodedTrack track, int index) {
    List<Unit> units = new ArrayList<>(track.units());
    Unit unit = units.get(index);
    units.set(
        index,
        new Unit(
            new byte[unit.data().length], unit.pts(), unit.dts(), unit.duration(), unit.isKey()));
    return track.with(units);
  }

  private void changes() {
    // The same codec with another header from the middle on, as an editor splices it.
    Supplier<byte[]> sizes =
        () -> {
          EncodedTrack second =
              TestVideo.h264()
                  .size(320, 180)
                  .numbered(50)
                  .lasting(2)
                  .track()
                  .withHeadersInBand()
                  .shifted(2);
          return mkv(
              TestVideo.h264().lasting(2).track().withHeadersInBand().then(second), sound(4));
        };
    Timeline both = Timeline.film(4);
    add("mkv whose picture changes its size encoded", ENCODED, sizes).shows(both).whole();
    Supplier<byte[]> mp3 =
        () ->
            mkv(
                picture(4),
                TestAudio.of("libmp3lame")
                    .lasting(2)
                    .track()
                    .then(
                        TestAudio.of("libmp3lame")
                            .channels(1)
                            .lasting(2)
                            .track()
                            .between(0, 3)
                            .shifted(2.02)));
    add("mkv whose mp3 becomes mono encoded", ENCODED, mp3)
        .shows(Timeline.empty().picture(0, 0, 25, 0, 4).sound(0, 0, 2).joint(2).sound(2.02, 0, 2));
  }

  private void isEmpty() {
    add(
            "mp4 of an init segment alone",
            MP4,
            () -> Segments.fragments(0.5, 3, picture(3), sound(3)).get(0))
        .fails(FailureCode.MEDIA_DAMAGED, FailureCode.SOURCE_EMPTY);
    add("mkv of a header alone", MKV, () -> mkv(picture(3).between(8, 9), sound(3).between(8, 9)))
        .fails(FailureCode.MEDIA_DAMAGED, FailureCode.SOURCE_EMPTY);
    add("mkv whose sound has no packets", MKV, () -> mkv(picture(3), sound(3).between(8, 9)))
        .shows(WHOLE.withoutSound())
        .unforeseeable()
        .whole();
    add(
            "mp4 whose packets are zeros",
            MP4,
            () ->
                mp4(
                    picture(3)
                        .mapped(
                            unit ->
                                new Unit(
                                    new byte[unit.data().length],
                                    unit.pts(),
                                    unit.dts(),
                                    unit.duration(),
                                    unit.isKey())),
                    sound(3)))
        .fails(FailureCode.MEDIA_DAMAGED)
        .whole();
    add(
            "a web page",
            MP4,
            () ->
                "<!DOCTYPE html><html><title>Watch</title></html>".getBytes(StandardCharsets.UTF_8))
        .fails(FailureCode.NOT_MEDIA)
        .whole();
    add("an empty file", MP4, () -> new byte[0]).fails(FailureCode.SOURCE_EMPTY).whole();
  }

  private void protection() {
    Supplier<byte[]> encrypted =
        () ->
            TrackMuxer.of("mp4", picture(3), sound(3))
                .option("encryption_scheme", "cenc-aes-ctr")
                .option("encryption_key", "0123456789abcdef0123456789abcdef")
                .option("encryption_kid", "abcdef0123456789abcdef0123456789")
                .bytes();
    add("encrypted mp4 into mp4", MP4, encrypted).fails(FailureCode.MEDIA_PROTECTED);
    add("encrypted mp4 encoded", ENCODED, encrypted).fails(FailureCode.MEDIA_PROTECTED).whole();
    add("encrypted mp4 into mp3", MP3, encrypted).fails(FailureCode.MEDIA_PROTECTED).whole();
  }
}
