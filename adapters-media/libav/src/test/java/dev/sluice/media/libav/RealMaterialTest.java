package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_MASTERING_DISPLAY_METADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.codec.FrameEncoder;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.fixture.CustomClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVMasteringDisplayMetadata;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** High dynamic range and interlaced pictures, made with the encoders that make real ones. */
class RealMaterialTest {
  private static final int BT2020 = avutil.AVCOL_PRI_BT2020;
  private static final int PQ = avutil.AVCOL_TRC_SMPTE2084;

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @BeforeEach
  void needs_x264_and_x265() {
    Assumptions.assumeTrue(Encoders.present(Encoders.X264) && Encoders.present(Encoders.X265));
  }

  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MKV, COPY", "MP4, H265", "MKV, H265"})
  void hdr10_keeps_its_colours_its_brightness_and_its_depth(Container container, VideoCodec codec) {
    byte[] made = convert(hdr10(), container, codec);

    assertColours(made);
    assertBrightness(made);
    assertThat(pixelFormat(made)).contains("yuv420p10le");
  }

  @ParameterizedTest
  @CsvSource({"MP4, H264", "MOV, H264", "MKV, H264", "MKV, VP9", "WEBM, VP9"})
  void hdr10_becomes_standard_range_where_eight_bits_are_left(
      Container container, VideoCodec codec) {
    Assumptions.assumeFalse(Encoders.keepsTenBits(codec));

    byte[] made = convert(hdr10(), container, codec);

    try (Source source = open(made)) {
      AVCodecParameters parameters = source.stream(0).codecpar();
      assertThat(parameters.color_primaries()).isEqualTo(avutil.AVCOL_PRI_BT709);
      assertThat(parameters.color_trc()).isEqualTo(avutil.AVCOL_TRC_BT709);
      assertThat(parameters.color_space()).isEqualTo(avutil.AVCOL_SPC_BT709);
      assertThat(
              av_packet_side_data_get(
                  parameters.coded_side_data(),
                  parameters.nb_coded_side_data(),
                  AV_PKT_DATA_MASTERING_DISPLAY_METADATA))
          .isNull();
    }
    assertThat(pixelFormat(made)).contains("yuv420p");
    // White of the test picture, which PQ takes for 10,000 cd/m², is still the brightest.
    Inspection before = Inspection.of(hdr10());
    Inspection after = Inspection.of(made);
    assertThat(after.pictures).hasSameSizeAs(before.pictures);
    assertThat(brightest(after.pictureAt(0.6))).isGreaterThan(200);
  }

  private Optional<String> pixelFormat(byte[] file) {
    return transcoder
        .probe(List.of(MemoryInput.of(file)), StageMonitor.none())
        .first(StreamKind.VIDEO)
        .orElseThrow()
        .pixelFormat();
  }

  private static int brightest(byte[] picture) {
    int brightest = 0;
    for (byte pixel : picture) {
      brightest = Math.max(brightest, pixel & 0xff);
    }
    return brightest;
  }

  @ParameterizedTest
  @CsvSource({"tff, 2, MP4", "bff, 3, MP4", "tff, 2, MKV", "tff, 2, MOV"})
  void interlaced_picture_is_copied_as_such(String first, int order, Container container) {
    byte[] clip = interlaced(first);
    assertThat(fieldOrder(clip)).isEqualTo(order);

    assertThat(fieldOrder(convert(clip, container, VideoCodec.COPY))).isEqualTo(order);
  }

  @ParameterizedTest
  @CsvSource({"tff, MP4, H264", "bff, MP4, H264", "tff, MP4, H265", "tff, WEBM, VP9"})
  void interlaced_picture_loses_its_combs_when_it_is_encoded(
      String first, Container container, VideoCodec codec) {
    byte[] clip = combed(first);

    byte[] made = convert(clip, container, codec);

    Inspection before = Inspection.of(clip);
    Inspection after = Inspection.of(made);
    assertThat(after.pictures).hasSameSizeAs(before.pictures);
    assertThat(after.pictures.keySet()).first().isEqualTo(before.pictures.firstKey());
    assertThat(fieldOrder(made)).isIn(avcodec.AV_FIELD_UNKNOWN, avcodec.AV_FIELD_PROGRESSIVE);
    for (double at : new double[] {0.2, 0.6, 1.4}) {
      assertThat(combs(before, at)).isGreaterThan(8);
      assertThat(combs(after, at)).isLessThan(combs(before, at) / 3);
      assertThat(Inspection.difference(before.pictureAt(at), after.pictureAt(at))).isLessThan(20);
    }
  }

