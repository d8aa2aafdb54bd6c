package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_set_frame_size;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_check;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_from_string;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.StreamPipeline;
import dev.sluice.media.libav.plan.ClipWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** Decodes audio, converts it to the encoder's format, and encodes it. */
public final class AudioEncoding implements StreamPipeline {
  private final AVStream source;
  private final FrameDecoder decoder;
  private final FrameEncoder encoder;
  private final AudioEncoderSettings encoderSettings;
  private final ClipWindow window;
  private @Nullable FilterChain filters;

  /** Joins the chains of a source whose format changes; null until it does. */
  private @Nullable FilterChain joint;

  private String inputFormat = "";
  private long nextPts = AV_NOPTS_VALUE;

  public AudioEncoding(
      AVStream source,
      AudioCodec codec,
      AudioBitrate bitrate,
      ClipWindow window,
      Muxer muxer,
      DecoderLimits limits) {
    this(
        source,
        source.codecpar(),
        AudioEncoderSettings.of(
            codec,
            bitrate,
            source.codecpar().sample_rate(),
            source.codecpar().ch_layout().nb_channels()),
        window,
        limits,
        settings -> new FrameEncoder(settings.encoder(), muxer));
    MetadataCopier.copy(source, encoder.stream());
  }

  /**
   * @param parameters of the packets
   */
  AudioEncoding(
      AVStream source,
      AVCodecParameters parameters,
      AudioEncoderSettings encoderSettings,
      ClipWindow window,
      DecoderLimits limits,
      Function<AudioEncoderSettings, FrameEncoder> encoders) {
    this.source = source;
    this.window = window;
    this.encoderSettings = encoderSettings;
    decoder =
        new FrameDecoder(
            parameters,
            source.time_base(),
            new AVRational().num(0).den(1),
            limits.threads(),
            limits.maxPixels());
    FrameEncoder made = null;
    try {
      made = encoders.apply(encoderSettings);
      AVCodecContext context = made.context();
      context.sample_rate(encoderSettings.sampleRate());
      context.sample_fmt(encoderSettings.sampleFormat());
      context.bit_rate(encoderSettings.bitsPerSecond());
      context.time_base().num(1).den(encoderSettings.sampleRate());
      av_channel_layout_from_string(context.ch_layout(), encoderSettings.layout());
      made.open(Map.of());
    } catch (Throwable failure) {
      if (made != null) {
        made.close();
      }
      decoder.close();
      throw failure;
    }
    encoder = made;
  }

  @Override
  public void accept(AVPacket packet) {
    decoder.decode(packet, this::filter);
    org.bytedeco.ffmpeg.global.avcodec.av_packet_unref(packet);
  }

  private void filter(AVFrame frame) {
    String frameFormat = describe(frame);
    if (!frameFormat.equals(inputFormat)) {
      if (filters != null && joint == null) {
        joint = joint();
      }
      endFilters();
      filters = chain(frameFormat);
      inputFormat = frameFormat;
    }
    long pts = frame.best_effort_timestamp();
    if (pts == AV_NOPTS_VALUE) {
      if (window.cutsStart() && nextPts == AV_NOPTS_VALUE) {
        // After a seek some formats have no times at first, so it is unknown whether the frame
        // belongs to the clip.
        return;
      }
      pts = nextPts == AV_NOPTS_VALUE ? 0 : nextPts;
    }
    frame.pts(pts);
    AVRational base = source.time_base();
    nextPts =
        pts + Times.fromMicroseconds(frame.nb_samples() * 1_000_000L / frame.sample_rate(), base);
    filters.push(frame, this::encode);
  }

  private void encode(AVFrame frame) {
    if (joint == null) {
      encoder.encode(frame);
    } else {
      joint.push(frame, encoder::encode);
    }
  }

