package dev.sluice.media.libav.corpus;

import static dev.sluice.media.libav.corpus.CorpusCase.ENCODED_M4A;
import static dev.sluice.media.libav.corpus.CorpusCase.M4A;
import static dev.sluice.media.libav.corpus.CorpusCase.MKV;
import static dev.sluice.media.libav.corpus.CorpusCase.MP3;
import static dev.sluice.media.libav.corpus.CorpusCase.OGG;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Files of sound alone. */
final class SoundCases {
  private static final OutputSpec MP3_COPY =
      CorpusCase.spec(Container.MP3, VideoCodec.COPY, AudioCodec.COPY);
  private static final OutputSpec OPUS =
      CorpusCase.spec(Container.OPUS, VideoCodec.COPY, AudioCodec.OPUS);

  private final List<CorpusCase> cases = new ArrayList<>();

  private SoundCases() {}

  static List<CorpusCase> all() {
    SoundCases made = new SoundCases();
    made.ogg();
    made.mp3();
    made.wav();
    made.others();
    return made.cases;
  }

  private static EncodedTrack sound(String codec, double seconds) {
    return TestAudio.of(codec).lasting(seconds).track();
  }

  private static Timeline sounds(double... seconds) {
    Timeline all = Timeline.empty();
    double at = 0;
    for (double each : seconds) {
      all = (at > 0 ? all.joint(at) : all).sound(at, 0, each);
      at += each;
    }
    return all;
  }

  private CorpusCase add(String name, OutputSpec output, Supplier<byte[]> file) {
    CorpusCase made = CorpusCase.of(name, output, file);
    cases.add(made);
    return made;
  }

