package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.AUTO;
import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED;
import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED_MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.MP4;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** MPEG transport and program streams. */
final class TransportCases {
  /** The seconds after which a clock of 33 bits at 90 kHz begins again. */
  private static final double WRAP = (1L << 33) / 90_000.0;

  private static final Map<OutputSpec, String> NAMES =
      Map.of(MP4, "mp4", MKV, "mkv", ENCODED, "an encode", MP3, "mp3");

  private static final Map<String, OutputSpec> COPIES = Map.of("mp4", MP4, "mkv", MKV);

  private final List<CorpusCase> cases = new ArrayList<>();

  private TransportCases() {}

  static List<CorpusCase> all() {
    TransportCases made = new TransportCases();
    made.plain();
    made.clocks();
    made.gaps();
    made.pieces();
    made.changes();
    made.cuts();
    made.scrambled();
    made.programStreams();
    return made.cases;
  }

  static EncodedTrack picture(double seconds) {
    return TestVideo.h264().lasting(seconds).track();
  }

  static EncodedTrack sound(double seconds) {
    return TestAudio.aac().lasting(seconds).track();
  }

  static byte[] ts(double start, EncodedTrack... tracks) {
    return muxer(start, tracks).bytes();
  }

  static TrackMuxer muxer(double start, EncodedTrack... tracks) {
    return TrackMuxer.of(
        "mpegts",
        Arrays.stream(tracks).map(track -> track.shifted(start)).toArray(EncodedTrack[]::new));
  }

  private CorpusCase add(String name, OutputSpec output, Supplier<byte[]> file) {
    CorpusCase made = CorpusCase.of(name, output, file);
    cases.add(made);
    return made;
  }

  private void plain() {
    Supplier<byte[]> film = () -> ts(1.4, picture(3), sound(3));
    Timeline whole = Timeline.film(3);
    add("ts into mp4", MP4, film).shows(whole).streams("video:h264", "audio:aac");
    add("ts into mkv", MKV, film).shows(whole).streams("video:h264", "audio:aac");
    add("ts encoded", ENCODED, film).shows(whole).streams("video:h264", "audio:aac");
    add("ts into mp3", MP3, film).shows(whole.withoutPictures()).streams("audio:mp3");
    add("ts encoded into mkv", ENCODED_MKV, film).shows(whole).whole();
    Supplier<byte[]> ordered = () -> ts(1.4, TestVideo.h264().bFrames(2).track(), sound(3));
    add("ts with reordered pictures into mp4", MP4, ordered).shows(whole);
    add("ts with reordered pictures into mkv", MKV, ordered).shows(whole).whole();
    add("ts with reordered pictures encoded", ENCODED, ordered).shows(whole).whole();
    add("ts with one key picture", MP4, () -> ts(1.4, TestVideo.h264().gop(75).track(), sound(3)))
        .shows(whole)
        .whole();
    add("ts without sound", MP4, () -> ts(1.4, picture(3)))
        .shows(whole.withoutSound())
        .streams("video:h264");
    add("ts without picture", MP4, () -> ts(1.4, sound(3)))
        .shows(whole.withoutPictures())
        .streams("audio:aac");
    add(
            "ts of mpeg-2 and mp2",
            MKV,
            () ->
                ts(1.4, TestVideo.of("mpeg2video").bFrames(2).track(), TestAudio.of("mp2").track()))
        .shows(whole)
        .streams("video:mpeg2video", "audio:mp2");
    add(
            "ts of hevc and ac3",
            MP4,
            () -> ts(1.4, TestVideo.of("libx265").track(), TestAudio.of("ac3").track()))
        .shows(whole)
        .streams("video:hevc", "audio:ac3");
    add(
            "ts of hevc and eac3",
            MKV,
            () -> ts(1.4, TestVideo.of("libx265").track(), TestAudio.of("eac3").track()))
        .shows(whole)
        .streams("video:hevc", "audio:eac3")
        .whole();
    add("ts of opus", MP4, () -> ts(1.4, picture(3), TestAudio.of("libopus").track()))
        .shows(whole)
        .streams("video:h264", "audio:opus")
        .whole();
    add(
            "ts with packets of 192 bytes",
            MP4,
            () -> muxer(1.4, picture(3), sound(3)).option("mpegts_m2ts_mode", "1").bytes())
        .shows(whole)
        .whole();
    add(
            "ts with two sounds",
            MP4,
            () ->
                ts(
                    1.4,
                    picture(3),
                    sound(3).language("deu"),
                    TestAudio.aac().channels(1).track().language("eng")))
        .shows(whole)
        .whole();
  }

