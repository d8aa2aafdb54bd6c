package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.mux.Muxer;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames into packets and writes them to the muxer. Configure {@link #context()} first,
 * then call {@link #open}.
 */
public final class FrameEncoder implements AutoCloseable {
  private final String name;
  private final AVCodec codec;
  private final AVCodecContext context;
  private final AVPacket packet;
  private final PacketReceiver packets;
  private final AVStream stream;
  private final boolean describesStream;
  private long usualDuration;

  /** Receives the encoder's packets, and takes their content over. */
  @FunctionalInterface
  interface PacketReceiver {
    void accept(AVPacket packet, AVRational base);
  }

  /**
   * Makes an encoder for a new stream of the result.
   *
   * @throws SluiceException ENCODER_MISSING
   */
  public FrameEncoder(String name, Muxer muxer) {
    this.name = name;
    codec = find(name);
    context = avcodec_alloc_context3(codec);
    packet = av_packet_alloc();
    stream = muxer.addStream();
    describesStream = true;
    packets = (made, base) -> muxer.write(made, stream, base);
    if ((muxer.context().oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
  }

  /**
   * Makes an encoder for a part of a stream that exists already. It does not describe the stream.
   *
   * @throws SluiceException ENCODER_MISSING
   */
  FrameEncoder(String name, AVStream existing, PacketReceiver packets) {
    this.name = name;
    this.packets = packets;
    codec = find(name);
    context = avcodec_alloc_context3(codec);
    packet = av_packet_alloc();
    stream = existing;
    describesStream = false;
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
  }

  private static AVCodec find(String name) {
    AVCodec found = avcodec_find_encoder_by_name(name);
    if (found == null || found.isNull()) {
      throw new SluiceException(
          FailureCode.ENCODER_MISSING, "This build has no encoder %s".formatted(name));
    }
    return found;
  }

  public AVCodecContext context() {
    return context;
  }

  public AVStream stream() {
    return stream;
  }

  public AVCodec codec() {
    return codec;
  }

  public void open(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary((Pointer) null);
    options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
    int code = avcodec_open2(context, codec, dictionary);
    av_dict_free(dictionary);
    if (code < 0) {
      throw Failures.internal("the encoder %s does not start".formatted(name), code);
    }
    if (describesStream) {
      avcodec_parameters_from_context(stream.codecpar(), context);
      stream.time_base(context.time_base());
    }
  }

  /** Sets the duration of packets for which the encoder sets none, in its time base. */
  public void usualDuration(long duration) {
    usualDuration = duration;
  }

  /**
   * Encodes a frame.
   *
   * @param frame {@code null} at the end
   */
  public void encode(@Nullable AVFrame frame) {
    int code = avcodec_send_frame(context, frame);
    if (code < 0 && code != AVERROR_EOF) {
      throw Failures.internal("the encoder %s rejects a frame".formatted(name), code);
    }
    while (true) {
      code = avcodec_receive_packet(context, packet);
      if (Natives.isTryAgain(code) || code == AVERROR_EOF) {
        return;
      }
      if (code < 0) {
        throw Failures.internal("the encoder %s failed".formatted(name), code);
      }
      if (packet.duration() <= 0) {
        packet.duration(usualDuration);
      }
      packets.accept(packet, context.time_base());
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
