package dev.sluice.media.libav;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Brings a decoded picture into the shape of a thumbnail: square pixels, the right way up, no side
 * longer than {@link #LONGEST_SIDE}.
 *
 * @param aspect of a pixel, as far as it is known
 * @param rotation in degrees clockwise that a player turns the picture by
 */
record StillShape(AVRational aspect, int rotation) {
  /** As large as sites show them. */
  static final int LONGEST_SIDE = 1_280;

  byte[] jpeg(AVFrame frame) {
    List<byte[]> made = new ArrayList<>(1);
    try (FilterChain chain = new FilterChain(steps(frame))) {
      chain.push(frame, shaped -> encode(shaped, made));
      chain.finish(shaped -> encode(shaped, made));
    }
    return Optional.of(made)
        .filter(pictures -> !pictures.isEmpty())
        .map(pictures -> pictures.get(0))
        .orElseThrow(() -> Failures.damaged("The source has no picture that could be shown"));
  }

  private static void encode(AVFrame frame, List<byte[]> made) {
    try (JpegPicture picture = new JpegPicture(frame)) {
      made.add(picture.bytes());
    }
  }

  private List<FilterChain.Step> steps(AVFrame frame) {
    boolean told = aspect.num() > 0 && aspect.den() > 0;
    double wide = frame.width() * (told ? Times.toDouble(aspect) : 1);
    double shrunk = Math.min(1, LONGEST_SIDE / Math.max(wide, frame.height()));
    List<FilterChain.Step> steps = new ArrayList<>();
    steps.add(
        new FilterChain.Step(
            "buffer",
            "video_size=%dx%d:pix_fmt=%d:time_base=1/25:colorspace=%d:range=%d"
                .formatted(
                    frame.width(),
                    frame.height(),
                    frame.format(),
                    frame.colorspace(),
                    frame.color_range())));
    steps.add(
        new FilterChain.Step(
            "scale",
            "w=%d:h=%d:flags=bicubic"
                .formatted(
                    Math.max(1, Math.round(wide * shrunk)),
                    Math.max(1, Math.round(frame.height() * shrunk)))));
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
    steps.add(new FilterChain.Step("format", "pix_fmts=yuvj420p"));
    steps.add(new FilterChain.Step("buffersink", ""));
    return steps;
  }
}
