package dev.sluice.media.libav;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.codec.ToneMapping;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.io.InputHandler;
import dev.sluice.media.libav.mux.TrialFit;
import dev.sluice.media.libav.plan.ContainerFit;
import java.util.Optional;
import java.util.Set;

/** The rule of one run: what the muxer takes, except for streams that this source cannot copy. */
final class SourceFit implements ContainerFit {
  private final Source source;
  private final OutputSpec output;
  private final Set<Integer> changing;
  private final TrialFit fit;

  /**
   * @param changing the streams whose parameters change in the middle, by their indexes
   */
  SourceFit(Source source, OutputSpec output, Set<Integer> changing) {
    this.source = source;
    this.output = output;
    this.changing = changing;
    fit = new TrialFit(source::stream);
  }

  @Override
  public boolean takes(Container container, StreamInfo stream) {
    return !changing.contains(stream.index())
        && !lacksTimes(stream)
        && fit.takes(container, stream);
  }

  // An explicit copy fails later, with a sentence that explains what prevents it.
  private boolean lacksTimes(StreamInfo stream) {
    return output.videoCodec() == VideoCodec.AUTO && source.lacksPresentationTimes(stream);
  }

  @Override
  public String obstacle(Container container, StreamInfo stream) {
    if (changing.contains(stream.index())) {
      return "its parameters change in the middle";
    }
    return lacksTimes(stream)
        ? "avi does not store when its pictures are shown"
        : fit.obstacle(container, stream);
  }

  @Override
  public boolean decodes(StreamInfo stream) {
    return fit.decodes(stream);
  }

  @Override
  public void checkSize(StreamInfo video) {
    if (video.width() <= 0 && source.demuxerOf(video.index()).hasLostSlides()) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The source's "
              + video.codec()
              + " video has so few pictures that its size was not found in the first "
              + (InputHandler.MOST_REPEATED >> 20)
              + " MiB, and its server does not let it be read again; serve it as one file, with"
              + " range requests");
    }
  }

  @Override
  public boolean areApart(StreamInfo one, StreamInfo other) {
    return source.areApart(one, other);
  }

  @Override
  public Optional<String> rangeLoss(StreamInfo stream, VideoCodec codec) {
    int transfer = source.stream(stream.index()).codecpar().color_trc();
    if (!ToneMapping.isHighRange(transfer) || Encoders.keepsTenBits(codec)) {
      return Optional.empty();
    }
    return Optional.of(
        ToneMapping.isAvailable()
            ? "its high dynamic range becomes standard range"
            : "its high dynamic range is kept with eight bits, so that shades are lost");
  }
}
