package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The settings of a video encoder. Pixel formats are those that players support: 4:2:0, with eight
 * bits for h264, and ten for h265 and vp9 if the source has them.
 *
 * @param formats the pixel formats that the encoder is given, in libav's notation
 * @param options the options of the encoder
 * @param bitsPerSecond the bitrate; 0 if the encoder has a constant quality
 */
public record VideoEncoderSettings(
    String encoder, String formats, Map<String, String> options, long bitsPerSecond) {

  public static VideoEncoderSettings of(
      String encoder,
      VideoCodec codec,
      VideoQuality quality,
      int sourceFormat,
      int width,
      int height,
      double frameRate) {
    boolean deep = depth(sourceFormat) > 8 && Encoders.takesTenBits(encoder);
    return switch (codec) {
      case H264 ->
          encoder.equals(Encoders.X264)
              ? new VideoEncoderSettings(
                  encoder, eightBits(sourceFormat), crf("medium", quality.crf()), 0)
              : new VideoEncoderSettings(
                  encoder,
                  "yuv420p",
                  Map.of("allow_skip_frames", "0"),
                  guessedBitrate(quality, width, height, frameRate));
      case H265 -> {
        Map<String, String> options = crf("medium", quality.crf());
        options.put("x265-params", "log-level=none");
        yield new VideoEncoderSettings(
            encoder, deep ? "yuv420p10le" : eightBits(sourceFormat), options, 0);
      }
      case VP9 ->
          new VideoEncoderSettings(
              encoder, deep ? "yuv420p10le" : "yuv420p", vp9(quality, width), 0);
      case COPY, AUTO ->
          throw new IllegalArgumentException("a picture that is not encoded has no encoder");
    };
  }

  private static Map<String, String> crf(String preset, int crf) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("preset", preset);
    options.put("crf", String.valueOf(crf));
    return options;
  }

  private static Map<String, String> vp9(VideoQuality quality, int width) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("crf", String.valueOf(quality.onVp9Scale()));
    options.put("b", "0");
    options.put("row-mt", "1");
    options.put("deadline", "good");
    options.put("cpu-used", "4");
    // Tile columns are the unit of threading, and at least 256 pixels wide.
    options.put(
        "tile-columns", width >= 3840 ? "3" : width >= 1280 ? "2" : width >= 640 ? "1" : "0");
    options.put("auto-alt-ref", "1");
    options.put("lag-in-frames", "25");
    return options;
  }

  // openh264 has no constant quality: 0.1 bits per pixel at 23, half of that six steps further.
  private static long guessedBitrate(VideoQuality quality, int width, int height, double rate) {
    double perPixel = 0.1 * Math.pow(2, (23 - quality.crf()) / 6.0);
    double bits = (double) width * height * (rate > 0 ? rate : 25) * perPixel;
    return Math.max(64_000, Math.min(100_000_000, Math.round(bits)));
  }

  // Full-range picture stays full range.
  private static String eightBits(int sourceFormat) {
    return sourceFormat == avutil.AV_PIX_FMT_YUVJ420P ? "yuvj420p" : "yuv420p";
  }

  private static int depth(int format) {
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(format);
    return descriptor == null || descriptor.isNull() ? 8 : descriptor.comp(0).depth();
  }
}
