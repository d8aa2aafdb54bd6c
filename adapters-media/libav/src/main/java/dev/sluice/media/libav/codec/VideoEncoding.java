package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_color_range;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_colorspace;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_format;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_h;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_w;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.mux.StreamPipeline;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.PictureSize;
import dev.sluice.media.libav.plan.StreamPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * Decodes video, converts it to the encoder's format, and encodes it. Every frame keeps its own
 * time: none is duplicated or dropped to reach a constant rate.
 */
public final class VideoEncoding implements StreamPipeline {
  /** So many are lost where pieces overlap, and no one sees it. */
  private static final int MAX_SIMULTANEOUS = 5;

  /** More than one picture in so many that goes back in time is damage. */
  private static final int LARGE_PART = 10;

  private final AVRational base;
  private final boolean losesDolbyVision;
  private final AVRational aspect;
  private final FrameTrimmer cut;
  private final FrameDecoder decoder;
  private final FrameEncoder encoder;
  private final VideoEncoderSettings encoderSettings;
  private final long frameDuration;
  private final boolean lacksPresentationTimes;

  /** How much later a picture is decoded than shown if only decoding times are known. */
  private final long decodingDelay;

  private @Nullable VideoFilters filters;
  private long lastPts = AV_NOPTS_VALUE;
  private long simultaneous;
  private long backward;
  private long pictures;

  public VideoEncoding(
      Demuxer demuxer,
      AVStream source,
      StreamPlan.EncodeVideo plan,
      VideoQuality quality,
      ClipWindow window,
      Muxer muxer,
      DecoderLimits limits) {
    this.base = source.time_base();
    AVCodecParameters parameters = source.codecpar();
    if (parameters.format() < 0 || parameters.width() <= 0) {
      throw Failures.damaged(
          "The source's video cannot be decoded: the source does not announce its size");
    }
    losesDolbyVision = MetadataCopier.hasDolbyVision(parameters);
    AVRational rate = av_guess_frame_rate(demuxer.context(), source, null);
    aspect = av_guess_sample_aspect_ratio(demuxer.context(), source, null);
    frameDuration =
        rate.num() > 0 ? Times.fromMicroseconds(1_000_000L * rate.den() / rate.num(), base) : 0;
    lacksPresentationTimes = demuxer.lacksPresentationTimes(source);
    double frame = rate.num() > 0 ? 1 / (Times.toDouble(rate) * Times.toDouble(base)) : 0;
    decodingDelay = lacksPresentationTimes ? Math.round(parameters.video_delay() * frame) : 0;
    cut = new FrameTrimmer(window, base, frameDuration);
    VideoCodec codec = plan.codec();
    String name =
        Encoders.forVideo(codec)
            .orElseThrow(
                () ->
                    new SluiceException(
                        FailureCode.ENCODER_MISSING, "This build cannot encode " + codec));
    encoderSettings =
        VideoEncoderSettings.of(
            name,
            codec,
            quality,
            parameters.format(),
            plan.size().width(),
            plan.size().height(),
            Times.toDouble(rate));
    decoder = new FrameDecoder(source, rate, limits.threads(), limits.maxPixels());
    FrameEncoder made = null;
    try {
      Optional<PictureSize> scaled = plan.scaled() ? Optional.of(plan.size()) : Optional.empty();
      boolean standardRange =
          !encoderSettings.formats().contains("10") && ToneMapping.isAvailable();
      boolean mapsTones = standardRange && ToneMapping.isHighRange(parameters.color_trc());
      filters =
          new VideoFilters(
              parameters, base, aspect, encoderSettings.formats(), scaled, standardRange);
      made = new FrameEncoder(name, muxer);
      configure(made.context(), parameters, rate, limits);
      if (mapsTones) {
        made.context().color_primaries(AVCOL_PRI_BT709);
        made.context().color_trc(AVCOL_TRC_BT709);
      }
      if (codec == VideoCodec.H265 && muxer.traits().has(Trait.HVC1_TAG)) {
        made.context().codec_tag(PacketCopy.hvc1());
      }
      made.open(encoderSettings.options());
      made.usualDuration(frameDuration);
      made.stream().avg_frame_rate(rate);
      MetadataCopier.copy(source, made.stream());
      made.stream().sample_aspect_ratio(made.context().sample_aspect_ratio());
      MetadataCopier.copySideData(parameters, made.stream().codecpar(), !mapsTones);
    } catch (Throwable failure) {
      if (made != null) {
        made.close();
      }
      closeFilters();
      decoder.close();
      throw failure;
    }
    encoder = made;
  }

