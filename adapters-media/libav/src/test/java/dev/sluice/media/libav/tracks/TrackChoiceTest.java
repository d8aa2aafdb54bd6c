package dev.sluice.media.libav.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ASS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HDMV_PGS_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MOV_TEXT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_SUBRIP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_TTF;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_COMMENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_FORCED;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.TrackClip;
import dev.sluice.media.libav.fixture.TrackClip.Cue;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tracks a result has, how they are labelled, and what is said about the others. */
class TrackChoiceTest {
  private static final String STYLES =
      """
      [Script Info]
      ScriptType: v4.00+

      [V4+ Styles]
      Format: Name, Fontname, Fontsize
      Style: Default,Sans,20

      [Events]
      Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
      """;

  /** An end of a display set, which is a whole packet of such subtitles. */
  private static final byte[] NO_PICTURE = {(byte) 0x80, 0, 0};

  private final LibavTranscoder transcoder = new LibavTranscoder();

  private static byte[] dubbed() {
    return new TrackClip("matroska")
        .add(SampleClip.of("matroska", "h264", "").bytes(), Map.of(), AV_DISPOSITION_DEFAULT)
        .add(sound("ac3", 6), Map.of("language", "ger", "title", "Deutsch 5.1"), 0)
        .add(sound("aac", 1), Map.of("language", "eng"), AV_DISPOSITION_DEFAULT)
        .add(
            sound("aac", 2),
            Map.of("language", "eng", "title", "The director speaks"),
            AV_DISPOSITION_COMMENT)
        .bytes();
  }

  private static byte[] sound(String codec, int channels) {
    return SampleClip.of("matroska", "", codec).sound(channels, 48_000).bytes();
  }

  @Test
  void the_default_sound_is_taken_before_the_one_with_more_channels() {
    Transcoder.Result result = transcode(dubbed(), OutputSpec.DEFAULT, new MemorySink());

    assertThat(result.plan()).isEqualTo("h264:copy aac:copy");
    assertThat(result.streams())
        .extracting(
            report ->
                report.kind()
                    + " "
                    + report.codec()
                    + " "
                    + report.language().orElse("-")
                    + " "
                    + report.action()
                    + " "
                    + report.reason().orElse("-"))
        .containsExactly(
            "VIDEO h264 - COPIED -",
            "AUDIO ac3 ger DROPPED another sound track was chosen; ask for the option 'audio"
                + " tracks' all",
            "AUDIO aac eng COPIED -",
            "AUDIO aac eng DROPPED another sound track was chosen; ask for the option 'audio"
                + " tracks' all");
    assertThat(result.streams().get(1).title()).contains("Deutsch 5.1");
    assertThat(result.streams().get(3).dispositions()).containsExactly(Disposition.COMMENTARY);
  }

  @Test
  void picture_and_sound_are_of_one_program() {
    byte[] both =
        TrackMuxer.of(
                "mpegts",
                TestVideo.h264().lasting(1).track(),
                TestAudio.aac().lasting(1).track(),
                TestVideo.h264().size(320, 180).lasting(1).track(),
                TestAudio.aac().channels(1).lasting(1).track())
            .programs(1, 1, 2, 2)
            .bytes();

    Transcoder.Result result = transcode(both, OutputSpec.DEFAULT, new MemorySink());

    String other = "it belongs to another program, and one program was chosen by its picture";
    assertThat(result.streams())
        .extracting(report -> report.reason().orElse("-"))
        .containsExactly(other, other, "-", "-");
  }

  @Test
  void the_sound_in_the_language_asked_for_is_taken() {
    OutputSpec german = OutputSpec.builder().audioLanguages(LanguageChoice.parse("fr,de")).build();

    assertThat(transcode(dubbed(), german, new MemorySink()).plan())
        .isEqualTo("h264:copy ac3:copy");
  }

  @Test
  void a_language_that_is_absent_is_reported() {
    OutputSpec french = OutputSpec.builder().audioLanguages(LanguageChoice.parse("fr")).build();

    Transcoder.Result result = transcode(dubbed(), french, new MemorySink());

    assertThat(result.streams().get(2).reason())
        .contains("the source has no sound in a language that was asked for");
  }

