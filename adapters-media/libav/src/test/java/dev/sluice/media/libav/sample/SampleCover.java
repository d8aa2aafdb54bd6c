package dev.sluice.media.libav.sample;

import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.still.JpegImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Generates a cover: a single JPEG of the test picture. */
final class SampleCover {
  private SampleCover() {}

  static JpegImage of(int width, int height) {
    List<JpegImage> made = new ArrayList<>(1);
    try (FilterChain chain =
        new FilterChain(
            List.of(
                new FilterChain.Step(
                    "testsrc2", String.format(Locale.ROOT, "size=%dx%d", width, height)),
                new FilterChain.Step("format", "pix_fmts=yuvj420p"),
                new FilterChain.Step("buffersink", "")))) {
      chain.next(frame -> made.add(new JpegImage(frame)));
    }
    return made.get(0);
  }
}
