package dev.sluice.media.libav.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.CustomClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that are not what their container says, or that containers describe in few words. */
class StrangeStreamsTest {
  private static final FilterChain.Step PICTURES =
      new FilterChain.Step("testsrc2", "size=160x120:rate=25:duration=2");
  private static final FilterChain.Step EIGHT_BITS =
      new FilterChain.Step("format", "pix_fmts=yuv420p");

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MOV, COPY", "MKV, COPY", "MP4, H264"})
  void the_aspect_of_the_container_wins_over_that_of_the_pictures(
      Container container, VideoCodec codec) {
    // The pictures say 16:15, and the file says 4:3.
    byte[] clip =
        new CustomClip(
                "mpeg4",
                Map.of(),
                context -> context.sample_aspect_ratio().num(16).den(15),
                encoder -> {
                  encoder.stream().sample_aspect_ratio().num(4).den(3);
                  encoder.stream().codecpar().sample_aspect_ratio().num(4).den(3);
                })
            .in("matroska", muxer -> () -> {}, PICTURES, EIGHT_BITS);
    MemorySink sink = new MemorySink();

    transcode(clip, OutputSpec.DEFAULT.withContainer(container).withVideoCodec(codec), sink);

    try (Source made = open(sink.bytes())) {
      assertThat(Times.toDouble(made.stream(0).sample_aspect_ratio()))
          .isCloseTo(4 / 3.0, within(0.01));
    }
  }

  @ParameterizedTest
  @CsvSource({"MP3, mp3", "M4A, mp4", "MP4, mp4", "MKV, matroska", "OGG, mp3"})
  void a_jpeg_that_is_announced_as_a_png_is_a_cover(Container container, String format) {
    boolean mp4 = format.equals("mp4");
    byte[] song =
        replaced(
            SampleClip.of(format, "", mp4 ? "aac" : "mp3").withCover().bytes(),
            mp4 ? "\0\0\0\r\0\0\0\0\u00ff\u00d8" : "image/jpeg",
            mp4 ? "\0\0\0\u000e\0\0\0\0\u00ff\u00d8" : "image/png\0");
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(song, OutputSpec.DEFAULT.withContainer(container), sink);

    assertThat(result.plan()).endsWith(" mjpeg:cover");
    assertThat(probe(sink.bytes()).first(StreamKind.COVER)).isPresent();
  }

  @Test
  void a_cover_that_is_a_web_page_is_left_out_with_a_reason() {
    byte[] song = SampleClip.of("mp3", "", "mp3").withCover().bytes();
    int picture = text(song).indexOf("\u00ff\u00d8\u00ff");
    byte[] page = "<!DOCTYPE html><html>404</html>".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(page, 0, song, picture, page.length);
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcode(song, OutputSpec.DEFAULT.withContainer(Container.M4A), sink);

    assertThat(result.plan()).isEqualTo("mp3>aac");
    assertThat(result.streams().get(1).reason()).contains("the cover is neither JPEG nor PNG");
  }