  @Test
  void picture_that_is_not_interlaced_keeps_every_line() {
    byte[] clip = SampleClip.of("matroska", "h264", "").encodedWith(Map.of("qp", "4")).bytes();

    Inspection before = Inspection.of(clip);
    Inspection after = Inspection.of(convert(clip, Container.MP4, VideoCodec.H264));

    for (double at : new double[] {0.2, 0.6, 1.4}) {
      assertThat(Inspection.difference(before.pictureAt(at), after.pictureAt(at))).isLessThan(4);
    }
  }

  /** How far a line is from both of its neighbours, on average, where these agree. */
  private static double combs(Inspection made, double at) {
    byte[] picture = made.pictureAt(at);
    long sum = 0;
    int count = 0;
    for (int y = 1; y < made.height - 1; y++) {
      for (int x = 0; x < made.width; x++) {
        int above = picture[(y - 1) * made.width + x] & 0xff;
        int below = picture[(y + 1) * made.width + x] & 0xff;
        if (Math.abs(above - below) < 8) {
          sum += Math.abs((picture[y * made.width + x] & 0xff) - above);
          count++;
        }
      }
    }
    return (double) sum / count;
  }

  /** A bar that moves between one field and the next, so that every frame has combs. */
  private static byte[] combed(String first) {
    return new CustomClip(
            Encoders.X264,
            Map.of("preset", "veryfast", "qp", "10", "bf", "0", "x264-params", first + "=1"),
            context -> {
              context.framerate().num(25).den(1);
              context.flags(context.flags() | avcodec.AV_CODEC_FLAG_INTERLACED_DCT);
            },
            RealMaterialTest::steady)
        .of(
            new FilterChain.Step("testsrc2", "size=160x120:rate=50:duration=2"),
            new FilterChain.Step("scroll", "horizontal=0.05"),
            new FilterChain.Step("format", "pix_fmts=yuv420p"),
            new FilterChain.Step("interlace", "scan=" + first + ":lowpass=off"));
  }

  private static void steady(FrameEncoder encoder) {
    encoder.usualDuration(1);
    encoder.stream().avg_frame_rate().num(25).den(1);
  }

