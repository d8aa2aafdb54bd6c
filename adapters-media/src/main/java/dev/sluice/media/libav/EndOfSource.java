package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Whether a file that has ended had really come to its end. A transfer that was cut is the input's
 * affair; here it is files that were already cut where they lie. In order of trust:
 *
 * <ol>
 *   <li>the container's own sizes: the sample table of mp4 and mov, the Segment of Matroska, the
 *       RIFF chunk of avi and wav must all lie within the file;
 *   <li>a transport stream must end on a packet, and its last sound packet must be whole;
 *   <li>elsewhere, the announced duration: at most a second, or two hundredths, may be missing.
 * </ol>
 *
 * What announces nothing (a live Matroska, an mp3 without a header, a transport stream that was cut
 * on a packet) cannot be told from a complete file and passes.
 */
final class EndOfSource {
  private static final long LEAST_TOLERANCE = 1_000_000;
  private static final int TOLERANCE_PART = 50;

  private final AVFormatContext context;
  private final InputChannel channel;
  private final String format;
  private long reached;
  private boolean lastIsCorrupt;

  EndOfSource(AVFormatContext context, InputChannel channel) {
    this.context = context;
    this.channel = channel;
    this.format = context.iformat().name().getString();
    // What is known to be cut need not be converted first.
    channel.size().ifPresent(this::checkSizes);
  }

  void saw(AVPacket packet, AVRational base, long startMicroseconds) {
    long at = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
    if (at != AV_NOPTS_VALUE) {
      long until = Times.toMicroseconds(at + Math.max(0, packet.duration()), base);
      reached = Math.max(reached, until - startMicroseconds);
    }
    lastIsCorrupt = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
  }

  long reachedMicroseconds() {
    return reached;
  }

  /** Throws MEDIA_DAMAGED if the source was cut. */
  void verify() {
    OptionalLong size = channel.size();
    boolean vouched = size.isPresent() && checkSizes(size.getAsLong());
    if (lastIsCorrupt) {
      throw cut("its last packet is not whole");
    }
    if (!vouched) {
      checkDuration();
    }
  }

  /**
   * @return whether the container's sizes vouch for the end
   */
  private boolean checkSizes(long size) {
    OptionalLong expected =
        switch (format) {
          case "mov,mp4,m4a,3gp,3g2,mj2" -> indexEnd();
          case "matroska,webm" -> Containers.matroskaSize(channel.head());
          case "avi", "wav" -> Containers.riffSize(channel.head());
          default -> OptionalLong.empty();
        };
    if (expected.isPresent() && size < expected.getAsLong()) {
      throw cut("it should have %,d bytes but has %,d".formatted(expected.getAsLong(), size));
    }
    if (format.equals("mpegts") && size % 188 != 0 && size % 192 != 0 && size % 204 != 0) {
      throw cut("it ends in the middle of a transport packet");
    }
    return expected.isPresent();
  }

  private OptionalLong indexEnd() {
    long end = -1;
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      int count = avformat_index_get_entries_count(stream);
      for (int entry = 0; entry < count; entry++) {
        AVIndexEntry at = avformat_index_get_entry(stream, entry);
        end = Math.max(end, at.pos() + at.size());
      }
    }
    return end < 0 ? OptionalLong.empty() : OptionalLong.of(end);
  }

  private void checkDuration() {
    boolean announced =
        context.duration() != AV_NOPTS_VALUE
            && context.duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE;
    if (!announced) {
      return;
    }
    long missing = context.duration() - reached;
    if (missing > Math.max(LEAST_TOLERANCE, context.duration() / TOLERANCE_PART)) {
      throw cut(
          "it should last %.1f seconds but ends after %.1f"
              .formatted(context.duration() / 1e6, reached / 1e6));
    }
  }

  private static RuntimeException cut(String how) {
    return Failures.damaged("The source is cut: " + how + "; fetch it anew where it came from");
  }
}
