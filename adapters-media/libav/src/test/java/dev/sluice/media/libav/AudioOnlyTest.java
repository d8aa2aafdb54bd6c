package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.fixture.FileLayout;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The containers that hold sound and nothing else. */
class AudioOnlyTest {
  private static final SampleClip FILM = SampleClip.of("mp4", "h264", "aac");
  private static final double BEEP =
      Inspection.of(SampleClip.of("matroska", "", "flac").bytes()).beepNear(1);

  private final LibavTranscoder transcoder = new LibavTranscoder();

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Container container : Container.values()) {
      for (AudioCodec audio : AudioCodec.values()) {
        if (container.audioOnly() && container.takes(audio)) {
          pairs.add(Arguments.of(container, audio));
        }
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void every_pair_keeps_the_sound_of_a_film_and_nothing_else(
      Container container, AudioCodec audio) {
    for (SampleClip clip : List.of(FILM, FILM.blind(), SampleClip.of("mpegts", "h264", "mp3"))) {
      MemorySink sink = new MemorySink();

      transcode(clip.bytes(), container, audio, AudioBitrate.K128, sink);

      Inspection made = Inspection.of(sink.bytes());
      assertThat(sink.beginCount()).isEqualTo(1);
      assertThat(made.facts.streams()).hasSize(1);
      assertThat(made.beepNear(1)).isCloseTo(BEEP, within(0.03));
      assertThat(made.soundEnd / 1e6).isCloseTo(2.0, within(0.06));
      assertThat(made.facts.duration().orElseThrow().toMillis()).isBetween(1_950L, 2_060L);
      assertThat(made.decodeTimes.get(StreamKind.AUDIO)).isSorted();
      if (container == Container.M4A) {
        assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
        assertThat(text(sink.bytes(), 4, 12)).isEqualTo("ftypM4A ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "M4A, mp4, aac, aac:copy",
    "M4A, mpegts, aac, aac:copy",
    "M4A, mp4, alac, alac:copy",
    "M4A, matroska, opus, opus>aac",
    "M4A, flac, flac, flac>aac",
    "MP3, mp3, mp3, mp3:copy",
    "MP3, matroska, mp3, mp3:copy",
    "MP3, mp4, aac, aac>mp3",
    "OGG, ogg, opus, opus:copy",
    "OGG, webm, opus, opus:copy",
    "OGG, matroska, vorbis, vorbis:copy",
    "OGG, flac, flac, flac:copy",
    "OGG, mp3, mp3, mp3>opus",
    "OPUS, webm, opus, opus:copy",
    "OPUS, mp4, opus, opus:copy",
    "OPUS, ogg, vorbis, vorbis>opus"
  })
  void sound_is_copied_where_it_fits(
      Container container, String format, String codec, String plan) {
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcode(
            SampleClip.of(format, "", codec).bytes(),
            container,
            AudioCodec.COPY,
            AudioBitrate.K128,
            sink);

    Inspection made = Inspection.of(sink.bytes());
    assertThat(result.plan()).isEqualTo(plan);
    assertThat(made.beepNear(1)).isCloseTo(BEEP, within(0.03));
    assertThat(made.soundEnd / 1e6).isCloseTo(2.0, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, aac, M4A",
    "mp4, aac, MP3",
    "mp4, aac, OGG",
    "mp4, aac, OPUS",
    "matroska, opus, OPUS",
    "mp3, mp3, MP3",
    "mp3, mp3, M4A",
    "matroska, vorbis, OGG"
  })
  void tags_chapters_and_cover_are_carried_over(String format, String codec, Container container) {
    List<Chapter> chapters =
        List.of(
            new Chapter(Duration.ZERO, Duration.ofMillis(800), Optional.of("Überblick")),
            new Chapter(Duration.ofMillis(800), Duration.ofSeconds(2), Optional.of("The rest")));
    byte[] clip =
        SampleClip.of(format, "", codec)
            .size(640, 480)
            .withCover()
            .chaptered(chapters)
            .tagged(Map.of("title", "Schöne Welt", "artist", "Nobody", "album", "None"))
            .bytes();
    MemorySink sink = new MemorySink();

    transcode(clip, container, AudioCodec.COPY, AudioBitrate.K128, sink);

    // Once more, since Ogg keeps its tags where only a second reading finds them.
    MemorySink again = new MemorySink();
    transcode(sink.bytes(), Container.M4A, AudioCodec.COPY, AudioBitrate.K128, again);
    for (MemorySink made : List.of(sink, again)) {
      MediaInfo facts = probe(made.bytes());
      assertThat(facts.first(StreamKind.COVER)).isPresent();
      assertThat(facts.first(StreamKind.COVER).orElseThrow().width()).isEqualTo(640);
      assertThat(facts.chapters()).extracting(Chapter::title).isEqualTo(titles(chapters));
      assertThat(facts.chapters().get(1).from().toMillis()).isBetween(750L, 850L);
    }
    assertThat(probe(again.bytes()).tags())
        .containsEntry("title", "Schöne Welt")
        .containsEntry("artist", "Nobody")
        .containsEntry("album", "None");
  }

  private static List<Optional<String>> titles(List<Chapter> chapters) {
    return chapters.stream().map(Chapter::title).toList();
  }

  @Test
  void mp4s_handler_names_do_not_become_comments() {
    byte[] clip = FILM.bytes();

    for (Container container : List.of(Container.OGG, Container.OPUS)) {
      MemorySink sink = new MemorySink();
      transcode(clip, container, AudioCodec.COPY, AudioBitrate.K128, sink);
      assertThat(text(sink.bytes(), 0, sink.bytes().length)).doesNotContain("handler_name");
    }
  }

  @ParameterizedTest
  @CsvSource({"mp4, aac, false", "mp4, aac, true", "mp3, mp3, false", "mp3, mp3, true"})
  void the_header_of_an_mp3_has_its_length_and_the_silence_to_skip(
      String format, String codec, boolean cover) {
    SampleClip clip =
        SampleClip.of(format, "", codec)
            .lasting(Duration.ofSeconds(7))
            .tagged(Map.of("title", "x"));
    MemorySink sink = new MemorySink();

    transcode(
        (cover ? clip.withCover() : clip).bytes(),
        Container.MP3,
        AudioCodec.COPY,
        AudioBitrate.K128,
        sink);

    byte[] file = sink.bytes();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    assertThat(text(file, 0, 3)).isEqualTo("ID3");
    assertThat(file[3]).isEqualTo((byte) 3);
    assertThat(text(file, 0, file.length).contains("APIC")).isEqualTo(cover);
    String head = text(file, 0, file.length);
    int info = Math.max(head.indexOf("Xing"), head.indexOf("Info"));
    int packets = Inspection.of(file).decodeTimes.get(StreamKind.AUDIO).size();
    assertThat(bytes.getInt(info + 8)).isEqualTo(packets);
    // The tag of the encoder: nine letters, twelve bytes of it, then twice twelve bits.
    int delay = (bytes.getInt(info + 120 + 21) >>> 20) & 0xfff;
    assertThat(delay).isEqualTo(576);
    assertThat(Inspection.of(file).soundEnd / 1e6).isCloseTo(7.0, within(0.06));
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"M4A", "MP3", "OGG", "OPUS"})
  void the_bitrate_counts(Container container) {
    byte[] clip = SampleClip.of("wav", "", "pcm_s16le").lasting(Duration.ofSeconds(4)).bytes();
    MemorySink small = new MemorySink();
    MemorySink large = new MemorySink();

    transcode(clip, container, container.fallbackAudio(), AudioBitrate.K64, small);
    transcode(clip, container, container.fallbackAudio(), AudioBitrate.K320, large);

    assertThat(small.bytes().length).isLessThan(large.bytes().length * 2 / 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"M4A", "MP3", "OGG", "OPUS"})
  void a_source_without_sound_is_refused_with_a_sentence(Container container) {
    byte[] clip = SampleClip.of("mp4", "h264", "").bytes();

    for (AudioCodec codec : List.of(AudioCodec.COPY, container.fallbackAudio())) {
      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(() -> transcode(clip, container, codec, AudioBitrate.K128, new MemorySink()))
          .withMessageContaining("no sound")
          .withMessageContaining("ask for format mp4")
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.NO_AUDIO));
    }
  }

  @Test
  void of_several_tracks_the_one_with_the_most_channels_is_taken() {
    byte[] stereo = SampleClip.of("matroska", "", "aac").bytes();
    byte[] surround = SampleClip.of("matroska", "", "flac").sound(6, 48_000).bytes();
    MemorySink both = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(stereo), MemoryInput.of(surround)),
        spec(Container.MKV, AudioCodec.COPY, AudioBitrate.K128),
        both,
        StageMonitor.none());
    MemorySink sink = new MemorySink();

    transcode(both.bytes(), Container.OPUS, AudioCodec.COPY, AudioBitrate.K320, sink);

    assertThat(probe(sink.bytes()).streams())
        .extracting(StreamInfo::codec, StreamInfo::channels)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("opus", 6));
  }

  private Transcoder.Result transcode(
      byte[] clip, Container container, AudioCodec audio, AudioBitrate bitrate, MemorySink sink) {
    return transcoder.transcode(
        List.of(MemoryInput.of(clip)), spec(container, audio, bitrate), sink, StageMonitor.none());
  }

  private static OutputSpec spec(Container container, AudioCodec audio, AudioBitrate bitrate) {
    return OutputSpec.builder()
        .container(container)
        .audioCodec(audio)
        .audioBitrate(bitrate)
        .build();
  }

  private MediaInfo probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
  }

  private static String text(byte[] file, int from, int to) {
    return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
