package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.media.libav.base.Natives;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Encodes frames into a track. */
final class TrackEncoder implements AutoCloseable {
  private final AVCodec codec;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final List<EncodedTrack.Unit> units = new ArrayList<>();

  TrackEncoder(String name) {
    Natives.load();
    codec = avcodec_find_encoder_by_name(name);
    if (codec == null || codec.isNull()) {
      throw new IllegalArgumentException("this build has no encoder " + name);
    }
    context = avcodec_alloc_context3(codec);
    context.thread_count(1);
    packet = av_packet_alloc();
  }

  AVCodecContext context() {
    return context;
  }

  AVCodec codec() {
    return codec;
  }

  void open(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary((Pointer) null);
    options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
    check(avcodec_open2(context, codec, dictionary), "opening the encoder");
    av_dict_free(dictionary);
  }

  static void check(int code, String what) {
    if (code < 0) {
      throw new IllegalStateException(what + ": " + Natives.describe(code));
    }
  }

  /**
   * Encodes a frame.
   *
   * @param frame {@code null} at the end
   */
  void encode(@Nullable AVFrame frame) {
    check(avcodec_send_frame(context, frame), "encoding");
    while (avcodec_receive_packet(context, packet) >= 0) {
      if (packet.size() == 0) {
        // Nothing but a new header at the end.
        av_packet_unref(packet);
        continue;
      }
      byte[] data = new byte[packet.size()];
      packet.data().get(data);
      long second = context.time_base().den();
      long scale = EncodedTrack.TICKS / second * context.time_base().num();
      long usual = context.frame_size() > 0 && context.sample_rate() > 0 ? context.frame_size() : 1;
      long duration = packet.duration() > 0 ? packet.duration() : usual;
      units.add(
          new EncodedTrack.Unit(
              data,
              packet.pts() * scale,
              packet.dts() * scale,
              duration * scale,
              (packet.flags() & AV_PKT_FLAG_KEY) != 0));
      av_packet_unref(packet);
    }
  }

  /** Ends the encoding. */
  EncodedTrack track(int rate, int framesPerSecond) {
    encode(null);
    AVCodecParameters parameters = avcodec_parameters_alloc();
    avcodec_parameters_from_context(parameters, context);
    return new EncodedTrack(parameters, units, rate, framesPerSecond, Map.of(), 0);
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