  private void clocks() {
    Timeline whole = Timeline.film(3);
    for (double start : new double[] {10, WRAP - 1.5, WRAP - 0.02}) {
      String name =
          start == 10 ? "ts from 10 s" : start < WRAP - 1 ? "ts with a wrap" : "ts wraps soon";
      Supplier<byte[]> film = () -> ts(start, picture(3), sound(3));
      add(name + " into mp4", MP4, film).shows(whole);
      add(name + " into mkv", MKV, film).shows(whole).whole();
      add(name + " encoded", ENCODED, film).shows(whole).whole();
      add(name + " into mp3", MP3, film).shows(whole.withoutPictures()).whole();
    }
    Supplier<byte[]> late = () -> ts(10, picture(3), sound(3).without(-1, 1));
    add("ts with late sound into mp4", MP4, late).shows(whole.withoutSound(0, 1));
    add("ts with late sound encoded", ENCODED, late).shows(whole.withoutSound(0, 1));
    Supplier<byte[]> latePicture = () -> ts(10, picture(3).without(-1, 1), sound(3));
    Timeline shownLate = whole.withoutPictures(0, 1);
    add("ts with a late picture into mp4", MP4, latePicture).shows(shownLate);
    add("ts with a late picture encoded", ENCODED, latePicture).shows(shownLate).whole();
    Supplier<byte[]> apart = () -> ts(10, picture(3), sound(3).shifted(0.2));
    add("ts with sound 200 ms later into mp4", MP4, apart).shows(whole.soundLater(0.2));
    add("ts with sound 200 ms later into mkv", MKV, apart).shows(whole.soundLater(0.2)).whole();
    add("ts with sound 200 ms later encoded", ENCODED, apart).shows(whole.soundLater(0.2)).whole();
    add("ts with short sound into mp4", MP4, () -> ts(10, picture(3), sound(2)))
        .shows(whole.withoutSound(2, 3));
    add("ts with a short picture into mp4", MP4, () -> ts(10, picture(2), sound(3)))
        .shows(whole.withoutPictures(2, 3));
    add("ts with a longer picture into mp3", MP3, () -> ts(10, picture(3), sound(2)))
        .shows(whole.withoutPictures().withoutSound(2, 3));
  }

  private void gaps() {
    Timeline whole = Timeline.film(4);
    COPIES.forEach(
        (kind, output) -> {
          boolean isMkv = kind.equals("mkv");
          CorpusCase[] made = {
            add(
                    "ts without sound in the middle into " + kind,
                    output,
                    () -> ts(10, picture(4), sound(4).without(1, 3)))
                .shows(whole.withoutSound(1, 3)),
            add(
                    "ts without picture in the middle into " + kind,
                    output,
                    () -> ts(10, picture(4).without(1, 3), sound(4)))
                .shows(whole.withoutPictures(1, 3)),
            add(
                    "ts with a gap in both into " + kind,
                    output,
                    () -> ts(10, picture(4).without(1, 3), sound(4).without(1.08, 2.9)))
                .shows(whole.withoutPictures(1, 3).withoutSound(1.08, 2.9))
          };
          if (isMkv) {
            for (CorpusCase each : made) {
              each.whole();
            }
          }
        });
    add(
            "ts without sound in the middle encoded",
            ENCODED,
            () -> ts(10, picture(4), sound(4).without(1, 3)))
        .shows(whole.withoutSound(1, 3));
    add(
            "ts without picture in the middle encoded",
            ENCODED,
            () -> ts(10, picture(4).without(1, 3), sound(4)))
        .shows(whole.withoutPictures(1, 3))
        .whole();
    add(
            "ts with long gaps one after the other",
            MP4,
            () ->
                ts(
                    10,
                    picture(6).mapped(unit -> late(unit, 3, 17)).without(7, 8),
                    sound(6).mapped(unit -> late(unit, 3, 17)).without(1, 2)))
        .shows(
            Timeline.empty()
                .picture(0, 0, 25, 0, 3)
                .picture(20, 0, 25, 3, 6)
                .sound(0, 0, 1)
                .sound(2, 2, 3)
                .sound(20, 3, 6))
        .shows(Timeline.empty().picture(0, 0, 25, 0, 6).sound(0, 0, 1).sound(2, 2, 6))
        .whole();
  }

