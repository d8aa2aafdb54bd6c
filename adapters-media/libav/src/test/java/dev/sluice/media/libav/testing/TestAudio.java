package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_SAMPLE_FORMAT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32P;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import dev.sluice.media.libav.codec.Encoders;
import dev.sluice.testkit.media.FlashAndBeep;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * The sound of {@link FlashAndBeep} to be encoded, the same in all channels.
 *
 * @param codec the name of libav's encoder
 */
public record TestAudio(String codec, int sampleRate, int channels, double seconds) {
  private static final Map<TestAudio, EncodedTrack> ENCODED = new ConcurrentHashMap<>();

  /** Returns three seconds, stereo at 48 kHz. */
  public static TestAudio of(String codec) {
    return new TestAudio(codec, 48_000, 2, 3);
  }

  public static TestAudio aac() {
    return of("aac");
  }

  public TestAudio lasting(double newSeconds) {
    return new TestAudio(codec, sampleRate, channels, newSeconds);
  }

  public TestAudio rate(int hertz) {
    return new TestAudio(codec, hertz, channels, seconds);
  }

  public TestAudio channels(int count) {
    return new TestAudio(codec, sampleRate, count, seconds);
  }

  /** Returns the encoded sound; equal ones are encoded once. */
  public EncodedTrack track() {
    return ENCODED.computeIfAbsent(this, TestAudio::encode);
  }

  private EncodedTrack encode() {
    try (TrackEncoder encoder = new TrackEncoder(codec)) {
      AVCodecContext context = encoder.context();
      context.sample_rate(sampleRate);
      context.sample_fmt(Encoders.supported(encoder.codec(), AV_CODEC_CONFIG_SAMPLE_FORMAT).get(0));
      context.bit_rate(64_000L * channels);
      context.time_base().num(1).den(sampleRate);
      context.strict_std_compliance(-2);
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
      av_channel_layout_default(context.ch_layout(), channels);
      encoder.open(Map.of());
      int size = context.frame_size() > 0 ? context.frame_size() : 1_024;
      long total = Math.round(seconds * sampleRate);
      for (long from = 0; from < total; from += size) {
        int count = (int) Math.min(size, total - from);
        AVFrame frame = av_frame_alloc();
        frame.nb_samples(count);
        frame.format(context.sample_fmt());
        frame.sample_rate(sampleRate);
        av_channel_layout_copy(frame.ch_layout(), context.ch_layout());
        av_frame_get_buffer(frame, 0);
        av_frame_make_writable(frame);
        fill(frame, FlashAndBeep.samples(from, count, sampleRate), channels);
        frame.pts(from);
        encoder.encode(frame);
        av_frame_free(frame);
      }
      return encoder.track(sampleRate, 0);
    }
  }

  private static void fill(AVFrame frame, float[] samples, int channels) {
    int format = frame.format();
    boolean planar = av_sample_fmt_is_planar(format) != 0;
    int repeat = planar ? 1 : channels;
    int width = format == AV_SAMPLE_FMT_S16 || format == AV_SAMPLE_FMT_S16P ? 2 : 4;
    ByteBuffer bytes =
        ByteBuffer.allocate(samples.length * repeat * width).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      for (int i = 0; i < repeat; i++) {
        if (format == AV_SAMPLE_FMT_FLT || format == AV_SAMPLE_FMT_FLTP) {
          bytes.putFloat(sample);
        } else if (format == AV_SAMPLE_FMT_S32 || format == AV_SAMPLE_FMT_S32P) {
          bytes.putInt((int) (sample * Integer.MAX_VALUE));
        } else if (width == 2) {
          bytes.putShort((short) (sample * Short.MAX_VALUE));
        } else {
          throw new IllegalArgumentException("no samples of format " + format);
        }
      }
    }
    for (int plane = 0; plane < (planar ? channels : 1); plane++) {
      new BytePointer(frame.extended_data(plane)).put(bytes.array(), 0, bytes.capacity());
    }
  }
}
