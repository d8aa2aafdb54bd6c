package dev.sluice.media.libav.still;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

import dev.sluice.media.libav.base.Failures;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;

/** A frame encoded as a JPEG. */
public final class JpegImage implements AutoCloseable {
  /** The quality, from 1 (best) to 31. */
  private static final int QUANTIZER = 3;

  private static final int LAMBDA = 118;

  private final AVPacket packet = av_packet_alloc();
  private final AVCodecParameters parameters = avcodec_parameters_alloc();

  /**
   * @param frame a frame in the pixel format yuvj420p; only its quality field is changed
   */
  public JpegImage(AVFrame frame) {
    AVCodec codec = avcodec_find_encoder_by_name("mjpeg");
    AVCodecContext context = avcodec_alloc_context3(codec);
    try {
      context.width(frame.width());
      context.height(frame.height());
      context.pix_fmt(AV_PIX_FMT_YUVJ420P);
      context.color_range(AVCOL_RANGE_JPEG);
      context.time_base().num(1).den(25);
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
      context.global_quality(QUANTIZER * LAMBDA);
      int code = avcodec_open2(context, codec, new AVDictionary((Pointer) null));
      if (code < 0) {
        throw Failures.internal("the encoder mjpeg does not start", code);
      }
      frame.quality(QUANTIZER * LAMBDA);
      avcodec_send_frame(context, frame);
      avcodec_send_frame(context, null);
      code = avcodec_receive_packet(context, packet);
      if (code < 0) {
        throw Failures.internal("no still picture", code);
      }
      avcodec_parameters_from_context(parameters, context);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    } finally {
      avcodec_free_context(context);
    }
  }

  public AVPacket packet() {
    return packet;
  }

  public AVCodecParameters parameters() {
    return parameters;
  }

  byte[] bytes() {
    return bytes(packet);
  }

  /** Returns a copy of a packet's data. */
  static byte[] bytes(AVPacket packet) {
    byte[] bytes = new byte[packet.size()];
    packet.data().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_parameters_free(parameters);
  }
}