  @Test
  void a_language_that_was_found_is_not_reported_as_absent() {
    OutputSpec english =
        OutputSpec.builder()
            .container(Container.MKV)
            .audioLanguages(LanguageChoice.parse("en"))
            .build();

    Transcoder.Result result = transcode(dubbed(), english, new MemorySink());

    assertThat(result.plan()).isEqualTo("h264:copy aac:copy ac3:copy aac:copy");
    assertThat(result.streams()).extracting(StreamReport::reason).containsOnly(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MOV", "MKV"})
  void all_sound_tracks_keep_their_labels(Container container) {
    OutputSpec all =
        OutputSpec.builder()
            .container(container)
            .audioTracks(AudioTracks.ALL)
            .audioLanguages(LanguageChoice.parse("de"))
            .build();
    MemorySink sink = new MemorySink();

    transcode(dubbed(), all, sink);

    List<StreamInfo> sounds =
        probe(sink.bytes()).streams().stream()
            .filter(stream -> stream.kind() == StreamKind.AUDIO)
            .toList();
    assertThat(sounds).extracting(StreamInfo::codec).containsExactly("ac3", "aac", "aac");
    assertThat(sounds)
        .extracting(stream -> stream.language().orElseThrow())
        .containsExactly("ger", "eng", "eng");
    assertThat(sounds.get(0).title()).contains("Deutsch 5.1");
    assertThat(sounds)
        .extracting(stream -> stream.dispositions().contains(Disposition.DEFAULT))
        .containsExactly(true, false, false);
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MOV"})
  void text_subtitles_become_those_of_mp4(Container container) {
    byte[] film =
        new TrackClip("matroska")
            .add(SampleClip.of("matroska", "h264", "aac").bytes(), Map.of(), 0)
            .subtitles(
                AV_CODEC_ID_SUBRIP,
                "",
                Map.of("language", "eng", "title", "Signs"),
                AV_DISPOSITION_FORCED,
                Cue.of(200, 500, "one"),
                Cue.of(1_000, 500, "two & three"))
            .subtitles(
                AV_CODEC_ID_ASS,
                STYLES,
                Map.of("language", "ger"),
                0,
                Cue.of(300, 400, "0,0,Default,,0,0,0,,{\\i1}eins{\\i0}\\Nzwei"))
            .bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(film, OutputSpec.DEFAULT.withContainer(container), sink);

    assertThat(result.plan()).isEqualTo("h264:copy aac:copy subrip>mov_text ass>mov_text");
    assertThat(result.streams().get(2).reason()).contains(container + " cannot hold subrip");
    assertThat(subtitles(sink.bytes()))
        .extracting(StreamInfo::codec, stream -> stream.language().orElseThrow())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("mov_text", "eng"),
            org.assertj.core.groups.Tuple.tuple("mov_text", "ger"));
    assertThat(texts(sink.bytes()))
        .containsExactly(
            """
            WEBVTT

            00:00:00.200 --> 00:00:00.700
            one

            00:00:01.000 --> 00:00:01.500
            two &amp; three

            """,
            """
            WEBVTT

            00:00:00.300 --> 00:00:00.700
            eins
            zwei

            """);
  }

  @Test
  void texts_that_cannot_be_shown_are_counted_beside_those_that_can() {
    List<Cue> cues = new ArrayList<>();
    cues.add(Cue.of(200, 400, "0,0,Default,,0,0,0,,one"));
    cues.add(Cue.of(200, 300, "1,0,Default"));
    for (int i = 0; i < 33; i++) {
      cues.add(Cue.of(1_000, 500, i + 2 + ",0,Default,,0,0,0,,many"));
    }
    byte[] film =
        new TrackClip("matroska")
            .add(SampleClip.of("matroska", "h264", "").bytes(), Map.of(), 0)
            .subtitles(AV_CODEC_ID_ASS, STYLES, Map.of(), 0, cues.toArray(Cue[]::new))
            .bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(film, OutputSpec.DEFAULT, sink);

    assertThat(result.streams().get(1).reason().orElseThrow())
        .endsWith("2 of its texts could not be converted");
    assertThat(texts(sink.bytes()))
        .containsExactly(
            "WEBVTT\n\n00:00:00.200 --> 00:00:00.600\none\n\n00:00:01.000 --> 00:00:01.500\n"
                + "many\n".repeat(32)
                + "\n");
  }

  @Test
  void text_subtitles_become_those_of_webm() {
    byte[] film =
        new TrackClip("matroska")
            .add(SampleClip.of("matroska", "vp8", "opus").bytes(), Map.of(), 0)
            .subtitles(
                AV_CODEC_ID_SUBRIP,
                "",
                Map.of("language", "eng"),
                AV_DISPOSITION_FORCED,
                Cue.of(200, 500, "one"),
                Cue.of(1_000, 500, "two & <i>three</i>"))
            .subtitles(
                AV_CODEC_ID_ASS,
                STYLES,
                Map.of("language", "ger"),
                0,
                Cue.of(300, 400, "0,0,Default,,0,0,0,,{\\i1}eins{\\i0}\\Nzwei"))
            .bytes();
    OutputSpec webm = OutputSpec.DEFAULT.withContainer(Container.WEBM);
    MemorySink sink = new MemorySink();
    MemorySink copied = new MemorySink();

    Transcoder.Result result = transcode(film, webm, sink);
    Transcoder.Result copy = transcode(sink.bytes(), webm, copied);

    assertThat(result.plan()).isEqualTo("vp8:copy opus:copy subrip>webvtt ass>webvtt");
    assertThat(result.streams().get(2).reason()).contains("webm cannot hold subrip");
    assertThat(copy.plan()).isEqualTo("vp8:copy opus:copy webvtt:copy webvtt:copy");
    for (MemorySink made : List.of(sink, copied)) {
      assertThat(new String(made.bytes(), StandardCharsets.ISO_8859_1))
          .contains("D_WEBVTT/", "<i>three</i>", "<i>eins</i>");
      assertThat(subtitles(made.bytes()))
          .extracting(StreamInfo::codec, stream -> stream.language().orElseThrow())
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("webvtt", "eng"),
              org.assertj.core.groups.Tuple.tuple("webvtt", "ger"));
      assertThat(texts(made.bytes()))
          .containsExactly(
              """
              WEBVTT

              00:00:00.200 --> 00:00:00.700
              one

              00:00:01.000 --> 00:00:01.500
              two &amp; three

              """,
              """
              WEBVTT

              00:00:00.300 --> 00:00:00.700
              eins
              zwei

              """);
    }
  }

  @Test
  void text_subtitles_of_an_mp4_become_those_of_mkv() {
    byte[] text = "Grüße".getBytes(StandardCharsets.UTF_8);
    byte[] sample =
        ByteBuffer.allocate(2 + text.length).putShort((short) text.length).put(text).array();
    byte[] film =
        new TrackClip("mp4")
            .add(SampleClip.of("mp4", "h264", "").bytes(), Map.of(), 0)
            .subtitles(
                AV_CODEC_ID_MOV_TEXT, "", Map.of("language", "ger"), 0, new Cue(500, 1_000, sample))
            .bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcode(film, OutputSpec.DEFAULT.withContainer(Container.MKV), sink);

    assertThat(result.plan()).isEqualTo("h264:copy mov_text>subrip");
    assertThat(subtitles(sink.bytes())).extracting(StreamInfo::codec).containsExactly("subrip");
    assertThat(texts(sink.bytes()))
        .containsExactly("WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nGrüße\n\n");
  }

  @Test
  void picture_subtitles_and_fonts_stay_in_an_mkv() {
    byte[] font = new byte[3_000];
    font[1] = 1;
    byte[] film =
        new TrackClip("matroska")
            .add(SampleClip.of("matroska", "h264", "aac").bytes(), Map.of(), 0)
            .subtitles(
                AV_CODEC_ID_HDMV_PGS_SUBTITLE,
                "",
                Map.of("language", "eng"),
                0,
                new Cue(500, 500, NO_PICTURE))
            .attachment(AV_CODEC_ID_TTF, "Sans.ttf", "application/x-truetype-font", font)
            .bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result mkv = transcode(film, OutputSpec.DEFAULT.withContainer(Container.MKV), sink);
    Transcoder.Result mp4 = transcode(film, OutputSpec.DEFAULT, new MemorySink());

    assertThat(mkv.plan()).isEqualTo("h264:copy aac:copy hdmv_pgs_subtitle:copy ttf:copy");
    assertThat(probe(sink.bytes()).streams())
        .extracting(StreamInfo::codec)
        .containsExactly("h264", "aac", "hdmv_pgs_subtitle", "ttf");
    assertThat(new String(sink.bytes(), StandardCharsets.ISO_8859_1)).contains("Sans.ttf");
    assertThat(mp4.streams())
        .extracting(StreamReport::reason)
        .containsExactly(
            Optional.empty(),
            Optional.empty(),
            Optional.of("mp4 cannot hold hdmv_pgs_subtitle; ask for format mkv"),
            Optional.of("mp4 cannot hold ttf; ask for format mkv"));
  }

  @Test
  void what_a_manifest_says_is_in_the_reports_and_in_the_result() {
    byte[] sound = SampleClip.of("mp4", "", "aac").bytes();
    MediaInput described =
        new DescribedInput(
            MemoryInput.of(sound),
            new Rendition(
                Optional.of("fr-CA"),
                Optional.of("Français"),
                Set.of(Disposition.DUB, Disposition.DEFAULT)));
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcoder.transcode(
            List.of(MemoryInput.of(SampleClip.of("mp4", "h264", "").bytes()), described),
            OutputSpec.DEFAULT.withContainer(Container.MKV),
            sink,
            StageMonitor.none());

    StreamReport report = result.streams().get(1);
    assertThat(report.language()).contains("fr-CA");
    assertThat(report.title()).contains("Français");
    assertThat(report.dispositions())
        .containsExactlyInAnyOrder(Disposition.DUB, Disposition.DEFAULT);
    StreamInfo made = probe(sink.bytes()).first(StreamKind.AUDIO).orElseThrow();
    assertThat(made.title()).contains("Français");
    assertThat(made.language()).contains("fra");
  }

  /** An input that a manifest describes. */
  private record DescribedInput(MemoryInput input, Rendition description) implements MediaInput {
    @Override
    public Optional<Rendition> rendition() {
      return Optional.of(description);
    }

    @Override
    public OptionalLong size() {
      return input.size();
    }

    @Override
    public boolean seekable() {
      return input.seekable();
    }

    @Override
    public Optional<String> announcedType() {
      return input.announcedType();
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      return input.read(position, buffer);
    }
  }

  private Transcoder.Result transcode(byte[] source, OutputSpec output, MemorySink sink) {
    return transcoder.transcode(List.of(MemoryInput.of(source)), output, sink, StageMonitor.none());
  }

  private MediaInfo probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
  }

  private List<StreamInfo> subtitles(byte[] file) {
    return probe(file).streams().stream()
        .filter(stream -> stream.kind() == StreamKind.SUBTITLE)
        .toList();
  }

  private List<String> texts(byte[] film) {
    List<Integer> numbers = subtitles(film).stream().map(StreamInfo::index).toList();
    Map<Integer, byte[]> made =
        transcoder
            .transcode(
                new Transcoder.Task(
                    List.of(MemoryInput.of(film)),
                    OutputSpec.DEFAULT.withContainer(Container.MKV),
                    TagOverrides.NONE,
                    new SidecarSpec(false, Optional.empty(), numbers)),
                new MemorySink(),
                StageMonitor.none())
            .subtitles();
    return numbers.stream()
        .map(number -> new String(made.getOrDefault(number, new byte[0]), StandardCharsets.UTF_8))
        .toList();
  }
}
