package dev.sluice.media.libav;

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

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/** A single JPEG of the test picture, as a cover. */
final class StillPicture implements AutoCloseable {
  private final AVPacket packet = av_packet_alloc();
  private final AVCodecParameters parameters = avcodec_parameters_alloc();

  StillPicture(int width, int height) {
    AVCodec codec = avcodec_find_encoder_by_name("mjpeg");
    AVCodecContext context = avcodec_alloc_context3(codec);
    try (FilterChain chain =
        new FilterChain(
            List.of(
                new FilterChain.Step("testsrc2", "size=%dx%d".formatted(width, height)),
                new FilterChain.Step("format", "pix_fmts=yuvj420p"),
                new FilterChain.Step("buffersink", "")))) {
      context.width(width);
      context.height(height);
      context.pix_fmt(AV_PIX_FMT_YUVJ420P);
      context.color_range(AVCOL_RANGE_JPEG);
      context.time_base().num(1).den(25);
      int code = avcodec_open2(context, codec, new AVDictionary((Pointer) null));
      if (code < 0) {
        throw Failures.internal("the encoder mjpeg does not start", code);
      }
      chain.next(frame -> avcodec_send_frame(context, frame));
      avcodec_send_frame(context, null);
      code = avcodec_receive_packet(context, packet);
      if (code < 0) {
        throw Failures.internal("no still picture", code);
      }
      avcodec_parameters_from_context(parameters, context);
    } finally {
      avcodec_free_context(context);
    }
  }

  AVPacket packet() {
    return packet;
  }

  AVCodecParameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_parameters_free(parameters);
  }
}
