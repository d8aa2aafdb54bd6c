package dev.sluice.media.libav;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Brings a decoded picture into the shape of a thumbnail: square pixels, the right way up, in the
 * range of brightness that screens have, no side longer than {@link #LONGEST_SIDE}.
 *
 * @param aspect of a pixel, as far as it is known
 * @param rotation in degrees clockwise that a player turns the picture by
 */
record StillShape(AVRational aspect, int rotation) {
  /** As large as sites show them. */
  static final int LONGEST_SIDE = 1_280;

  private static final Set<Integer> HIGH_RANGE =
      Set.of(avutil.AVCOL_TRC_SMPTE2084, avutil.AVCOL_TRC_ARIB_STD_B67);

  /**
   * To light, what is brighter than paper rolled off (paper has 203 cd/m²: ITU-R BT.2408), and back
   * to what screens and JPEGs take.
   */
  private static final List<FilterChain.Step> TO_STANDARD_RANGE =
      List.of(
          new FilterChain.Step("zscale", "transfer=linear:npl=203"),
          new FilterChain.Step("format", "pix_fmts=gbrpf32le"),
          new FilterChain.Step("zscale", "primaries=bt709"),
          new FilterChain.Step("tonemap", "tonemap=mobius:desat=0"),
          new FilterChain.Step("zscale", "transfer=bt709"));

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
    if (HIGH_RANGE.contains(frame.color_trc()) && FilterChain.knows("zscale")) {
      steps.addAll(TO_STANDARD_RANGE);
    }
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
    // A JPEG is read by the old matrix, whatever its film was written by.
    steps.add(new FilterChain.Step("format", "pix_fmts=gbrp"));
    steps.add(new FilterChain.Step("scale", "out_color_matrix=bt601:out_range=full"));
    steps.add(new FilterChain.Step("format", "pix_fmts=yuvj420p"));
    steps.add(new FilterChain.Step("buffersink", ""));
    return steps;
  }
}
