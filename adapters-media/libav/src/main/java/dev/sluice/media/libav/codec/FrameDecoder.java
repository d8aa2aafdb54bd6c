package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.sluice.media.libav.base.EncryptedPackets;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/**
 * Decodes the packets of one stream into frames. Skips packets that cannot be decoded, as players
 * do, and counts them: {@link #lost} tells if they are more than a handful.
 */
public final class FrameDecoder implements AutoCloseable {
  /** So many broken packets are a glitch: at most a fifth of a second. */
  private static final int HANDFUL = 5;

  /** In a long film, one packet in so many. */
  private static final int HANDFUL_PART = 1_000;

  /** In a short one, more than one packet in so many is too much. */
  private static final int LARGE_PART = 10;

  /** Against a decoder that fails without an end. */
  private static final int MAX_FAILURES = 100;

  private final String name;
  private final AVCodecContext context;
  private final AVFrame frame;
  private long sent;
  private long decoded;
  private long broken;
  private boolean hasKey;
  private long beforeKey;

  /**
   * @param threads the number of threads; 0 lets libav choose
   */
  public FrameDecoder(AVStream stream, AVRational frameRate, int threads, long maxPixels) {
    this(stream.codecpar(), stream.time_base(), frameRate, threads, maxPixels);
  }

  public FrameDecoder(
      AVCodecParameters parameters,
      AVRational base,
      AVRational frameRate,
      int threads,
      long maxPixels) {
    int id = parameters.codec_id();
    name = avcodec_get_name(id).getString();
    AVCodec codec = avcodec_find_decoder(id);
    if (codec == null || codec.isNull()) {
      throw Failures.notMedia(
          "The source holds %s, which this build cannot decode; ask for copy".formatted(name));
    }
    context = avcodec_alloc_context3(codec);
    frame = av_frame_alloc();
    avcodec_parameters_to_context(context, parameters);
    context.pkt_timebase(base);
    context.framerate(frameRate);
    context.thread_count(threads);
    context.max_pixels(maxPixels);
    int code = avcodec_open2(context, codec, new AVDictionary((Pointer) null));
    if (code < 0) {
      close();
      throw Failures.damaged(
          "The source's %s stream cannot be decoded (%s)".formatted(name, Natives.describe(code)));
    }
  }

  public void decode(AVPacket packet, Consumer<AVFrame> frames) {
    EncryptedPackets.check(packet);
    sent++;
    if (!hasKey) {
      hasKey = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
      beforeKey += hasKey ? 0 : 1;
    }
    int code = avcodec_send_packet(context, packet);
    while (Natives.isTryAgain(code)) {
      drain(frames);
      code = avcodec_send_packet(context, packet);
    }
    count(code);
    drain(frames);
  }

  /** Nothing more comes. */
  public void finish(Consumer<AVFrame> frames) {
    while (Natives.isTryAgain(avcodec_send_packet(context, null))) {
      drain(frames);
    }
    drain(frames);
    if (sent > 0 && decoded == 0) {
      throw Failures.damaged(
          String.format(
              Locale.ROOT,
              "The source's %s stream cannot be decoded: %d of its packets are broken",
              name,
              broken));
    }
  }

  /** Returns how much could not be decoded, if that is more than a handful of packets. */
  public Optional<String> lost() {
    // What comes before the first key packet can be decoded by nobody.
    long lost = broken - (hasKey ? beforeKey : 0);
    boolean isHandful = lost <= Math.max(HANDFUL, sent / HANDFUL_PART);
    return !isHandful || lost > sent / LARGE_PART
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of the %,d packets of the source's %s stream are damaged",
                lost,
                sent,
                name))
        : Optional.empty();
  }

  private void drain(Consumer<AVFrame> frames) {
    int failures = 0;
    while (failures < MAX_FAILURES) {
      int code = avcodec_receive_frame(context, frame);
      if (Natives.isTryAgain(code) || code == AVERROR_EOF) {
        return;
      }
      if (code < 0) {
        // Frames of other packets may follow.
        count(code);
        failures++;
        continue;
      }
      decoded++;
      try {
        frames.accept(frame);
      } finally {
        av_frame_unref(frame);
      }
    }
  }

  private void count(int code) {
    if (code < 0 && code != AVERROR_EOF) {
      broken++;
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
