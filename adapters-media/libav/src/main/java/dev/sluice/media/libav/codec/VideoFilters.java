package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_h;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_w;

import dev.sluice.media.libav.plan.PictureSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Converts decoded pictures to the encoder's format: deinterlaced if they are interlaced, with even
 * sides, in its pixel format. The output has one size, even if the source changes its own.
 */
final class VideoFilters implements AutoCloseable {
  private final AVRational base;
  private final AVRational aspect;
  private final String formats;
  private final Optional<PictureSize> scaled;
  private final boolean odd;
  private final int width;
  private final int height;
  private FilterChain chain;
  private String inputFormat;
  private final String size;
  private final boolean standardRange;
  private boolean deinterlacing;
  private boolean chainDeinterlaces;
  private boolean chainMapsTones;

  /**
   * @param parameters the parameters of the source
   * @param formats the pixel formats that the encoder accepts, in libav's notation
   * @param scaled the size of the result, if it is not the source's own
   * @param standardRange whether pictures of a high dynamic range are mapped to the standard range
   */
  VideoFilters(
      AVCodecParameters parameters,
      AVRational base,
      AVRational aspect,
      String formats,
      Optional<PictureSize> scaled,
      boolean standardRange) {
    this.scaled = scaled;
    this.standardRange = standardRange;
    this.base = base;
    this.aspect = aspect;
    this.formats = formats;
    odd = parameters.width() % 2 != 0 || parameters.height() % 2 != 0;
    size = size(parameters.width(), parameters.height());
    inputFormat =
        describe(size, parameters.format(), parameters.color_space(), parameters.color_range());
    chainMapsTones = standardRange && ToneMapping.isHighRange(parameters.color_trc());
    chain = new FilterChain(steps(size, parameters.color_primaries(), parameters.color_space()));
    width = av_buffersink_get_w(chain.sink());
    height = av_buffersink_get_h(chain.sink());
  }

  /** Returns the sink, which has the encoder's parameters. */
  AVFilterContext sink() {
    return chain.sink();
  }

  /** The frame is not changed. */
  void push(AVFrame frame, Consumer<AVFrame> frames) {
    // One interlaced frame switches the filter on for the rest; it passes frames that are not
    // interlaced.
    deinterlacing |= (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
    String sizeOfFrame = size(frame.width(), frame.height());
    String frameFormat =
        describe(sizeOfFrame, frame.format(), frame.colorspace(), frame.color_range());
    boolean mapsTones = standardRange && ToneMapping.isHighRange(frame.color_trc());
    if (!frameFormat.equals(inputFormat)
        || deinterlacing != chainDeinterlaces
        || mapsTones != chainMapsTones) {
      chain.finish(frames);
      chain.close();
      inputFormat = frameFormat;
      chainDeinterlaces = deinterlacing;
      chainMapsTones = mapsTones;
      chain = new FilterChain(steps(sizeOfFrame, frame.color_primaries(), frame.colorspace()));
    }
    chain.push(frame, frames);
  }

  void finish(Consumer<AVFrame> frames) {
    chain.finish(frames);
  }

  private static String size(int width, int height) {
    return String.format(Locale.ROOT, "%dx%d", width, height);
  }

  private String describe(String sizeOfFrame, int format, int space, int range) {
    return String.format(
        Locale.ROOT,
        "video_size=%s:pix_fmt=%d:time_base=%d/%d:pixel_aspect=%d/%d:colorspace=%d:range=%d",
        sizeOfFrame,
        format,
        base.num(),
        base.den(),
        aspect.num(),
        Math.max(1, aspect.den()),
        space,
        range);
  }

  private List<FilterChain.Step> steps(String sizeOfFrame, int primaries, int matrix) {
    List<FilterChain.Step> steps = new ArrayList<>();
    steps.add(new FilterChain.Step("buffer", inputFormat));
    if (deinterlacing) {
      // Before anything that mixes lines. One frame stays one frame with its own time.
      steps.add(new FilterChain.Step("bwdif", "mode=send_frame:parity=auto:deint=interlaced"));
      steps.add(
          new FilterChain.Step(
              "settb", String.format(Locale.ROOT, "expr=%d/%d", base.num(), base.den())));
    }
    if (scaled.isPresent()) {
      steps.add(scale(scaled.get().width(), scaled.get().height()));
    } else if (!sizeOfFrame.equals(size)) {
      steps.add(scale(width, height));
    } else if (odd) {
      // 4:2:0 needs even sides. Cropping one line is sharper than scaling.
      steps.add(new FilterChain.Step("crop", "w=trunc(iw/2)*2:h=trunc(ih/2)*2:x=0:y=0:exact=1"));
    }
    if (chainMapsTones) {
      // After scaling, because it works on floating-point numbers.
      steps.addAll(ToneMapping.toStandardRange(primaries, matrix));
      steps.add(new FilterChain.Step("zscale", "matrix=bt709:range=limited"));
    }
    steps.add(new FilterChain.Step("format", "pix_fmts=" + formats));
    steps.add(new FilterChain.Step("buffersink", ""));
    return steps;
  }

  private static FilterChain.Step scale(int width, int height) {
    return new FilterChain.Step(
        "scale", String.format(Locale.ROOT, "w=%d:h=%d:flags=bicubic", width, height));
  }

  @Override
  public void close() {
    chain.close();
  }
}
