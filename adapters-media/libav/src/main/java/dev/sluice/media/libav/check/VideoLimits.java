package dev.sluice.media.libav.check;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Times;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Rejects or repairs impossible values that an input announces for its video. */
public final class VideoLimits {
  private static final int MAX_FRAME_RATE = 1_000;

  private VideoLimits() {}

  /** Rejects pictures that are larger than allowed. */
  public static void check(AVFormatContext context, long maxPixels) {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters parameters = context.streams(i).codecpar();
      long pixels = (long) parameters.width() * parameters.height();
      if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO && pixels > maxPixels) {
        throw Failures.limitsExceeded(
            String.format(
                Locale.ROOT,
                "The source announces a picture of %d x %d; at most %d million pixels are allowed",
                parameters.width(),
                parameters.height(),
                maxPixels / 1_000_000));
      }
    }
  }

  /**
   * Replaces impossible frame rates. For DV libav reports the clock rate (60000 Hz) as the frame
   * rate.
   */
  public static void repairRates(AVFormatContext context) {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      boolean isImpossible = Times.toDouble(stream.avg_frame_rate()) > MAX_FRAME_RATE;
      if (isImpossible && Times.toDouble(stream.r_frame_rate()) <= MAX_FRAME_RATE) {
        stream.avg_frame_rate(stream.r_frame_rate());
      }
    }
  }
}