  @ParameterizedTest
  @CsvSource({"MP4", "MKV", "MOV"})
  void h264_in_avi_with_pictures_out_of_order_is_not_copied(Container container) {
    byte[] clip = SampleClip.of("avi", "h264", "mp3").encodedWith(Map.of("bf", "2")).bytes();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> convert(clip, container, VideoCodec.COPY))
        .withMessageContaining("avi")
        .withMessageContaining("ask for the option 'video codec' auto or h264")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CODEC_DOES_NOT_FIT));
  }

  @Test
  void h264_in_avi_with_pictures_in_order_is_copied() {
    byte[] clip = SampleClip.of("avi", "h264", "mp3").encodedWith(Map.of("bf", "0")).bytes();

    assertThat(Inspection.of(convert(clip, Container.MP4, VideoCodec.COPY)).pictures).hasSize(50);
  }

  private static void assertColours(byte[] file) {
    try (Source source = open(file)) {
      AVCodecParameters made = source.stream(0).codecpar();
      assertThat(made.color_primaries()).isEqualTo(BT2020);
      assertThat(made.color_trc()).isEqualTo(PQ);
      assertThat(made.color_space()).isEqualTo(avutil.AVCOL_SPC_BT2020_NCL);
    }
  }

  private static void assertBrightness(byte[] file) {
    try (Source source = open(file)) {
      AVCodecParameters made = source.stream(0).codecpar();
      AVMasteringDisplayMetadata display =
          new AVMasteringDisplayMetadata(sideData(made, AV_PKT_DATA_MASTERING_DISPLAY_METADATA));
      AVContentLightMetadata light =
          new AVContentLightMetadata(sideData(made, AV_PKT_DATA_CONTENT_LIGHT_LEVEL));
      assertThat(Math.round(Times.toDouble(display.max_luminance()))).isEqualTo(1_000);
      assertThat(Times.toDouble(display.display_primaries(0, 0))).isBetween(0.70, 0.72);
      assertThat(light.MaxCLL()).isEqualTo(900);
      assertThat(light.MaxFALL()).isEqualTo(300);
    }
  }

  private static BytePointer sideData(AVCodecParameters parameters, int type) {
    AVPacketSideData found =
        av_packet_side_data_get(
            parameters.coded_side_data(), parameters.nb_coded_side_data(), type);
    assertThat(found == null || found.isNull()).as("side data %s is absent", type).isFalse();
    return found.data();
  }

  private static int fieldOrder(byte[] file) {
    try (Source source = open(file)) {
      return source.stream(0).codecpar().field_order();
    }
  }

  private static Source open(byte[] file) {
    return Source.open(
        List.of(MemoryInput.of(file)), StageMonitor.none(), 100_000_000, SpoolFolder.none());
  }

  private static byte[] interlaced(String first) {
    return SampleClip.of("matroska", "h264", "")
        .encodedWith(Map.of("flags", "+ildct+ilme", "x264-params", first + "=1"))
        .bytes();
  }

  /** As in films: the container has the colour volume of the mastering display, too. */
  private static byte[] hdr10() {
    return new CustomClip(
            Encoders.X265,
            Map.of("preset", "ultrafast", "x265-params", "log-level=none:hdr10=1"),
            context -> {
              context.pix_fmt(avutil.av_get_pix_fmt("yuv420p10le"));
              context.framerate().num(25).den(1);
              context.color_primaries(BT2020);
              context.color_trc(PQ);
              context.colorspace(avutil.AVCOL_SPC_BT2020_NCL);
              context.color_range(avutil.AVCOL_RANGE_MPEG);
            },
            encoder -> {
              encoder.usualDuration(1);
              addBrightness(encoder.stream().codecpar());
            })
        .of(
            new FilterChain.Step("testsrc2", "size=160x120:rate=25:duration=2"),
            new FilterChain.Step("format", "pix_fmts=yuv420p10le"));
  }

  private static void addBrightness(AVCodecParameters target) {
    AVMasteringDisplayMetadata display =
        new AVMasteringDisplayMetadata(
            MetadataCopier.addSideData(
                target,
                AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
                Loader.sizeof(AVMasteringDisplayMetadata.class)));
    int[][] primaries = {{35_400, 14_600}, {8_500, 39_850}, {6_550, 2_300}};
    for (int colour = 0; colour < 3; colour++) {
      for (int axis = 0; axis < 2; axis++) {
        put(display.display_primaries(colour, axis), primaries[colour][axis], 50_000);
      }
    }
    put(display.white_point(0), 15_635, 50_000);
    put(display.white_point(1), 16_450, 50_000);
    put(display.min_luminance(), 50, 10_000);
    put(display.max_luminance(), 1_000, 1);
    display.has_primaries(1).has_luminance(1);
    AVContentLightMetadata light =
        new AVContentLightMetadata(
            MetadataCopier.addSideData(
                target,
                avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
                Loader.sizeof(AVContentLightMetadata.class)));
    light.MaxCLL(900).MaxFALL(300);
  }

  private static void put(AVRational target, int numerator, int denominator) {
    target.num(numerator).den(denominator);
  }

  private byte[] convert(byte[] clip, Container container, VideoCodec video) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        OutputSpec.builder()
            .container(container)
            .videoCodec(video)
            .audioBitrate(AudioBitrate.K128)
            .build(),
        sink,
        StageMonitor.none());
    return sink.bytes();
  }
}
