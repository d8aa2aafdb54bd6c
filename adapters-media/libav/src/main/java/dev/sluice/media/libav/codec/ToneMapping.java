package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;

import java.util.List;

/** The filters that map pictures of a high dynamic range to the standard range. */
public final class ToneMapping {
  private ToneMapping() {}

  /** Returns whether this build has the filters. */
  public static boolean isAvailable() {
    return FilterChain.knows("zscale") && FilterChain.knows("tonemap");
  }

  /** Returns whether a transfer characteristic of libav is one of a high dynamic range. */
  public static boolean isHighRange(int transfer) {
    return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
  }

  /**
   * Returns the filters: to linear light, with a roll-off above the white of paper (203 cd/m²,
   * ITU-R BT.2408), and back to the colours of screens (BT.709), as RGB. Colour properties that the
   * pictures do not name are taken from BT.2100.
   *
   * @param primaries of the pictures, by libav's number
   * @param matrix of the pictures, by libav's number
   */
  public static List<FilterChain.Step> toStandardRange(int primaries, int matrix) {
    StringBuilder light = new StringBuilder("transfer=linear:npl=203");
    if (primaries == AVCOL_PRI_UNSPECIFIED) {
      light.append(":primariesin=bt2020:primaries=bt2020");
    }
    if (matrix == AVCOL_SPC_UNSPECIFIED) {
      light.append(":matrixin=bt2020nc:matrix=gbr");
    }
    return List.of(
        new FilterChain.Step("zscale", light.toString()),
        new FilterChain.Step("format", "pix_fmts=gbrpf32le"),
        new FilterChain.Step("zscale", "primaries=bt709"),
        new FilterChain.Step("tonemap", "tonemap=mobius:desat=0"),
        new FilterChain.Step("zscale", "transfer=bt709"));
  }
}
