package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import java.util.List;
import java.util.Set;

/**
 * The settings of an audio encoder.
 *
 * @param layout the channel layout, by libav's name
 */
record AudioEncoderSettings(
    String encoder, int sampleRate, int sampleFormat, String layout, int bitsPerSecond) {
  private static final Set<Integer> AAC_RATES =
      Set.of(
          96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
          8_000);

  /** The only sample rates for which mp3 has bitrates up to 320k. */
  private static final Set<Integer> MP3_RATES = Set.of(48_000, 44_100, 32_000);

  private static final Set<Integer> RATES_OF_44100 = Set.of(11_025, 22_050, 88_200, 176_400);

  /** By number of channels, from one. More than six are mixed down to 5.1, as players expect. */
  private static final List<String> AAC_LAYOUTS =
      List.of("mono", "stereo", "3.0", "4.0", "5.0", "5.1");

  /** The only layouts that Opus in a container has (RFC 7845). */
  private static final List<String> OPUS_LAYOUTS =
      List.of("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1");

  private static final List<String> MP3_LAYOUTS = List.of("mono", "stereo");

  private static final int OPUS_MAX_PER_CHANNEL = 256_000;

  static AudioEncoderSettings of(
      AudioCodec codec, AudioBitrate bitrate, int sourceRate, int channels) {
    int bits = bitrate.bitsPerSecond();
    return switch (codec) {
      case AAC ->
          new AudioEncoderSettings(
              Encoders.AAC,
              rate(sourceRate, AAC_RATES),
              AV_SAMPLE_FMT_FLTP,
              layout(channels, AAC_LAYOUTS),
              bits);
      case OPUS ->
          new AudioEncoderSettings(
              Encoders.OPUS,
              48_000,
              AV_SAMPLE_FMT_FLT,
              layout(channels, OPUS_LAYOUTS),
              Math.min(bits, OPUS_MAX_PER_CHANNEL * Math.max(1, channels)));
      case MP3 ->
          new AudioEncoderSettings(
              Encoders.MP3,
              rate(sourceRate, MP3_RATES),
              AV_SAMPLE_FMT_FLTP,
              layout(channels, MP3_LAYOUTS),
              bits);
      case COPY -> throw new IllegalArgumentException("copied sound has no encoder");
    };
  }

  private static int rate(int source, Set<Integer> supported) {
    if (supported.contains(source)) {
      return source;
    }
    return RATES_OF_44100.contains(source) ? 44_100 : 48_000;
  }

  private static String layout(int channels, List<String> layouts) {
    int index = Math.max(1, Math.min(channels, layouts.size())) - 1;
    return layouts.get(index);
  }
}
