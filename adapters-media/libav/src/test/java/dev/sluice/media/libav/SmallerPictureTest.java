package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Picture scaled down to a limit, and copied where it can be. */
class SmallerPictureTest {
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @ParameterizedTest
  @CsvSource({
    "640, 480, 0, H264, MP4, 480, 360",
    "480, 640, 0, H264, MKV, 360, 480",
    "640, 480, 90, H264, MP4, 480, 360",
    "854, 480, 0, H265, MP4, 640, 360",
    "641, 481, 0, VP9, WEBM, 480, 360",
    "320, 240, 0, H264, MP4, 320, 240",
    "640, 480, 0, COPY, MP4, 640, 480"
  })
  void a_picture_is_made_small_enough_and_keeps_its_shape(
      int width,
      int height,
      int rotation,
      VideoCodec codec,
      Container container,
      int madeWidth,
      int madeHeight) {
    String source = codec == VideoCodec.COPY || rotation != 0 ? "h264" : "ffv1";
    String format = rotation != 0 ? "mp4" : "matroska";
    byte[] clip = SampleClip.of(format, source, "").size(width, height).rotated(rotation).bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(clip, container, codec, sink);

    Inspection made = Inspection.of(sink.bytes());
    StreamInfo picture = made.facts.first(StreamKind.VIDEO).orElseThrow();
    assertThat(picture.width()).isEqualTo(madeWidth);
    assertThat(picture.height()).isEqualTo(madeHeight);
    assertThat(picture.rotation()).isEqualTo(rotation);
    assertThat(made.pictures).hasSize(50);
    assertThat(made.width).isEqualTo(madeWidth);
    assertThat(result.shorterSide()).hasValue(Math.min(madeWidth, madeHeight));
    assertThat(brightness(made)).isCloseTo(brightness(Inspection.of(clip)), within(4.0));
  }

  // The mean of a picture is the same at every size.
  private static double brightness(Inspection of) {
    byte[] picture = of.pictureAt(1);
    long sum = 0;
    for (byte pixel : picture) {
      sum += pixel & 0xff;
    }
    return (double) sum / picture.length;
  }

  @ParameterizedTest
  @CsvSource({
    "matroska, h264, MP4, h264:copy",
    "matroska, ffv1, MP4, ffv1>h264 480p>360p",
    "matroska, h264, WEBM, h264>vp9 480p>360p",
    "webm, vp8, WEBM, vp8:copy"
  })
  void auto_copies_what_fits_whatever_its_size_and_encodes_the_rest(
      String format, String codec, Container container, String plan) {
    byte[] clip = SampleClip.of(format, codec, "").size(640, 480).bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(clip, container, VideoCodec.AUTO, sink);

    assertThat(result.plan()).isEqualTo(plan);
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(50);
  }

  @Test
  void auto_encodes_reordered_video_of_avi() {
    byte[] clip = SampleClip.of("avi", "h264", "").encodedWith(Map.of("bf", "2")).bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result = transcode(clip, Container.MP4, VideoCodec.AUTO, sink);

    assertThat(result.plan()).isEqualTo("h264>h264");
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(50);
  }

  private Transcoder.Result transcode(
      byte[] clip, Container container, VideoCodec codec, MemorySink sink) {
    return transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        OutputSpec.DEFAULT
            .withContainer(container)
            .withVideoCodec(codec)
            .withMaxResolution(new MaxResolution(360)),
        sink,
        StageMonitor.none());
  }
}
