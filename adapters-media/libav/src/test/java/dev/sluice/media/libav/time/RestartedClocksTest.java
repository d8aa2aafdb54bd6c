package dev.sluice.media.libav.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.FlvFile;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose clock starts again, or seems to. */
class RestartedClocksTest {
  private final LibavTranscoder transcoder = new LibavTranscoder();

  private Inspection convert(
      MediaInput input, Container container, VideoCodec video, AudioCodec audio) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(input),
        OutputSpec.DEFAULT.withContainer(container).withVideoCodec(video).withAudioCodec(audio),
        sink,
        StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] song(String codec, int seconds) {
    return SampleClip.of("ogg", "", codec).blind().lasting(Duration.ofSeconds(seconds)).bytes();
  }

  @ParameterizedTest
  @CsvSource({
    "opus, MP3, MP3, true",
    "opus, MP3, MP3, false",
    "opus, MKV, COPY, true",
    "opus, OPUS, COPY, true",
    "vorbis, MP3, MP3, true",
    "vorbis, OGG, COPY, true",
    "flac, MKV, COPY, true",
    "flac, M4A, AAC, false"
  })
  void all_songs_of_a_radio_recording_are_there(
      String codec, Container container, AudioCodec audio, boolean seekable) {
    byte[] one = song(codec, 3);
    MemoryInput radio = MemoryInput.of(joined(one, song(codec, 3), song(codec, 3)));

    Inspection made =
        convert(seekable ? radio : radio.forwardOnly(), container, VideoCodec.AUTO, audio);

    double beep = Inspection.of(one).beepNear(1);
    assertThat(made.soundEnd / 1e6).isCloseTo(9, within(0.1));
    for (int second : new int[] {1, 4, 7}) {
      assertThat(made.beepNear(second) - second + 1).isCloseTo(beep, within(0.06));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mpeg, mpeg2video, mp2, MKV, COPY, COPY",
    "mpeg, mpeg2video, mp2, MP4, H264, AAC",
    "vob, mpeg2video, ac3, MKV, COPY, COPY",
    "vob, mpeg2video, ac3, MP4, H264, AAC",
    "mpegts, h264, aac, MP4, COPY, COPY",
    "mpegts, h264, aac, MKV, H264, MP3",
    "flv, h264, aac, MP4, COPY, COPY",
    "flv, h264, mp3, MKV, H264, AAC"
  })
  void films_in_a_row_are_one_film(
      String format,
      String video,
      String audio,
      Container container,
      VideoCodec videoCodec,
      AudioCodec audioCodec) {
    byte[] film = SampleClip.of(format, video, audio).lasting(Duration.ofSeconds(4)).bytes();

    Inspection made =
        convert(MemoryInput.of(appended(film, film)), container, videoCodec, audioCodec);

    assertThat(made.pictures).hasSize(Inspection.of(film).pictures.size() * 2);
    assertThat((made.pictures.lastKey() - made.pictures.firstKey()) / 1e6)
        .isCloseTo(7.96, within(0.1));
    assertThat(made.beepNear(5) - made.beepNear(1)).isCloseTo(4, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({
    "ogg, '', opus, MP3, MP3",
    "ogg, '', vorbis, M4A, AAC",
    "mpeg, mpeg2video, mp2, MP4, AAC",
    "mpegts, h264, aac, MP4, COPY",
    "mpegts, '', aac, M4A, COPY",
    "flv, h264, aac, MP4, COPY"
  })
  void a_clip_behind_a_restart_is_where_the_whole_shows_it(
      String format, String video, String audio, Container container, AudioCodec made) {
    SampleClip any = SampleClip.of(format, video, audio);
    byte[] source =
        appended(
            any.lasting(Duration.ofMillis(2_500)).bytes(),
            any.lasting(Duration.ofSeconds(6)).bytes());

    for (int from : new int[] {3, 6}) {
      Inspection clip = clip(source, from, container, made);

      // The second part begins at 2.5 s, with a beep in each second of its own.
      assertThat(clip.soundEnd / 1e6).isCloseTo(2, within(0.15));
      assertThat(clip.beepBetween(0.2, 0.9)).as("from %d s", from).isCloseTo(0.5, within(0.1));
    }
  }

  // A recorder appends tags to an FLV, without the header of a file.
  private static byte[] appended(byte[] first, byte[] second) {
    return joined(first, first[0] == 'F' ? FlvFile.later(second, 0) : second);
  }

  @Test
  void a_whole_file_behind_an_flv_is_not_lost_without_a_word() {
    byte[] film = SampleClip.of("flv", "h264", "aac").bytes();
    byte[] both = joined(film, film);

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(
            () -> convert(MemoryInput.of(both), Container.MKV, VideoCodec.COPY, AudioCodec.COPY))
        .withMessageContaining("Another FLV file is appended")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED));
  }

  private Inspection clip(byte[] source, int from, Container container, AudioCodec audio) {
    Clip clip =
        new Clip(
            Optional.of(new Clip.Timecode(Duration.ofSeconds(from))),
            Optional.of(new Clip.Timecode(Duration.ofSeconds(from + 2))));
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(source)),
        OutputSpec.DEFAULT
            .withContainer(container)
            .withVideoCodec(container.audioOnly() ? VideoCodec.COPY : VideoCodec.H264)
            .withAudioCodec(audio)
            .withClip(clip),
        sink,
        StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  private static byte[] holed(LongPredicate picture, LongPredicate sound) {
    byte[] film =
        SampleClip.of("matroska", "h264", "aac")
            .at(5)
            .lasting(Duration.ofSeconds(40))
            .encodedWith(Map.of("bf", "0", "g", "5"))
            .bytes();
    return AlteredClip.of(
        film,
        "mpegts",
        List.of(),
        packet ->
            packet.stream_index() == 0 ? picture.test(packet.pts()) : sound.test(packet.pts()));
  }

  @ParameterizedTest
  @CsvSource({"COPY, COPY", "H264, AAC"})
  void sound_that_is_missing_for_a_while_comes_back_in_step(VideoCodec video, AudioCodec audio) {
    byte[] holed = holed(at -> true, at -> at < 10_000 || at > 25_000);

    Inspection made = convert(MemoryInput.of(holed), Container.MP4, video, audio);

    assertThat(made.pictures).hasSize(200);
    assertThat(made.beepNear(30) - made.beepNear(5)).isCloseTo(25, within(0.03));
    assertThat(made.soundEnd / 1e6).isCloseTo(40, within(0.3));
  }

  @ParameterizedTest
  @CsvSource({"COPY, COPY", "H264, AAC"})
  void a_picture_that_is_missing_for_a_while_comes_back_in_step(
      VideoCodec video, AudioCodec audio) {
    byte[] holed = holed(at -> at < 10_000 || at >= 25_000, at -> true);

    Inspection made = convert(MemoryInput.of(holed), Container.MP4, video, audio);

    assertThat(made.pictures).hasSize(125);
    assertThat(made.pictures.lastKey() / 1e6).isCloseTo(39.8, within(0.1));
    assertThat(made.beepNear(35) - made.beepNear(5)).isCloseTo(30, within(0.03));
  }

  @Test
  void sound_and_picture_that_are_missing_together_come_back_in_step() {
    for (long[] gap : new long[][] {{10_200, 9_930}, {9_800, 10_080}, {12_000, 12_100}}) {
      byte[] holed =
          holed(
              at -> at < 10_000 || at >= 9_800 + gap[0], at -> at < 10_000 || at > 10_000 + gap[1]);

      Inspection made =
          convert(MemoryInput.of(holed), Container.MP4, VideoCodec.COPY, AudioCodec.COPY);

      // The last picture was shown 800 ms after the last beep.
      double last = made.pictures.lastKey() / 1e6;
      int second = (int) Math.round(last - 0.8);
      double plain = made.beepNear(5) - 5;
      assertThat(made.beepBetween(last - 1.2, last) - (last - 0.8))
          .as("gaps of %d and %d ms, second %d", gap[0], gap[1], second)
          .isCloseTo(plain, within(0.05));
    }
  }
}
