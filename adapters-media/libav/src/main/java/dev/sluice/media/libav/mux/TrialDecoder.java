package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.sluice.media.libav.base.Natives;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the first packets of a copied stream until one of them yields a frame, which shows that
 * the copy can be played. Of a picture that is usually the first key packet alone.
 */
final class TrialDecoder implements AutoCloseable {
  /** A stream without a key packet is tried from here on. */
  private static final int MAX_PACKETS_BEFORE_KEY = 300;

  private final boolean isPicture;
  private @Nullable AVCodecContext context;
  private @Nullable AVFrame frame;
  private long offered;
  private boolean isBegun;
  private boolean succeeded;

  /**
   * @param parameters of the source's stream
   * @param maxPixels the largest picture that is decoded
   */
  TrialDecoder(AVCodecParameters parameters, AVRational base, long maxPixels) {
    isPicture = parameters.codec_type() == AVMEDIA_TYPE_VIDEO;
    AVCodec codec = avcodec_find_decoder(parameters.codec_id());
    if (codec == null || codec.isNull()) {
      // Nothing can be said about it.
      succeeded = true;
      return;
    }
    context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, parameters);
    context.pkt_timebase(base);
    context.thread_count(1);
    context.max_pixels(maxPixels);
    context.skip_loop_filter(AVDISCARD_ALL);
    if (avcodec_open2(context, codec, new AVDictionary((Pointer) null)) < 0) {
      close();
      return;
    }
    frame = av_frame_alloc();
  }

  /**
   * Offers the next packet of the stream. The packet is not changed.
   *
   * @return whether no more packets are needed
   */
  boolean offer(AVPacket packet) {
    if (succeeded || context == null) {
      return true;
    }
    offered++;
    boolean isKey = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
    if (isPicture && !isBegun) {
      if (!isKey && offered <= MAX_PACKETS_BEFORE_KEY) {
        return false;
      }
      isBegun = true;
      if (decodesAlone(packet)) {
        return finish();
      }
      // It may need the packets behind it, such as the second field.
      avcodec_flush_buffers(context);
    }
    send(packet);
    return succeeded && finish();
  }

  private boolean decodesAlone(AVPacket packet) {
    send(packet);
    drain();
    return succeeded;
  }

  private void drain() {
    avcodec_send_packet(context, null);
    receive();
  }

  private void send(AVPacket packet) {
    int code = avcodec_send_packet(context, packet);
    if (Natives.isTryAgain(code)) {
      receive();
      avcodec_send_packet(context, packet);
    }
    receive();
  }

  private void receive() {
    succeeded |= avcodec_receive_frame(context, frame) >= 0;
  }

  private boolean finish() {
    close();
    return true;
  }

  /** Returns whether a packet could be decoded, or whether nothing can be said about it. */
  boolean succeeds() {
    if (!succeeded && context != null && offered > 0) {
      drain();
    }
    return succeeded;
  }

  @Override
  public void close() {
    if (frame != null) {
      av_frame_free(frame);
      frame = null;
    }
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
  }
}
