package dev.sluice.media.libav.sample;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_SAMPLE_FORMAT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_set_frame_size;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.codec.FrameEncoder;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.still.CoverWriter;
import dev.sluice.media.libav.still.JpegImage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Generates, encodes and muxes a {@link SampleClip}. */
final class SampleClipWriter implements AutoCloseable {
  private static final Map<String, String> VIDEO_ENCODERS =
      Map.of("hevc", Encoders.X265, "vp9", Encoders.VP9, "vp8", "libvpx", "prores", "prores_ks");
  private static final Map<String, String> AUDIO_ENCODERS =
      Map.of("opus", Encoders.OPUS, "mp3", Encoders.MP3);

  private final SampleClip clip;
  private final Muxer muxer;
  private @Nullable FrameEncoder video;
  private @Nullable FrameEncoder audio;
  private @Nullable FilterChain picture;
  private @Nullable FilterChain tone;
  private @Nullable JpegImage cover;
  private double videoTime;
  private double audioTime;

  SampleClipWriter(SampleClip clip, ArtifactSink sink) {
    this.clip = clip;
    muxer = new Muxer(clip.format(), sink, StageMonitor.none());
    try {
      if (!clip.video().isEmpty()) {
        openVideo();
      }
      if (!clip.audio().isEmpty()) {
        openAudio();
      }
      if (clip.cover()) {
        cover = SampleCover.of(clip.width(), clip.height());
      }
      AVDictionary tags = new AVDictionary((Pointer) null);
      clip.tags().forEach((key, value) -> av_dict_set(tags, key, value, 0));
      muxer.context().metadata(tags);
      if (cover != null) {
        CoverWriter.add(cover.parameters(), cover.packet(), muxer);
      }
      MetadataCopier.chapters(clip.chapters(), muxer.context());
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private void openVideo() {
    String name =
        clip.video().equals("h264")
            ? (Encoders.present(Encoders.X264) ? Encoders.X264 : Encoders.OPEN_H264)
            : VIDEO_ENCODERS.getOrDefault(clip.video(), clip.video());
    video = new FrameEncoder(name, muxer);
    AVCodecContext context = video.context();
    context.width(clip.width());
    context.height(clip.height());
    context.pix_fmt(av_get_pix_fmt(clip.pixelFormat()));
    context.time_base().num(1).den(clip.framesPerSecond());
    context.framerate().num(clip.framesPerSecond()).den(1);
    context.gop_size(clip.framesPerSecond());
    context.bit_rate((long) clip.width() * clip.height() * 4);
    if (clip.video().equals("hevc") && muxer.traits().has(Trait.HVC1_TAG)) {
      context.codec_tag(PacketCopy.hvc1());
    }
    video.open(options(name));
    video.usualDuration(1);
    video.stream().sample_aspect_ratio(context.sample_aspect_ratio());
    video.stream().avg_frame_rate().num(clip.framesPerSecond()).den(1);
    if (clip.rotation() != 0) {
      BytePointer matrix =
          MetadataCopier.addSideData(video.stream().codecpar(), AV_PKT_DATA_DISPLAYMATRIX, 36);
      av_display_rotation_set(new IntPointer(matrix), clip.rotation());
    }
    picture =
        new FilterChain(
            List.of(
                new FilterChain.Step(
                    "testsrc2",
                    String.format(
                        Locale.ROOT,
                        "size=%dx%d:rate=%d:duration=%sms",
                        clip.width(),
                        clip.height(),
                        clip.framesPerSecond(),
                        clip.duration().toMillis())),
                new FilterChain.Step("format", "pix_fmts=" + clip.pixelFormat()),
                new FilterChain.Step("buffersink", "")));
  }

  private Map<String, String> options(String encoder) {
    Map<String, String> options = new HashMap<>();
    switch (encoder) {
      case Encoders.X264 -> options.put("preset", "veryfast");
      case Encoders.X265 -> {
        options.put("preset", "ultrafast");
        options.put("x265-params", "log-level=none:bframes=2:keyint=" + clip.framesPerSecond());
      }
      case Encoders.VP9, "libvpx" -> {
        options.put("deadline", "realtime");
        options.put("cpu-used", "8");
      }
      default -> {
        // The encoder's defaults.
      }
    }
    options.putAll(clip.options());
    return options;
  }

  private void openAudio() {
    audio = new FrameEncoder(AUDIO_ENCODERS.getOrDefault(clip.audio(), clip.audio()), muxer);
    AVCodecContext context = audio.context();
    context.sample_rate(clip.sampleRate());
    context.sample_fmt(Encoders.supported(audio.codec(), AV_CODEC_CONFIG_SAMPLE_FORMAT).get(0));
    context.bit_rate(64_000L * clip.channels());
    context.time_base().num(1).den(clip.sampleRate());
    // libav's Vorbis encoder and a few others are marked as experimental.
    context.strict_std_compliance(-2);
    av_channel_layout_default(context.ch_layout(), clip.channels());
    audio.open(Map.of());
    tone =
        new FilterChain(
            List.of(
                new FilterChain.Step(
                    "sine",
                    String.format(
                        Locale.ROOT,
                        "frequency=440:beep_factor=4:sample_rate=%d:duration=%sms",
                        clip.sampleRate(),
                        clip.duration().toMillis())),
                new FilterChain.Step(
                    "aformat",
                    String.format(
                        Locale.ROOT,
                        "sample_fmts=%s:channel_layouts=%dc",
                        av_get_sample_fmt_name(context.sample_fmt()).getString(),
                        clip.channels())),
                new FilterChain.Step("abuffersink", "")));
    if (context.frame_size() > 0) {
      av_buffersink_set_frame_size(tone.sink(), context.frame_size());
    }
  }

  void run() {
    muxer.start(clip.indexInFront() ? reserve() : 0);
    boolean drawing = picture != null;
    boolean sounding = tone != null;
    while (drawing || sounding) {
      if (drawing && (!sounding || videoTime <= audioTime)) {
        drawing = picture.next(this::encodePicture);
      } else {
        sounding = tone.next(this::encodeTone);
      }
    }
    if (video != null) {
      video.encode(null);
    }
    if (audio != null) {
      audio.encode(null);
    }
    if (muxer.finish() != 0) {
      throw Failures.internal("the sample clip's index does not fit", (Throwable) null);
    }
  }

  private long reserve() {
    boolean known = muxer.traits().indexOption().isPresent();
    double seconds = clip.duration().toMillis() / 1e3;
    return known ? (long) (64_000 + seconds * (clip.framesPerSecond() + 100) * 32) : 0;
  }

  private void encodePicture(AVFrame frame) {
    videoTime = (double) (frame.pts() + 1) / clip.framesPerSecond();
    frame.pict_type(0);
    video.encode(frame);
  }

  private void encodeTone(AVFrame frame) {
    audioTime = (double) (frame.pts() + frame.nb_samples()) / clip.sampleRate();
    audio.encode(frame);
  }

  @Override
  public void close() {
    for (AutoCloseable resource : new AutoCloseable[] {picture, tone, video, audio, cover}) {
      closeQuietly(resource);
    }
    muxer.close();
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    if (resource == null) {
      return;
    }
    try {
      resource.close();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