  private String describe(AVFrame frame) {
    AVChannelLayout layout = frame.ch_layout();
    if (layout.order() == 0 || av_channel_layout_check(layout) == 0) {
      // Only the number of channels is known, so assume the default layout.
      av_channel_layout_default(layout, layout.nb_channels());
    }
    byte[] text = new byte[256];
    av_channel_layout_describe(layout, text, text.length);
    return String.format(
        Locale.ROOT,
        "time_base=%d/%d:sample_rate=%d:sample_fmt=%s:channel_layout=%s",
        source.time_base().num(),
        source.time_base().den(),
        frame.sample_rate(),
        av_get_sample_fmt_name(frame.format()).getString(),
        Natives.text(text));
  }

  private FilterChain chain(String input) {
    List<FilterChain.Step> steps = new ArrayList<>();
    steps.add(new FilterChain.Step("abuffer", input));
    // Gaps become silence and overlaps are dropped, so that sound stays in sync, to 20 ms.
    steps.add(new FilterChain.Step("aresample", "async=1:min_hard_comp=0.02"));
    steps.add(
        new FilterChain.Step(
            "aformat",
            String.format(
                Locale.ROOT,
                "sample_fmts=%s:sample_rates=%d:channel_layouts=%s",
                av_get_sample_fmt_name(encoderSettings.sampleFormat()).getString(),
                encoderSettings.sampleRate(),
                encoderSettings.layout())));
    steps.add(new FilterChain.Step("asettb", "expr=1/" + encoderSettings.sampleRate()));
    cut().ifPresent(steps::add);
    return inEncoderFrames(steps);
  }

  // The last frame of a chain is short, and an encoder takes a short frame only at its end. So once
  // the format changes, all frames pass through one more chain, which cuts them into full ones.
  // Only
  // such sources pay for it.
  private FilterChain joint() {
    String made =
        String.format(
            Locale.ROOT,
            "time_base=1/%d:sample_rate=%d:sample_fmt=%s:channel_layout=%s",
            encoderSettings.sampleRate(),
            encoderSettings.sampleRate(),
            av_get_sample_fmt_name(encoderSettings.sampleFormat()).getString(),
            encoderSettings.layout());
    List<FilterChain.Step> steps = new ArrayList<>();
    steps.add(new FilterChain.Step("abuffer", made));
    // Fills a gap between two chains and drops what overlaps.
    steps.add(new FilterChain.Step("aresample", "async=1:min_hard_comp=0.01"));
    steps.add(new FilterChain.Step("asettb", "expr=1/" + encoderSettings.sampleRate()));
    return inEncoderFrames(steps);
  }

  private FilterChain inEncoderFrames(List<FilterChain.Step> steps) {
    steps.add(new FilterChain.Step("abuffersink", ""));
    FilterChain chain = new FilterChain(steps);
    int frameSize = encoder.context().frame_size();
    if (frameSize > 0) {
      av_buffersink_set_frame_size(chain.sink(), frameSize);
    }
    return chain;
  }

  // Exact to the sample. Times count from the clip's start here.
  private Optional<FilterChain.Step> cut() {
    List<String> ends = new ArrayList<>();
    if (window.cutsStart()) {
      ends.add("start_pts=0");
    }
    if (window.cutsEnd()) {
      ends.add("end_pts=" + window.length() * encoderSettings.sampleRate() / Times.MICROSECONDS);
    }
    return ends.isEmpty()
        ? Optional.empty()
        : Optional.of(new FilterChain.Step("atrim", String.join(":", ends)));
  }

  private void endFilters() {
    if (filters != null) {
      filters.finish(this::encode);
      filters.close();
      filters = null;
    }
  }

  @Override
  public void finish() {
    decoder.finish(this::filter);
    endFilters();
    if (joint != null) {
      joint.finish(encoder::encode);
    }
    encoder.encode(null);
  }

  /** Returns the number of packets that could not be decoded. */
  long broken() {
    return decoder.broken();
  }

  @Override
  public Optional<String> lost() {
    return decoder.lost();
  }

  @Override
  public void close() {
    if (filters != null) {
      filters.close();
    }
    if (joint != null) {
      joint.close();
    }
    encoder.close();
    decoder.close();
  }
}