  private void configure(
      AVCodecContext context, AVCodecParameters parameters, AVRational rate, DecoderLimits limits) {
    context.width(av_buffersink_get_w(filters.sink()));
    context.height(av_buffersink_get_h(filters.sink()));
    context.pix_fmt(av_buffersink_get_format(filters.sink()));
    context.colorspace(av_buffersink_get_colorspace(filters.sink()));
    context.color_range(av_buffersink_get_color_range(filters.sink()));
    context.color_primaries(parameters.color_primaries());
    context.color_trc(parameters.color_trc());
    context.chroma_sample_location(parameters.chroma_location());
    context.sample_aspect_ratio(aspect);
    context.time_base(base);
    context.framerate(rate);
    context.thread_count(limits.threads());
    if (encoderSettings.bitsPerSecond() > 0) {
      context.bit_rate(encoderSettings.bitsPerSecond());
    }
  }

  @Override
  public void accept(AVPacket packet) {
    if (lacksPresentationTimes) {
      // The decoder then gives each picture the decoding time of the packet that releases it.
      packet.pts(AV_NOPTS_VALUE);
    }
    decoder.decode(packet, this::filter);
    avcodec.av_packet_unref(packet);
  }

  private void filter(AVFrame frame) {
    long pts = frame.best_effort_timestamp();
    if (pts == AV_NOPTS_VALUE) {
      pts = lastPts == AV_NOPTS_VALUE ? 0 : lastPts + Math.max(1, frameDuration);
    } else {
      pts -= decodingDelay;
    }
    pictures++;
    if (lastPts != AV_NOPTS_VALUE && pts <= lastPts) {
      // Encoders accept only growing times.
      if (pts == lastPts) {
        simultaneous++;
      } else {
        backward++;
      }
      return;
    }
    lastPts = pts;
    frame.pts(pts);
    cut.push(frame, within -> filters.push(within, this::encode));
  }

  private void encode(AVFrame frame) {
    // The encoder chooses its own key pictures.
    frame.pict_type(AV_PICTURE_TYPE_NONE);
    encoder.encode(frame);
  }

  @Override
  public Optional<String> remark() {
    List<String> remarks = new ArrayList<>();
    if (losesDolbyVision) {
      remarks.add("its Dolby Vision is left out");
    }
    if (simultaneous > MAX_SIMULTANEOUS) {
      remarks.add(
          String.format(
              Locale.ROOT, "%,d pictures at times of other pictures were left out", simultaneous));
    }
    if (backward > 0) {
      remarks.add(
          String.format(Locale.ROOT, "%,d pictures that go back in time were left out", backward));
    }
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
  }

  @Override
  public void finish() {
    decoder.finish(this::filter);
    cut.finish(within -> filters.push(within, this::encode));
    filters.finish(this::encode);
    encoder.encode(null);
  }

  private void closeFilters() {
    if (filters != null) {
      filters.close();
      filters = null;
    }
  }

  @Override
  public Optional<String> lost() {
    // Where pieces overlap, the same pictures come twice.
    return backward > pictures / LARGE_PART ? decoder.lost().or(this::lostToTime) : decoder.lost();
  }

  private Optional<String> lostToTime() {
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%,d of the %,d pictures of the source go back in time and were left out",
            backward,
            pictures));
  }

  @Override
  public void close() {
    cut.close();
    closeFilters();
    encoder.close();
    decoder.close();
  }
}
