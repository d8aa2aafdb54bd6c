package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt;

import dev.sluice.testkit.media.FlashAndBeep;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * Pictures of {@link FlashAndBeep} to be encoded.
 *
 * @param codec the name of libav's encoder
 * @param firstNumber the number that the first picture shows
 * @param gop the number of pictures from one key picture to the next
 */
public record TestVideo(
    String codec,
    int framesPerSecond,
    double seconds,
    int firstNumber,
    int width,
    int height,
    int gop,
    int bFrames,
    String pixelFormat,
    Map<String, String> options) {
  private static final Map<TestVideo, EncodedTrack> ENCODED = new ConcurrentHashMap<>();

  public TestVideo {
    options = Map.copyOf(options);
  }

  /** Returns three seconds of 160 x 90 at 25 pictures per second, with a key picture in each. */
  public static TestVideo of(String codec) {
    String format =
        switch (codec) {
          case "mjpeg" -> "yuvj420p";
          case "prores_ks" -> "yuv422p10le";
          default -> "yuv420p";
        };
    return new TestVideo(codec, 25, 3, 0, 160, 90, 25, 0, format, Map.of());
  }

  public static TestVideo h264() {
    return of("libx264");
  }

  public TestVideo lasting(double newSeconds) {
    return new TestVideo(
        codec,
        framesPerSecond,
        newSeconds,
        firstNumber,
        width,
        height,
        gop,
        bFrames,
        pixelFormat,
        options);
  }

  public TestVideo numbered(int newFirst) {
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        newFirst,
        width,
        height,
        gop,
        bFrames,
        pixelFormat,
        options);
  }

  public TestVideo size(int newWidth, int newHeight) {
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        firstNumber,
        newWidth,
        newHeight,
        gop,
        bFrames,
        pixelFormat,
        options);
  }

  public TestVideo gop(int pictures) {
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        firstNumber,
        width,
        height,
        pictures,
        bFrames,
        pixelFormat,
        options);
  }

  public TestVideo bFrames(int count) {
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        firstNumber,
        width,
        height,
        gop,
        count,
        pixelFormat,
        options);
  }

  public TestVideo at(int newFramesPerSecond) {
    return new TestVideo(
        codec,
        newFramesPerSecond,
        seconds,
        firstNumber,
        width,
        height,
        gop,
        bFrames,
        pixelFormat,
        options);
  }

  public TestVideo pixels(String newFormat) {
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        firstNumber,
        width,
        height,
        gop,
        bFrames,
        newFormat,
        options);
  }

  public TestVideo option(String key, String value) {
    Map<String, String> more = new TreeMap<>(options);
    more.put(key, value);
    return new TestVideo(
        codec,
        framesPerSecond,
        seconds,
        firstNumber,
        width,
        height,
        gop,
        bFrames,
        pixelFormat,
        more);
  }

  /** Returns the number of pictures. */
  public int pictures() {
    return (int) Math.round(seconds * framesPerSecond);
  }

  /** Returns the encoded pictures; equal ones are encoded once. */
  public EncodedTrack track() {
    return ENCODED.computeIfAbsent(this, TestVideo::encode);
  }

  private EncodedTrack encode() {
    try (TrackEncoder encoder = new TrackEncoder(codec)) {
      AVCodecContext context = encoder.context();
      context.width(width);
      context.height(height);
      context.pix_fmt(av_get_pix_fmt(pixelFormat));
      context.time_base().num(1).den(framesPerSecond);
      context.framerate().num(framesPerSecond).den(1);
      context.gop_size(gop);
      context.max_b_frames(bFrames);
      context.bit_rate((long) width * height * Math.max(10, framesPerSecond) * 2);
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
      if (pixelFormat.startsWith("yuvj")) {
        context.color_range(2);
      }
      encoder.open(allOptions());
      AVFrame frame = av_frame_alloc();
      frame.width(width);
      frame.height(height);
      frame.format(context.pix_fmt());
      av_frame_get_buffer(frame, 0);
      for (int i = 0; i < pictures(); i++) {
        av_frame_make_writable(frame);
        draw(frame, FlashAndBeep.luma(firstNumber + i, i, framesPerSecond, width, height));
        frame.pts(i);
        encoder.encode(frame);
      }
      av_frame_free(frame);
      return encoder.track(framesPerSecond * 512, framesPerSecond);
    }
  }

  private Map<String, String> allOptions() {
    Map<String, String> all = new TreeMap<>();
    switch (codec) {
      case "libx264" -> {
        all.put("preset", "veryfast");
        all.put("x264-params", "b-adapt=0:scenecut=0:b-pyramid=none");
      }
      case "libx265" -> {
        all.put("preset", "ultrafast");
        all.put(
            "x265-params",
            "log-level=none:scenecut=0:b-adapt=0:pools=none:frame-threads=1:bframes="
                + bFrames
                + ":keyint="
                + gop);
      }
      case "libvpx", "libvpx-vp9" -> {
        all.put("deadline", "realtime");
        all.put("cpu-used", "8");
      }
      default -> {
        // The encoder's own.
      }
    }
    all.putAll(options);
    return all;
  }

  private void draw(AVFrame frame, byte[] luma) {
    boolean deep = pixelFormat.contains("10le");
    rows(frame, 0, width, height, deep, luma);
    boolean halfHeight = pixelFormat.contains("420");
    int chromaWidth = pixelFormat.contains("444") ? width : (width + 1) / 2;
    int chromaHeight = halfHeight ? (height + 1) / 2 : height;
    byte[] grey = new byte[chromaWidth * chromaHeight];
    Arrays.fill(grey, (byte) 128);
    rows(frame, 1, chromaWidth, chromaHeight, deep, grey);
    rows(frame, 2, chromaWidth, chromaHeight, deep, grey);
  }

  private static void rows(
      AVFrame frame, int plane, int width, int height, boolean deep, byte[] values) {
    BytePointer data = new BytePointer(frame.data(plane));
    for (int y = 0; y < height; y++) {
      data.position((long) y * frame.linesize(plane));
      if (deep) {
        byte[] row = new byte[2 * width];
        for (int x = 0; x < width; x++) {
          int value = (values[y * width + x] & 0xff) << 2;
          row[2 * x] = (byte) value;
          row[2 * x + 1] = (byte) (value >> 8);
        }
        data.put(row, 0, row.length);
      } else {
        data.put(values, y * width, width);
      }
    }
  }
}
