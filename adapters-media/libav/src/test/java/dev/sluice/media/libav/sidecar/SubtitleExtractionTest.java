package dev.sluice.media.libav.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.fixture.CustomClip;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubtitleExtractionTest {
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

  private final LibavTranscoder transcoder = new LibavTranscoder();

  /** The text of one stream, in the bytes of its codec. */
  private record TextStream(int codec, String language, String head, List<Cue> cues) {}

  private record Cue(long from, long millis, byte[] bytes) {
    static Cue of(long from, long millis, String text) {
      return new Cue(from, millis, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As mp4 has it: the text's length in front. */
    Cue timed() {
      ByteBuffer sample = ByteBuffer.allocate(2 + bytes.length);
      sample.putShort((short) bytes.length).put(bytes);
      return new Cue(from, millis, sample.array());
    }
  }

  private static final TextStream SUBRIP =
      new TextStream(
          avcodec.AV_CODEC_ID_SUBRIP,
          "eng",
          "",
          List.of(
              Cue.of(200, 500, "one <i>and</i> Q&A"),
              Cue.of(1_000, 500, "two\r\nlines"),
              Cue.of(1_700, 200, "three")));

  private static final TextStream STYLED =
      new TextStream(
          avcodec.AV_CODEC_ID_ASS,
          "ger",
          STYLES,
          List.of(
              Cue.of(300, 400, "0,0,Default,,0,0,0,,{\\i1}eins{\\i0}, zwei\\Ndrei"),
              Cue.of(1_200, 300, "1,0,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}")));

  private static final TextStream TIMED =
      new TextStream(
          avcodec.AV_CODEC_ID_MOV_TEXT,
          "eng",
          "",
          List.of(Cue.of(0, 500, "").timed(), Cue.of(500, 1_000, "Grüße < oder >").timed()));

  private static byte[] film(String format, TextStream... streams) {
    return new CustomClip("mpeg4", Map.of(), context -> {}, encoder -> encoder.usualDuration(1))
        .in(
            format,
            muxer -> {
              List<AVStream> added = Stream.of(streams).map(text -> add(text, muxer)).toList();
              return () -> {
                for (int i = 0; i < streams.length; i++) {
                  for (Cue cue : streams[i].cues()) {
                    write(cue, added.get(i), muxer);
                  }
                }
              };
            },
            new FilterChain.Step("testsrc2", "size=160x120:rate=25:duration=2"),
            new FilterChain.Step("format", "pix_fmts=yuv420p"));
  }

  private static AVStream add(TextStream text, Muxer muxer) {
    AVStream stream = muxer.addStream();
    stream.codecpar().codec_type(AVMEDIA_TYPE_SUBTITLE);
    stream.codecpar().codec_id(text.codec());
    byte[] head = text.head().getBytes(StandardCharsets.UTF_8);
    if (head.length > 0) {
      BytePointer copy = new BytePointer(av_mallocz(head.length + 64L));
      copy.put(head);
      stream.codecpar().extradata(copy);
      stream.codecpar().extradata_size(head.length);
    }
    stream.time_base().num(1).den(1_000);
    AVDictionary tags = new AVDictionary((Pointer) null);
    av_dict_set(tags, "language", text.language(), 0);
    stream.metadata(tags);
    return stream;
  }

  private static void write(Cue cue, AVStream stream, Muxer muxer) {
    AVPacket packet = av_packet_alloc();
    av_new_packet(packet, cue.bytes().length);
    packet.data().put(cue.bytes());
    packet.pts(cue.from());
    packet.dts(cue.from());
    packet.duration(cue.millis());
    packet.flags(avcodec.AV_PKT_FLAG_KEY);
    muxer.write(packet, stream, new AVRational().num(1).den(1_000));
    av_packet_free(packet);
  }

  private List<Integer> streams(byte[] film) {
    MediaInfo facts = transcoder.probe(List.of(MemoryInput.of(film)), StageMonitor.none());
    return facts.streams().stream()
        .filter(stream -> stream.kind() == StreamKind.SUBTITLE)
        .map(StreamInfo::index)
        .toList();
  }

  private List<String> texts(byte[] film, OutputSpec output) {
    List<Integer> wanted = streams(film);
    Map<Integer, byte[]> made =
        transcoder
            .transcode(
                new Transcoder.Task(
                    List.of(MemoryInput.of(film)),
                    output,
                    TagOverrides.NONE,
                    new SidecarSpec(false, Optional.empty(), wanted)),
                new MemorySink(),
                StageMonitor.none())
            .subtitles();
    return wanted.stream()
        .map(number -> new String(made.getOrDefault(number, new byte[0]), StandardCharsets.UTF_8))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"MP4", "MKV"})
  void sub_rip_and_its_styled_sister_become_web_vtt(Container container) {
    List<String> texts =
        texts(
            film("matroska", SUBRIP, STYLED),
            OutputSpec.DEFAULT.withContainer(container).withVideoCodec(VideoCodec.H264));

    assertThat(texts)
        .containsExactly(
            """
            WEBVTT

            00:00:00.200 --> 00:00:00.700
            one and Q&amp;A

            00:00:01.000 --> 00:00:01.500
            two
            lines

            00:00:01.700 --> 00:00:01.900
            three

            """,
            """
            WEBVTT

            00:00:00.300 --> 00:00:00.700
            eins, zwei
            drei

            """);
  }

  @Test
  void those_of_an_mp4_do_as_well() {
    assertThat(texts(film("mp4", TIMED), OutputSpec.DEFAULT))
        .containsExactly("WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nGrüße &lt; oder &gt;\n\n");
  }

  @Test
  void the_subtitles_of_a_clip_count_from_its_start() {
    Clip clip =
        new Clip(
            Optional.of(new Clip.Timecode(Duration.ofMillis(400))),
            Optional.of(new Clip.Timecode(Duration.ofMillis(1_200))));

    List<String> texts =
        texts(
            film("matroska", SUBRIP),
            OutputSpec.DEFAULT.withVideoCodec(VideoCodec.H264).withClip(clip));

    assertThat(texts.get(0))
        .startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:00.300\none")
        .contains("00:00:00.600 --> 00:00:00.800\ntwo\nlines")
        .doesNotContain("three");
  }
}