  private void ogg() {
    for (String codec : List.of("libopus", "vorbis", "flac")) {
      String name = codec.replace("lib", "");
      Supplier<byte[]> one = () -> TrackMuxer.file("ogg", sound(codec, 3));
      add("ogg of " + name + " into mp3", MP3, one).shows(sounds(3)).whole();
      add("ogg of " + name + " into ogg", OGG, one).shows(sounds(3)).whole();
      add("ogg of " + name + " into mkv", MKV, one).shows(sounds(3)).whole();
      Supplier<byte[]> chain =
          () ->
              EncodedTrack.joined(
                  TrackMuxer.of("ogg", sound(codec, 2)).option("serial_offset", "7").bytes(),
                  TrackMuxer.of("ogg", sound(codec, 3)).option("serial_offset", "8").bytes(),
                  TrackMuxer.of("ogg", sound(codec, 2)).option("serial_offset", "9").bytes());
      Timeline all = sounds(2, 3, 2);
      add("chained ogg of " + name + " into mp3", MP3, chain).shows(all);
      add("chained ogg of " + name + " into m4a", ENCODED_M4A, chain).shows(all).whole();
      CorpusCase copy =
          add("chained ogg of " + name + " into ogg", OGG, chain)
              .unforeseeable()
              .shows(all)
              .fails(FailureCode.CODEC_DOES_NOT_FIT);
      if (!name.equals("opus")) {
        copy.whole();
      }
    }
    add(
            "chained ogg of opus encoded into opus",
            OPUS,
            () ->
                EncodedTrack.joined(
                    TrackMuxer.of("ogg", sound("libopus", 2)).option("serial_offset", "7").bytes(),
                    TrackMuxer.of("ogg", sound("libopus", 2)).option("serial_offset", "8").bytes()))
        .shows(sounds(2, 2))
        .whole();
    add(
            "ogg with bytes behind its last page",
            MP3,
            () -> EncodedTrack.joined(TrackMuxer.file("ogg", sound("vorbis", 3)), new byte[100]))
        .shows(sounds(3));
    add(
            "ogg cut inside a page",
            MP3,
            () -> {
              byte[] all = TrackMuxer.file("ogg", sound("vorbis", 3));
              return Arrays.copyOf(all, all.length * 2 / 3);
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add(
            "chained ogg of two rates",
            MP3,
            () ->
                EncodedTrack.joined(
                    TrackMuxer.of("ogg", TestAudio.of("vorbis").lasting(2).track())
                        .option("serial_offset", "1")
                        .bytes(),
                    TrackMuxer.of("ogg", TestAudio.of("vorbis").rate(44_100).lasting(2).track())
                        .option("serial_offset", "2")
                        .bytes()))
        .shows(sounds(2, 2))
        .fails(FailureCode.STREAM_UNSUPPORTED)
        .saying("one by one");
    add(
            "opus from the middle of a stream",
            MP3,
            () -> TrackMuxer.file("ogg", sound("libopus", 4).between(2, 5)))
        .shows(Timeline.empty().sound(0, 2, 4))
        .whole();
  }

  private void mp3() {
    Supplier<byte[]> tagged = () -> TrackMuxer.file("mp3", sound("libmp3lame", 3));
    Supplier<byte[]> bare =
        () ->
            TrackMuxer.of("mp3", sound("libmp3lame", 3))
                .option("write_xing", "0")
                .option("id3v2_version", "0")
                .bytes();
    add("mp3 with a xing header into mp3", MP3_COPY, tagged).shows(sounds(3));
    add("mp3 with a xing header into m4a", ENCODED_M4A, tagged).shows(sounds(3));
    add("mp3 without a header into mp3", MP3_COPY, bare).shows(sounds(3));
    add("mp3 without a header into m4a", ENCODED_M4A, bare).shows(sounds(3)).whole();
    add("mp3 into mkv", MKV, tagged).shows(sounds(3)).whole();
    Supplier<byte[]> channels =
        () ->
            EncodedTrack.joined(
                bare(TestAudio.of("libmp3lame").channels(1).lasting(2)),
                bare(TestAudio.of("libmp3lame").lasting(2)));
    add("mp3 mono and then stereo into m4a", ENCODED_M4A, channels).shows(sounds(2, 2));
    add("mp3 mono and then stereo into mp3", MP3_COPY, channels).shows(sounds(2, 2)).whole();
    Supplier<byte[]> rates =
        () ->
            EncodedTrack.joined(
                bare(TestAudio.of("libmp3lame").lasting(2)),
                bare(TestAudio.of("libmp3lame").rate(44_100).lasting(2)));
    add("mp3 of 48 and then 44.1 kHz into m4a", ENCODED_M4A, rates).shows(sounds(2, 2));
    add("mp3 of 48 and then 44.1 kHz encoded into mp3", MP3, rates).shows(sounds(2, 2)).whole();
    Supplier<byte[]> cut =
        () -> {
          byte[] all = tagged.get();
          return Arrays.copyOf(all, all.length / 2);
        };
    cases.add(
        CorpusCase.of(
                "mp3 with a xing header cut without a length",
                MP3_COPY,
                (site, folder) -> {
                  site.serve(folder + "/file", cut.get()).chunked().ignoringRanges();
                  return folder + "/file";
                })
            .fails(FailureCode.MEDIA_DAMAGED));
    add("mp3 with a xing header cut", MP3_COPY, cut).fails(FailureCode.MEDIA_DAMAGED);
    add(
            "mp3 cut inside its last frame",
            ENCODED_M4A,
            () -> {
              byte[] all = bare.get();
              return Arrays.copyOf(all, all.length - 50);
            })
        .shows(sounds(3))
        .fails(FailureCode.MEDIA_DAMAGED)
        .whole();
    add(
            "mp3 of 22 kHz into m4a",
            ENCODED_M4A,
            () -> bare(TestAudio.of("libmp3lame").rate(22_050).channels(1)))
        .shows(sounds(3))
        .whole();
  }

  private static byte[] bare(TestAudio audio) {
    return TrackMuxer.of("mp3", audio.track())
        .option("write_xing", "0")
        .option("id3v2_version", "0")
        .bytes();
  }

  private void wav() {
    Supplier<byte[]> plain = () -> TrackMuxer.file("wav", sound("pcm_s16le", 3));
    add("wav into mp3", MP3, plain).shows(sounds(3));
    add("wav into mkv", MKV, plain).shows(sounds(3)).whole();
    add("wav of 24 bits into m4a", ENCODED_M4A, () -> TrackMuxer.file("wav", sound("pcm_s24le", 3)))
        .shows(sounds(3))
        .whole();
    for (int size : new int[] {0, -1}) {
      add(
              "wav from a pipe, sizes " + size,
              MP3,
              () -> {
                byte[] all = plain.get();
                ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(4, size);
                bytes.putInt(dataSize(all), size);
                return all;
              })
          .shows(sounds(3))
          .fails(FailureCode.MEDIA_DAMAGED)
          .whole();
    }
    add(
            "wav that claims more than there is",
            MP3,
            () -> {
              byte[] all = plain.get();
              return Arrays.copyOf(all, all.length / 2);
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add(
            "wav without samples",
            MP3,
            () -> {
              byte[] all = plain.get();
              int at = dataSize(all);
              ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
              bytes.putInt(at, 0);
              bytes.putInt(4, at + 4 - 8);
              return Arrays.copyOf(all, at + 4);
            })
        .fails(FailureCode.MEDIA_DAMAGED, FailureCode.SOURCE_EMPTY);
  }

  private static int dataSize(byte[] wav) {
    for (int i = 12; i < wav.length; i++) {
      if (wav[i] == 'd' && wav[i + 1] == 'a' && wav[i + 2] == 't' && wav[i + 3] == 'a') {
        return i + 4;
      }
    }
    throw new IllegalStateException("no samples in a wav");
  }

  private void others() {
    Supplier<byte[]> adts = () -> TrackMuxer.file("adts", sound("aac", 3));
    add("adts into m4a", M4A, adts).shows(sounds(3));
    add("adts into mp3", MP3, adts).shows(sounds(3)).whole();
    add(
            "adts cut inside a frame",
            M4A,
            () -> {
              byte[] all = adts.get();
              return Arrays.copyOf(all, all.length - 100);
            })
        .fails(FailureCode.MEDIA_DAMAGED);
    add(
            "adts of 44.1 and then 48 kHz into m4a",
            M4A,
            () ->
                EncodedTrack.joined(
                    TrackMuxer.file("adts", TestAudio.aac().rate(44_100).lasting(2).track()),
                    TrackMuxer.file("adts", TestAudio.aac().lasting(2).track())))
        .unforeseeable()
        .shows(sounds(2, 2))
        .fails(FailureCode.CODEC_DOES_NOT_FIT);
    Supplier<byte[]> m4a = () -> TrackMuxer.file("ipod", sound("aac", 3));
    add("m4a into m4a", M4A, m4a).shows(sounds(3));
    add("m4a into mp3", MP3, m4a).shows(sounds(3)).whole();
    add("m4a into opus", OPUS, m4a).shows(sounds(3)).whole();
    add("flac into m4a", ENCODED_M4A, () -> TrackMuxer.file("flac", sound("flac", 3)))
        .shows(sounds(3))
        .whole();
    add("flac into mkv", MKV, () -> TrackMuxer.file("flac", sound("flac", 3)))
        .shows(sounds(3))
        .whole();
    add("alac into m4a", M4A, () -> TrackMuxer.file("ipod", sound("alac", 3)))
        .shows(sounds(3))
        .whole();
    add("ac3 into mkv", MKV, () -> TrackMuxer.file("ac3", sound("ac3", 3)))
        .shows(sounds(3))
        .whole();
    add("aiff into mp3", MP3, () -> TrackMuxer.file("aiff", sound("pcm_s16be", 3)))
        .shows(sounds(3))
        .whole();
    add("wma into mp3", MP3, () -> TrackMuxer.file("asf", sound("wmav2", 3)))
        .shows(sounds(3))
        .whole();
    add(
            "ac3 of 22 kHz in a matroska into mp4",
            CorpusCase.MP4,
            () ->
                TrackMuxer.file(
                    "matroska",
                    TransportCases.picture(3),
                    TestAudio.of("aac").rate(22_050).track()))
        .shows(Timeline.film(3))
        .whole();
  }
}
