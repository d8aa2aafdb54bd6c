package dev.sluice.core.engine;

import dev.sluice.core.engine.limits.QuotaFailures;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoQuality;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Estimates the size of a result from the bitrates of its streams. Copied streams are as large as
 * in the source; encoded audio has the bitrate that is asked for; for encoded video the estimate is
 * that of an ordinary film. Pure.
 */
final class SizeEstimate {
  /** Bits for each pixel of a film that x264 encodes at the default quality. */
  private static final double BITS_PER_PIXEL = 0.07;

  /** The steps of quality that halve the size. */
  private static final double HALVING = 6;

  private static final double USUAL_FRAME_RATE = 25;

  private SizeEstimate() {}

  /**
   * Returns the size in bytes; empty if too little is known.
   *
   * @param sourceBytes the size of all inputs, if it is known
   */
  static OptionalLong of(Transcoder.Plan plan, OutputSpec output, OptionalLong sourceBytes) {
    MediaInfo source = plan.source();
    Optional<Duration> whole = source.duration().filter(length -> !length.isZero());
    if (whole.isEmpty()) {
      boolean same = output.clip().isEmpty() && isCopiedWhole(plan.streams());
      return same ? sourceBytes : OptionalLong.empty();
    }
    double seconds = seconds(whole.get());
    double part = seconds(QuotaFailures.durationOfResult(whole.get(), output));
    if (isCopiedWhole(plan.streams()) && sourceBytes.isPresent()) {
      return OptionalLong.of(Math.round(sourceBytes.getAsLong() * part / seconds));
    }
    OptionalLong total =
        sourceBytes.isPresent()
            ? OptionalLong.of(Math.round(sourceBytes.getAsLong() * 8 / seconds))
            : source.bitrate();
    double bits = 0;
    for (int i = 0; i < plan.streams().size(); i++) {
      StreamReport report = plan.streams().get(i);
      OptionalLong rate = rate(source.streams().get(i), report, plan, output, total);
      if (rate.isEmpty()) {
        return OptionalLong.empty();
      }
      bits += rate.getAsLong();
    }
    return OptionalLong.of(Math.round(bits * part / 8));
  }

  private static boolean isCopiedWhole(List<StreamReport> streams) {
    return streams.stream()
        .filter(stream -> isPictureOrSound(stream.kind()))
        .allMatch(stream -> stream.action() == Action.COPIED);
  }

  private static boolean isPictureOrSound(StreamKind kind) {
    return kind == StreamKind.VIDEO || kind == StreamKind.AUDIO;
  }

  private static OptionalLong rate(
      StreamInfo stream,
      StreamReport report,
      Transcoder.Plan plan,
      OutputSpec output,
      OptionalLong total) {
    if (report.action() == Action.DROPPED || !isPictureOrSound(stream.kind())) {
      return OptionalLong.of(0);
    }
    if (report.action() == Action.ENCODED) {
      return OptionalLong.of(
          stream.kind() == StreamKind.AUDIO
              ? output.audioBitrate().bitsPerSecond()
              : encodedVideo(stream, plan, output));
    }
    return stream.bitrate().isPresent() ? stream.bitrate() : share(plan.source(), total);
  }

  private static long encodedVideo(StreamInfo video, Transcoder.Plan plan, OutputSpec output) {
    double height = Math.min(video.width(), video.height());
    double scale = plan.shorterSide().map(side -> Math.min(1, side / height)).orElse(1.0);
    double frames = video.frameRate() > 0 ? video.frameRate() : USUAL_FRAME_RATE;
    double pixels = video.width() * scale * video.height() * scale * frames;
    double quality =
        Math.pow(2, (VideoQuality.DEFAULT.crf() - output.videoQuality().crf()) / HALVING);
    return Math.round(pixels * BITS_PER_PIXEL * quality);
  }

  /** Returns the part of a stream without a bitrate: what the others leave, in equal parts. */
  private static OptionalLong share(MediaInfo source, OptionalLong total) {
    if (total.isEmpty()) {
      return OptionalLong.empty();
    }
    long known = source.streams().stream().mapToLong(stream -> stream.bitrate().orElse(0)).sum();
    long unknown =
        source.streams().stream()
            .filter(stream -> isPictureOrSound(stream.kind()) && stream.bitrate().isEmpty())
            .count();
    return OptionalLong.of(Math.max(0, total.getAsLong() - known) / Math.max(1, unknown));
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }
}
