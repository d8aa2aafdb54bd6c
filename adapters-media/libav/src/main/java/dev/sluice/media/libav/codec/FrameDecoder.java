package dev.sluice.media.libav.codec;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
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
import dev.sluice.media.libav.base.PacketOrigin;
import java.util.Locale;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of one stream into frames, with another decoder for those that continue it
 * with another codec. Skips packets that cannot be decoded, as players do, and counts them: {@link
 * #lost} tells if they are more than a handful.
 */
public final class FrameDecoder implements AutoCloseable {
  /** Against a decoder that fails without an end. */
  private static final int MAX_FAILURES = 100;

  private final String name;
  private final AVRational base;
  private final AVRational frameRate;
  private final int threads;
  private final long maxPixels;
  private final AVCodecParameters parameters = avcodec_parameters_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final DecodingLosses losses;
  private @Nullable AVCodecContext context;

  /** The stream whose packets are decoded; null for those of the stream's own codec. */
  private @Nullable AVStream origin;

  private long decoded;

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
    this.base = base;
    this.frameRate = frameRate;
    this.threads = threads;
    this.maxPixels = maxPixels;
    name = avcodec_get_name(parameters.codec_id()).getString();
    losses = new DecodingLosses(name);
    try {
      if (avcodec_parameters_copy(this.parameters, parameters) < 0) {
        throw new OutOfMemoryError("no memory for the parameters of a stream");
      }
      context = open(parameters);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private AVCodecContext open(AVCodecParameters described) {
    String codecName = avcodec_get_name(described.codec_id()).getString();
    AVCodec codec = avcodec_find_decoder(described.codec_id());
    if (codec == null || codec.isNull()) {
      throw Failures.notMedia(
          "The source holds %s, which this build cannot decode; ask for copy".formatted(codecName));
    }
    AVCodecContext opened = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(opened, described);
    opened.pkt_timebase(base);
    opened.framerate(frameRate);
    opened.thread_count(threads);
    opened.max_pixels(maxPixels);
    int code = avcodec_open2(opened, codec, new AVDictionary((Pointer) null));
    if (code < 0) {
      avcodec_free_context(opened);
      throw Failures.damaged(
          "The source's %s stream cannot be decoded (%s)"
              .formatted(codecName, Natives.describe(code)));
    }
    return opened;
  }

  public void decode(AVPacket packet, Consumer<AVFrame> frames) {
    EncryptedPackets.check(packet);
    AVStream from = PacketOrigin.of(packet);
    if (!Objects.equals(from, origin)) {
      endDecoder(frames);
      origin = from;
      context = open(from == null ? parameters : from.codecpar());
    }
    losses.send((packet.flags() & AV_PKT_FLAG_KEY) != 0);
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
    endDecoder(frames);
    if (losses.sent() > 0 && decoded == 0) {
      throw Failures.damaged(
          String.format(
              Locale.ROOT,
              "The source's %s stream cannot be decoded: %d of its packets are broken",
              name,
              losses.broken()));
    }
  }

  private void endDecoder(Consumer<AVFrame> frames) {
    while (Natives.isTryAgain(avcodec_send_packet(context, null))) {
      drain(frames);
    }
    drain(frames);
    avcodec_free_context(context);
    context = null;
  }

  /** Returns how much could not be decoded, if that is more than a handful of packets. */
  public Optional<String> lost() {
    return losses.sentence();
  }

  /** Returns the number of packets that could not be decoded. */
  long broken() {
    return losses.broken();
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
      losses.breakOne();
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_parameters_free(parameters);
    if (context != null) {
      avcodec_free_context(context);
      context = null;
    }
  }
}
