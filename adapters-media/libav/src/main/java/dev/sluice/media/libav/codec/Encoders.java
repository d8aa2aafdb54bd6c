package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_PIX_FORMAT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_supported_config;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10;

import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.base.Natives;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** The table of libav's encoders for each codec, best first. */
public final class Encoders {
  public static final String X264 = "libx264";
  public static final String OPEN_H264 = "libopenh264";
  public static final String X265 = "libx265";
  public static final String VP9 = "libvpx-vp9";
  public static final String AAC = "aac";
  public static final String OPUS = "libopus";
  public static final String MP3 = "libmp3lame";

  private Encoders() {}

  /** The encoder to use here; empty where this build has none. */
  static Optional<String> forVideo(VideoCodec codec) {
    return switch (codec) {
      case COPY, AUTO -> Optional.empty();
      case H264 -> first(List.of(X264, OPEN_H264));
      case H265 -> first(List.of(X265));
      case VP9 -> first(List.of(VP9));
    };
  }

  /** The encoder to use here; empty where this build has none. */
  static Optional<String> forAudio(AudioCodec codec) {
    return switch (codec) {
      case COPY -> Optional.empty();
      case AAC -> first(List.of(AAC));
      case OPUS -> first(List.of(OPUS));
      case MP3 -> first(List.of(MP3));
    };
  }

  public static Capabilities capabilities() {
    Natives.load();
    Set<VideoCodec> video = EnumSet.of(VideoCodec.COPY);
    for (VideoCodec codec : VideoCodec.values()) {
      forVideo(codec).ifPresent(name -> video.add(codec));
    }
    Set<AudioCodec> audio = EnumSet.of(AudioCodec.COPY);
    for (AudioCodec codec : AudioCodec.values()) {
      forAudio(codec).ifPresent(name -> audio.add(codec));
    }
    return new Capabilities(video, audio);
  }

  private static Optional<String> first(List<String> names) {
    return names.stream().filter(Encoders::present).findFirst();
  }

  /** Returns whether the encoder accepts ten bits. Not every build of libvpx and x265 does. */
  public static boolean takesTenBits(String name) {
    AVCodec codec = avcodec_find_encoder_by_name(name);
    boolean absent = codec == null || codec.isNull();
    return !absent && supported(codec, AV_CODEC_CONFIG_PIX_FORMAT).contains(AV_PIX_FMT_YUV420P10());
  }

  /** Returns whether pictures of ten bits stay pictures of ten bits with this codec. */
  public static boolean keepsTenBits(VideoCodec codec) {
    return codec != VideoCodec.H264 && forVideo(codec).filter(Encoders::takesTenBits).isPresent();
  }

  /**
   * Returns the values that the encoder supports for a parameter.
   *
   * @param what one of libav's {@code AV_CODEC_CONFIG_…} constants
   */
  public static List<Integer> supported(AVCodec codec, int what) {
    try (PointerPointer<IntPointer> list = new PointerPointer<>(1);
        IntPointer count = new IntPointer(1)) {
      int code = avcodec_get_supported_config(null, codec, what, 0, list, count);
      IntPointer values = code < 0 ? null : list.get(IntPointer.class, 0);
      if (values == null || values.isNull()) {
        return List.of();
      }
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < count.get(); i++) {
        found.add(values.get(i));
      }
      return found;
    }
  }

  public static boolean present(String name) {
    AVCodec codec = avcodec_find_encoder_by_name(name);
    return codec != null && !codec.isNull();
  }
}
