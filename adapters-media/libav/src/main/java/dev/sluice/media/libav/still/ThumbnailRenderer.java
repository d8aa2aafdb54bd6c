package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.codec.ToneMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Renders a decoded frame as a thumbnail: with square pixels, upright, in standard dynamic range,
 * no side longer than {@link #MAX_SIDE}.
 *
 * @param aspect the aspect ratio of a pixel, if it is known
 * @param rotation the degrees clockwise by which a player rotates the picture
 */
record ThumbnailRenderer(AVRational aspect, int rotation) {
  /** The size that sites use for previews. */
  static final int MAX_SIDE = 1_280;

  private static final System.Logger LOG = System.getLogger(ThumbnailRenderer.class.getName());

  byte[] jpeg(AVFrame frame) {
    if (ToneMapping.isHighRange(frame.color_trc()) && ToneMapping.isAvailable()) {
      try {
        return jpeg(
            frame, ToneMapping.toStandardRange(frame.color_primaries(), frame.colorspace()));
      } catch (SluiceException e) {
        // zimg cannot convert these colours. A dull picture is better than none.
        LOG.log(
            System.Logger.Level.DEBUG,
            "the thumbnail keeps its high dynamic range: {0}",
            e.getMessage());
      }
    }
    try {
      return jpeg(frame, List.of());
    } catch (SluiceException e) {
      return jpegWithoutMatrix(frame, e);
    }
  }

  /**
   * Renders the frame as if it did not name its colour matrix, because libav does not support that
   * matrix.
   */
  private byte[] jpegWithoutMatrix(AVFrame frame, SluiceException failure) {
    if (frame.colorspace() == avutil.AVCOL_SPC_UNSPECIFIED) {
      throw failure;
    }
    AVFrame unspecified = av_frame_clone(frame);
    try {
      unspecified.colorspace(avutil.AVCOL_SPC_UNSPECIFIED);
      return jpeg(unspecified, List.of());
    } finally {
      av_frame_free(unspecified);
    }
  }

  private byte[] jpeg(AVFrame frame, List<FilterChain.Step> toneMapping) {
    List<byte[]> made = new ArrayList<>(1);
    try (FilterChain chain = new FilterChain(steps(frame, toneMapping))) {
      chain.push(frame, shaped -> encode(shaped, made));
      chain.finish(shaped -> encode(shaped, made));
    }
    return Optional.of(made)
        .filter(pictures -> !pictures.isEmpty())
        .map(pictures -> pictures.get(0))
        .orElseThrow(() -> Failures.damaged("no frame can be rendered"));
  }

  private static void encode(AVFrame frame, List<byte[]> made) {
    try (JpegImage picture = new JpegImage(frame)) {
      made.add(picture.bytes());
    }
  }

  private List<FilterChain.Step> steps(AVFrame frame, List<FilterChain.Step> toneMapping) {
    boolean known = aspect.num() > 0 && aspect.den() > 0;
    double displayWidth = frame.width() * (known ? Times.toDouble(aspect) : 1);
    double scale = Math.min(1, MAX_SIDE / Math.max(displayWidth, frame.height()));
    List<FilterChain.Step> steps = new ArrayList<>();
    steps.add(
        new FilterChain.Step(
            "buffer",
            String.format(
                Locale.ROOT,
                "video_size=%dx%d:pix_fmt=%d:time_base=1/25:colorspace=%d:range=%d",
                frame.width(),
                frame.height(),
                frame.format(),
                frame.colorspace(),
                frame.color_range())));
    steps.add(
        new FilterChain.Step(
            "scale",
            String.format(
                Locale.ROOT,
                "w=%d:h=%d:flags=bicubic",
                Math.max(1, Math.round(displayWidth * scale)),
                Math.max(1, Math.round(frame.height() * scale)))));
    steps.addAll(toneMapping);
    switch (rotation) {
      case 90 -> steps.add(new FilterChain.Step("transpose", "dir=clock"));
      case 180 -> {
        steps.add(new FilterChain.Step("hflip", ""));
        steps.add(new FilterChain.Step("vflip", ""));
      }
      case 270 -> steps.add(new FilterChain.Step("transpose", "dir=cclock"));
      default -> {}
    }
    steps.add(new FilterChain.Step("setsar", "sar=1"));
    // JPEGs always use the BT.601 matrix.
    steps.add(new FilterChain.Step("format", "pix_fmts=gbrp"));
    steps.add(new FilterChain.Step("scale", "out_color_matrix=bt601:out_range=full"));
    steps.add(new FilterChain.Step("format", "pix_fmts=yuvj420p"));
    steps.add(new FilterChain.Step("buffersink", ""));
    return steps;
  }
}
