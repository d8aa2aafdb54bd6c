package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import dev.sluice.media.libav.base.Natives;
import dev.sluice.testkit.media.DecodedMedia;
import dev.sluice.testkit.media.DecodedPicture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Decodes one stream, and counts what cannot be decoded. */
final class StreamDecoder {
  private final AVRational base;
  private final boolean isVideo;
  private final @Nullable AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private final DecodedMedia.Builder media = DecodedMedia.builder();
  private long nextNanos;
  private int errors;

  StreamDecoder(AVStream stream) {
    this(stream.codecpar(), stream.time_base());
  }

  StreamDecoder(AVCodecParameters parameters, AVRational base) {
    this.base = base;
    isVideo = parameters.codec_type() == AVMEDIA_TYPE_VIDEO;
    AVCodec codec = avcodec_find_decoder(parameters.codec_id());
    boolean decodable = isVideo || parameters.codec_type() == AVMEDIA_TYPE_AUDIO;
    if (!decodable || codec == null || codec.isNull()) {
      context = null;
      return;
    }
    context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, parameters);
    context.pkt_timebase(base);
    context.thread_count(1);
    if (avcodec_open2(context, codec, new AVDictionary((Pointer) null)) < 0) {
      errors++;
    }
  }

  void decode(@Nullable AVPacket packet) {
    if (context == null) {
      return;
    }
    int code = avcodec_send_packet(context, packet);
    if (code < 0 && code != AVERROR_EOF) {
      errors++;
    }
    while (true) {
      code = avcodec_receive_frame(context, frame);
      if (code < 0) {
        if (code != AVERROR_EOF && !Natives.isTryAgain(code)) {
          errors++;
        }
        return;
      }
      if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
        errors++;
      }
      if (isVideo) {
        picture();
      } else {
        sound();
      }
      av_frame_unref(frame);
    }
  }

  void finish() {
    if (context != null) {
      decode(null);
      avcodec_free_context(context);
    }
    av_frame_free(frame);
  }

  int errors() {
    return errors;
  }

  DecodedMedia media() {
    return media.build();
  }

  private Duration time() {
    long time = frame.best_effort_timestamp();
    return time == AV_NOPTS_VALUE
        ? Duration.ofNanos(nextNanos)
        : Duration.ofNanos(Math.round(time * 1e9 * base.num() / base.den()));
  }

  private void picture() {
    int width = frame.width();
    int height = frame.height();
    String format = av_get_pix_fmt_name(frame.format()).getString();
    boolean deep = format.contains("10le") || format.contains("12le");
    int down = format.contains("12le") ? 4 : 2;
    byte[] luma = new byte[width * height];
    byte[] row = new byte[deep ? 2 * width : width];
    BytePointer data = new BytePointer(frame.data(0));
    for (int y = 0; y < height; y++) {
      data.position((long) y * frame.linesize(0)).get(row, 0, row.length);
      for (int x = 0; x < width; x++) {
        luma[y * width + x] =
            deep ? (byte) (((row[2 * x] & 0xff) | (row[2 * x + 1] & 0xff) << 8) >> down) : row[x];
      }
    }
    media.picture(DecodedPicture.of(time(), width, height, luma));
  }

  private void sound() {
    int count = frame.nb_samples();
    int channels = frame.ch_layout().nb_channels();
    int format = frame.format();
    int width = av_get_bytes_per_sample(format);
    boolean planar = av_sample_fmt_is_planar(format) != 0;
    String name = av_get_sample_fmt_name(format).getString();
    float[][] samples = new float[channels][count];
    byte[] bytes = new byte[count * width * (planar ? 1 : channels)];
    for (int plane = 0; plane < (planar ? channels : 1); plane++) {
      new BytePointer(frame.extended_data(plane)).get(bytes, 0, bytes.length);
      ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        if (planar) {
          samples[plane][i] = sample(values, name);
        } else {
          for (int channel = 0; channel < channels; channel++) {
            samples[channel][i] = sample(values, name);
          }
        }
      }
    }
    Duration at = time();
    nextNanos = at.toNanos() + Math.round(count * 1e9 / frame.sample_rate());
    media.sound(at, frame.sample_rate(), samples);
  }

  private static float sample(ByteBuffer values, String format) {
    return switch (format.replace("p", "")) {
      case "flt" -> values.getFloat();
      case "dbl" -> (float) values.getDouble();
      case "s16" -> values.getShort() / 32_768f;
      case "s32" -> values.getInt() / 2_147_483_648f;
      case "u8" -> ((values.get() & 0xff) - 128) / 128f;
      default -> throw new IllegalStateException("no samples of format " + format);
    };
  }
}