  @Test
  void a_codec_without_a_name_is_refused_by_its_tag() {
    byte[] clip = SampleClip.of("avi", "mpeg4", "mp3").bytes();
    byte[] strange = replaced(clip, "FMP4", "QZQZ");

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcode(strange, OutputSpec.DEFAULT, new MemorySink()))
        .withMessageContaining("codec QZQZ")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CODEC_DOES_NOT_FIT));
  }

  /** The muxer of mp4 finds out only where it writes the index. */
  @Test
  void sound_that_the_index_cannot_describe_is_encoded() {
    byte[] film =
        TrackMuxer.file(
            "matroska",
            TestVideo.h264().lasting(1).track(),
            TestAudio.of("libopus")
                .lasting(1)
                .track()
                .configured(parameters -> parameters.extradata_size(0)));

    Transcoder.Result mp4 = transcode(film, OutputSpec.DEFAULT, new MemorySink());
    Transcoder.Result mkv =
        transcode(film, OutputSpec.DEFAULT.withContainer(Container.MKV), new MemorySink());

    assertThat(mp4.plan()).isEqualTo("h264:copy opus>aac");
    assertThat(mp4.streams().get(1).reason()).contains("mp4 cannot hold opus");
    assertThat(mkv.plan()).isEqualTo("h264:copy opus:copy");
  }

  @ParameterizedTest
  @EnumSource(
      value = VideoCodec.class,
      names = {"H264", "AUTO"})
  void slides_in_a_transport_stream_become_a_film(VideoCodec codec) {
    byte[] slides =
        SampleClip.of("mpegts", "h264", "aac")
            .lasting(Duration.ofSeconds(32))
            .encodedWith(Map.of("bf", "0"))
            .bytes();
    byte[] slow =
        AlteredClip.of(
            slides,
            "mpegts",
            List.<Chapter>of(),
            packet ->
                packet.stream_index() != 0
                    || packet.pts() / 90_000 % 15 == 1
                        && (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0);
    MemorySink sink = new MemorySink();

    transcode(slow, OutputSpec.DEFAULT.withVideoCodec(codec), sink);

    Inspection result = Inspection.of(sink.bytes());
    assertThat(result.pictures.size()).isBetween(2, 3);
    assertThat(result.width).isEqualTo(160);
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV"})
  void the_description_of_dolby_vision_survives_a_copy(Container container) {
    byte[] clip = dolbyVision();
    assertThat(hasDolbyVision(clip)).isTrue();
    MemorySink sink = new MemorySink();

    transcode(clip, OutputSpec.DEFAULT.withContainer(container), sink);

    assertThat(hasDolbyVision(sink.bytes())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "MOV, COPY, mov cannot hold its Dolby Vision; ask for format mp4 or mkv",
    "MP4, H264, the request asks for it; its Dolby Vision is left out"
  })
  void dolby_vision_that_is_lost_is_reported(Container container, VideoCodec codec, String reason) {
    Transcoder.Result result =
        transcode(
            dolbyVision(),
            OutputSpec.DEFAULT.withContainer(container).withVideoCodec(codec),
            new MemorySink());

    assertThat(result.streams().get(0).reason()).contains(reason);
  }

  // libav's description: version, profile 8, level, and which layers there are.
  private static byte[] dolbyVision() {
    byte[] description = {1, 0, 8, 1, 1, 0, 1, 1, 0};
    return new CustomClip(
            "libx265",
            Map.of("preset", "ultrafast", "x265-params", "log-level=none"),
            context -> {},
            encoder -> {
              BytePointer added =
                  MetadataCopier.addSideData(
                      encoder.stream().codecpar(),
                      avcodec.AV_PKT_DATA_DOVI_CONF,
                      description.length);
              added.put(description, 0, description.length);
            })
        .in(
            "matroska",
            muxer -> {
              muxer.context().strict_std_compliance(avcodec.FF_COMPLIANCE_UNOFFICIAL);
              return () -> {};
            },
            PICTURES,
            EIGHT_BITS);
  }

  private static boolean hasDolbyVision(byte[] file) {
    try (Source source = open(file)) {
      var parameters = source.stream(0).codecpar();
      var found =
          avcodec.av_packet_side_data_get(
              parameters.coded_side_data(),
              parameters.nb_coded_side_data(),
              avcodec.AV_PKT_DATA_DOVI_CONF);
      return found != null && !found.isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = VideoCodec.class,
      names = {"H264", "H265", "VP9"})
  void a_high_range_is_mapped_where_eight_bits_are_left(VideoCodec codec) {
    boolean mapped = !Encoders.keepsTenBits(codec);
    byte[] clip =
        SampleClip.of("matroska", "hevc", "")
            .pixels("yuv420p10le")
            .encodedWith(
                Map.of(
                    "color_primaries", "bt2020",
                    "color_trc", "smpte2084",
                    "colorspace", "bt2020nc",
                    "color_range", "tv"))
            .bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(clip, OutputSpec.DEFAULT.withVideoCodec(codec), sink);

    try (Source made = open(sink.bytes())) {
      assertThat(made.stream(0).codecpar().color_trc())
          .isEqualTo(mapped ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE2084);
    }
    assertThat(result.streams().get(0).reason().orElseThrow().contains("standard range"))
        .isEqualTo(mapped);
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(50);
  }

  private static byte[] replaced(byte[] file, String what, String by) {
    byte[] changed = file.clone();
    byte[] with = by.getBytes(StandardCharsets.ISO_8859_1);
    String all = text(file);
    int at = all.indexOf(what);
    assertThat(at).isPositive();
    while (at >= 0) {
      System.arraycopy(with, 0, changed, at, with.length);
      at = all.indexOf(what, at + 1);
    }
    return Arrays.copyOf(changed, changed.length);
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private static Source open(byte[] file) {
    return Source.open(
        List.of(MemoryInput.of(file)), StageMonitor.none(), 100_000_000, SpoolFolder.none());
  }

  private Transcoder.Result transcode(byte[] source, OutputSpec output, MemorySink sink) {
    return transcoder.transcode(List.of(MemoryInput.of(source)), output, sink, StageMonitor.none());
  }

  private MediaInfo probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
  }
}