  private static EncodedTrack.Unit late(EncodedTrack.Unit unit, double from, double by) {
    long more = unit.pts() >= EncodedTrack.ticks(from) ? EncodedTrack.ticks(by) : 0;
    return new EncodedTrack.Unit(
        unit.data(), unit.pts() + more, unit.dts() + more, unit.duration(), unit.isKey());
  }

  private void pieces() {
    EncodedTrack[] ad = {TestVideo.h264().lasting(2).numbered(2_000).track(), sound(2)};
    Supplier<byte[]> other =
        () ->
            EncodedTrack.joined(
                muxer(100, ad).ids(0x100, 0x101).bytes(),
                muxer(10, picture(3), sound(3)).ids(0x200, 0x201).bytes());
    Timeline adAndFilm = Timeline.empty().then(2_000, 2).restart(0, 3);
    add("ts of an ad and a film with other pids into mp4", MP4, other).shows(adAndFilm);
    add("ts of an ad and a film with other pids into mkv", MKV, other).shows(adAndFilm).whole();
    add("ts of an ad and a film with other pids encoded", ENCODED, other).shows(adAndFilm);
    add("ts of an ad and a film with other pids into mp3", MP3, other)
        .shows(adAndFilm.withoutPictures())
        .whole();
    Supplier<byte[]> middle =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(4).between(0, 2), sound(4).between(-1, 2))
                    .ids(0x100, 0x101)
                    .bytes(),
                muxer(500, ad).ids(0x300, 0x301).bytes(),
                muxer(10, picture(4).between(2, 4), sound(4).between(2, 4))
                    .ids(0x100, 0x101)
                    .bytes());
    Timeline broken =
        Timeline.empty()
            .picture(0, 0, 25, 0, 2)
            .sound(0, 0, 2)
            .joint(2)
            .picture(2, 2_000, 25, 0, 2)
            .sound(2, 0, 2)
            .joint(4)
            .picture(4, 0, 25, 2, 4)
            .sound(4, 2, 4);
    add("ts with an ad in the middle into mp4", MP4, middle).shows(broken);
    add("ts with an ad in the middle encoded", ENCODED, middle).shows(broken).whole();
    Supplier<byte[]> soundMoves =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(4).between(0, 2), sound(4).between(-1, 2))
                    .ids(0x100, 0x101)
                    .bytes(),
                muxer(10, picture(4).between(2, 4), sound(4).between(2, 4))
                    .ids(0x100, 0x105)
                    .bytes());
    Timeline whole = Timeline.film(4);
    add("ts whose sound changes its pid into mp4", MP4, soundMoves).shows(whole);
    add("ts whose sound changes its pid encoded", ENCODED, soundMoves).shows(whole).whole();
    add("ts whose sound changes its pid into mp3", MP3, soundMoves).shows(whole.withoutPictures());
    Supplier<byte[]> restart =
        () ->
            EncodedTrack.joined(
                muxer(100, picture(2), sound(2)).bytes(), muxer(5, picture(3), sound(3)).bytes());
    Timeline both = Timeline.film(2).restart(0, 3);
    add("ts whose clock goes back into mp4", MP4, restart).shows(both);
    add("ts whose clock goes back into mkv", MKV, restart).shows(both).whole();
    add("ts whose clock goes back encoded", ENCODED, restart).shows(both);
    add("ts whose clock goes back into mp3", MP3, restart).shows(both.withoutPictures()).whole();
    add(
            "ts whose clock goes on by an hour",
            MP4,
            () ->
                EncodedTrack.joined(
                    muxer(10, picture(2), sound(2)).bytes(),
                    muxer(3_600, picture(3), sound(3)).bytes()))
        .shows(both)
        .whole();
    add(
            "ts whose sound comes with the second piece",
            MP4,
            () ->
                EncodedTrack.joined(
                    muxer(10, picture(2)).ids(0x100).bytes(),
                    muxer(12, picture(3), sound(3)).ids(0x100, 0x101).bytes()))
        .shows(both.withoutSound(0, 2))
        .streams("video:h264", "audio:aac");
    add(
            "ts whose sound comes after a minute",
            ENCODED,
            () ->
                EncodedTrack.joined(
                    muxer(10, TestVideo.h264().at(5).lasting(60).track()).ids(0x100).bytes(),
                    muxer(70, TestVideo.h264().at(5).lasting(3).track(), sound(3))
                        .ids(0x100, 0x101)
                        .bytes()))
        .shows(
            Timeline.empty()
                .picture(0, 0, 5, 0, 60)
                .joint(60)
                .picture(60, 0, 5, 0, 3)
                .sound(60, 0, 3))
        .streams("video:h264", "audio:aac")
        .whole();
    add(
            "ts whose picture comes with the second piece",
            MP4,
            () ->
                EncodedTrack.joined(
                    muxer(10, sound(2)).ids(0x101).bytes(),
                    muxer(12, picture(3), sound(3)).ids(0x100, 0x101).bytes()))
        .shows(both.withoutPictures(0, 2))
        .streams("video:h264", "audio:aac")
        .whole();
  }

  private void changes() {
    Timeline both = Timeline.film(2).then(0, 2);
    EncodedTrack goingOn = sound(2).between(0, 3);
    EncodedTrack slow = TestAudio.aac().rate(44_100).lasting(2).track();
    EncodedTrack mono = TestAudio.aac().channels(1).lasting(2).track();
    Supplier<byte[]> rates =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), slow).bytes(), muxer(12, picture(2), goingOn).bytes());
    add("ts whose aac changes its rate into mp4", MP4, rates)
        .unforeseeable()
        .shows(both)
        .fails(FailureCode.CODEC_DOES_NOT_FIT, FailureCode.STREAM_UNSUPPORTED);
    add("ts whose aac changes its rate encoded", ENCODED, rates).shows(both);
    Supplier<byte[]> channels =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), mono).bytes(), muxer(12, picture(2), goingOn).bytes());
    add("ts whose aac becomes stereo into mp4", MP4, channels)
        .unforeseeable()
        .shows(both)
        .fails(FailureCode.CODEC_DOES_NOT_FIT, FailureCode.STREAM_UNSUPPORTED)
        .whole();
    add("ts whose aac becomes stereo encoded", ENCODED, channels).shows(both).whole();
    Supplier<byte[]> surround =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), TestAudio.of("ac3").lasting(2).track()).bytes(),
                muxer(12, picture(2), TestAudio.of("ac3").channels(6).lasting(2).track()).bytes());
    add("ts whose ac3 changes its channels encoded", ENCODED, surround).shows(both);
    Supplier<byte[]> sizes =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), sound(2)).bytes(),
                muxer(12, TestVideo.h264().size(320, 180).lasting(2).track(), goingOn).bytes());
    add("ts whose picture changes its size encoded", ENCODED, sizes).shows(both);
    add("ts whose picture changes its size into mp4", MP4, sizes)
        .shows(both)
        .fails(FailureCode.CODEC_DOES_NOT_FIT, FailureCode.STREAM_UNSUPPORTED)
        .whole();
    add(
            "ts with overlapping sound encoded",
            ENCODED,
            () ->
                EncodedTrack.joined(
                    muxer(10, picture(2), sound(2)).bytes(),
                    muxer(12, picture(2), sound(2)).bytes()))
        .shows(both.joint(2))
        .whole();
    Supplier<byte[]> codecs =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), sound(2)).ids(0x100, 0x101).bytes(),
                muxer(12, picture(2), TestAudio.of("ac3").lasting(2).track())
                    .ids(0x100, 0x102)
                    .bytes());
    add("ts whose sound changes its codec into mp4", MP4, codecs)
        .unforeseeable()
        .shows(both)
        .streams("video:h264", "audio:aac");
    add("ts whose sound changes its codec encoded", ENCODED, codecs).shows(both).whole();
    add("ts whose sound changes its codec into mp3", MP3, codecs)
        .shows(both.withoutPictures())
        .whole();
    Supplier<byte[]> back =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), TestAudio.of("ac3").lasting(2).track())
                    .ids(0x100, 0x102)
                    .bytes(),
                muxer(12, picture(2), sound(2)).ids(0x200, 0x201).bytes(),
                muxer(14, picture(2), TestAudio.of("ac3").lasting(2).track())
                    .ids(0x100, 0x102)
                    .bytes());
    Timeline three = both.then(0, 2);
    add("ts whose ac3 is aac in between into mp4", MP4, back)
        .unforeseeable()
        .shows(three)
        .streams("video:h264", "audio:aac")
        .whole();
    add("ts whose ac3 is aac in between encoded", ENCODED, back).shows(three).whole();
    add(
            "ts whose ac3 becomes aac beside a picture that goes on",
            ENCODED,
            () ->
                EncodedTrack.joined(
                    muxer(10, picture(2), TestAudio.of("ac3").lasting(2).track())
                        .ids(0x100, 0x102)
                        .bytes(),
                    muxer(12, picture(2), sound(2)).ids(0x100, 0x101).bytes()))
        .shows(both)
        // libav's parser still holds the last frame of 32 ms.
        .tellingWhatIsMissing()
        .saying("The last 1 packets of a part of the ac3 stream are lost")
        .whole();
    Supplier<byte[]> pictures =
        () ->
            EncodedTrack.joined(
                muxer(10, picture(2), sound(2)).ids(0x100, 0x101).bytes(),
                muxer(12, TestVideo.of("mpeg2video").lasting(2).track(), goingOn)
                    .ids(0x102, 0x103)
                    .bytes());
    add("ts whose picture changes its codec encoded", ENCODED, pictures).shows(both).whole();
    add("ts whose picture changes its codec by auto", AUTO, pictures)
        .unforeseeable()
        .shows(both)
        .streams("video:h264", "audio:aac")
        .whole();
    add("ts whose picture changes its codec into mp4", MP4, pictures)
        .fails(FailureCode.CODEC_DOES_NOT_FIT)
        .saying("ask for the option 'video codec' h264")
        .whole();
  }

  private void cuts() {
    Supplier<byte[]> cut =
        () -> {
          byte[] film = ts(10, picture(3), sound(3));
          return Arrays.copyOf(film, film.length - 1_000);
        };
    add("ts cut inside a packet", MP4, cut).fails(FailureCode.MEDIA_DAMAGED);
    add(
            "ts that begins inside a packet",
            MP4,
            () -> {
              byte[] film = ts(10, picture(3), sound(3));
              byte[] junk = new byte[700];
              return EncodedTrack.joined(junk, film);
            })
        .shows(Timeline.film(3))
        .whole();
    add("ts of nothing but tables", MP4, () -> Arrays.copyOf(ts(10, picture(1)), 564))
        .fails(FailureCode.MEDIA_DAMAGED, FailureCode.NOT_MEDIA, FailureCode.SOURCE_EMPTY);
  }

  private void scrambled() {
    for (OutputSpec output : NAMES.keySet()) {
      for (int pid : new int[] {0x100, 0x101}) {
        boolean isTaken = output != MP3 || pid == 0x101;
        CorpusCase made =
            add(
                "ts whose %s is scrambled from the middle on, as %s"
                    .formatted(pid == 0x100 ? "picture" : "sound", NAMES.get(output)),
                output,
                () -> scrambledFrom(ts(10, picture(3), sound(3)), 0.7, pid));
        if (isTaken) {
          made.fails(FailureCode.MEDIA_PROTECTED).saying("encrypted in parts");
        } else {
          made.shows(Timeline.film(3).withoutPictures());
        }
        if (output != MP4) {
          made.whole();
        }
      }
    }
    add(
            "ts that is scrambled behind its first two thirds",
            MP4,
            () -> scrambledFrom(ts(10, picture(3), sound(3)), 0.7, 0x100, 0x101))
        .fails(FailureCode.MEDIA_PROTECTED);
    Supplier<byte[]> program =
        () ->
            TrackMuxer.file(
                "vob",
                TestVideo.of("mpeg2video").track().shifted(0.5),
                TestAudio.of("ac3").track().shifted(0.5));
    add("mpeg-ps that is scrambled later", MKV, () -> packetsScrambledFrom(program.get(), 0.6))
        .fails(FailureCode.MEDIA_PROTECTED)
        .saying("encrypted in parts");
    for (OutputSpec output : List.of(MP4, MKV, ENCODED, MP3)) {
      Timeline whole = output == MP3 ? Timeline.film(3).withoutPictures() : Timeline.film(3);
      CorpusCase rest =
          add(
                  "the rest of a ts that is scrambled later, as " + NAMES.get(output),
                  CorpusCase.incomplete(output),
                  () -> scrambledFrom(ts(10, picture(3), sound(3)), 0.7, 0x100, 0x101))
              .shows(whole)
              .endingAfter(1.7)
              .tellingWhatIsMissing()
              .saying("encrypted in parts");
      CorpusCase ofProgram =
          add(
                  "the rest of an mpeg-ps that is scrambled later, as " + NAMES.get(output),
                  CorpusCase.incomplete(output),
                  () -> packetsScrambledFrom(program.get(), 0.6))
              .shows(whole)
              .endingAfter(1.2)
              .tellingWhatIsMissing()
              .saying("encrypted in parts");
      if (output != MKV) {
        rest.whole();
        ofProgram.whole();
      }
    }
  }

  /** Scrambles the elementary packets of a program stream from a part of the file on. */
  private static byte[] packetsScrambledFrom(byte[] film, double part) {
    byte[] made = film.clone();
    for (int at = (int) (film.length * part); at + 9 < made.length; at++) {
      int id = made[at + 3] & 0xff;
      boolean isPacket = made[at] == 0 && made[at + 1] == 0 && made[at + 2] == 1;
      if (isPacket && (id == 0xbd || id == 0xe0) && (made[at + 6] & 0xc0) == 0x80) {
        made[at + 6] |= 0x10;
        int end = at + 6 + ((made[at + 4] & 0xff) << 8 | made[at + 5] & 0xff);
        for (int i = at + 9 + (made[at + 8] & 0xff); i < Math.min(end, made.length); i++) {
          made[i] ^= (byte) (0x5a + 7 * i);
        }
        at = end - 1;
      }
    }
    return made;
  }

  /** Scrambles these streams from a part of the file on. */
  static byte[] scrambledFrom(byte[] film, double part, int... pids) {
    byte[] made = film.clone();
    for (int at = (int) (film.length * part) / 188 * 188; at + 188 <= made.length; at += 188) {
      int pid = (made[at + 1] & 0x1f) << 8 | made[at + 2] & 0xff;
      if (Arrays.stream(pids).anyMatch(each -> each == pid)) {
        int payload = at + 4 + ((made[at + 3] & 0x20) == 0 ? 0 : 1 + (made[at + 4] & 0xff));
        made[at + 3] |= (byte) 0x80;
        for (int i = payload; i < at + 188; i++) {
          made[i] ^= (byte) (0x5a + 7 * i);
        }
      }
    }
    return made;
  }

  private void programStreams() {
    Timeline whole = Timeline.film(3);
    Supplier<byte[]> plain = () -> ps(0.5);
    add("mpeg-ps into mkv", MKV, plain).shows(whole);
    add("mpeg-ps encoded", ENCODED, plain).shows(whole).whole();
    add("mpeg-ps into mp3", MP3, plain).shows(whole.withoutPictures()).whole();
    Supplier<byte[]> restart = () -> EncodedTrack.joined(ps(20), ps(0.5));
    Timeline both = whole.restart(0, 3);
    add("mpeg-ps whose clock goes back into mkv", MKV, restart).shows(both);
    add("mpeg-ps whose clock goes back encoded", ENCODED, restart).shows(both);
    add("mpeg-ps whose clock goes back into mp3", MP3, restart)
        .shows(both.withoutPictures())
        .whole();
    add(
            "mpeg-ps cut inside a packet",
            MKV,
            () -> {
              byte[] film = ps(0.5);
              return Arrays.copyOf(film, film.length * 2 / 3 + 77);
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add(
            "vob with ac3",
            MKV,
            () ->
                TrackMuxer.file(
                    "vob",
                    TestVideo.of("mpeg2video").track().shifted(0.5),
                    TestAudio.of("ac3").track().shifted(0.5)))
        .shows(whole)
        .streams("video:mpeg2video", "audio:ac3")
        .whole();
  }

  private static byte[] ps(double start) {
    return TrackMuxer.file(
        "mpeg",
        TestVideo.of("mpeg2video").track().shifted(start),
        TestAudio.of("mp2").track().shifted(start));
  }
}
