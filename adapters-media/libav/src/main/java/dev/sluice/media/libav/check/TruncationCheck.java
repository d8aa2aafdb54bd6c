package dev.sluice.media.libav.check;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.EndCheck;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.io.InputHandler;
import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Detects sources that are truncated at their origin. (A truncated transfer is detected by the
 * input.) The evidence, most reliable first:
 *
 * <ol>
 *   <li>the container's own sizes: the sample table of mp4 and mov, the Segment of Matroska and the
 *       RIFF chunk of avi and wav must lie within the file;
 *   <li>a transport stream must end with a whole packet and a whole packet of sound, an Ogg file
 *       with a whole page;
 *   <li>for other formats, the announced duration: at most one second, or 2 %, may be missing.
 * </ol>
 *
 * The sizes of a fragmented mp4 cannot be trusted. It is checked by the duration that its front
 * announces (libav's own covers only the fragments it has seen), by the segment index if there is
 * one, and by whether the last box is complete.
 *
 * <p>A file that announces nothing cannot be distinguished from a complete one and passes: a live
 * Matroska, an mp3 without a header, a fragmented mp4 without a duration that was truncated between
 * two fragments, and a transport stream that was truncated exactly between two packets and between
 * two packets of sound.
 */
public final class TruncationCheck {
  private static final long MIN_TOLERANCE = 1_000_000;
  private static final int TOLERANCE_PART = 50;

  private final AVFormatContext context;
  private final InputHandler handler;
  private final FormatTraits traits;
  private final int indexedAtFirst;
  private long reached;
  private final Set<Integer> corruptEnds = new HashSet<>();

  public TruncationCheck(AVFormatContext context, InputHandler handler, FormatTraits traits) {
    this.context = context;
    this.handler = handler;
    this.traits = traits;
    this.indexedAtFirst = indexed();
    // If the size is known, a truncated file fails before any work is done.
    handler.size().ifPresent(this::checkSizes);
  }

  /**
   * Records a packet.
   *
   * @param index the index of the packet's stream
   * @param base the time base of its times
   */
  public void record(AVPacket packet, int index, TimeBase base, long startMicroseconds) {
    long at = PacketTimes.presentationTime(packet);
    if (at != AV_NOPTS_VALUE) {
      long until = base.toMicroseconds(at + Math.max(0, packet.duration()));
      reached = Math.max(reached, until - startMicroseconds);
    }
    if ((packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
      corruptEnds.add(index);
    } else {
      corruptEnds.remove(index);
    }
  }

  public long reachedMicroseconds() {
    return reached;
  }

  /** Throws MEDIA_DAMAGED if the source is truncated. */
  public void verify() {
    OptionalLong size = handler.size();
    if (traits.endCheck() == EndCheck.OGG_PAGE && !ContainerTails.endsOnOggPage(handler.tail())) {
      throw truncated("it ends in the middle of a page");
    }
    if (traits.endCheck() == EndCheck.TRANSPORT_PACKETS
        && !ContainerTails.transportIsWhole(
            handler.tail(), ContainerHeads.transportPacket(handler.head()))) {
      throw truncated("it ends in the middle of an elementary packet");
    }
    boolean proven = size.isPresent() && checkSizes(size.getAsLong());
    if (!corruptEnds.isEmpty()) {
      throw truncated("its last packet is incomplete");
    }
    if (fragmented()) {
      checkFragments(size);
    }
    // Of fragments that are read in order, libav knows only where the first ones end.
    if (!proven && (handler.seekable() || !fragmented())) {
      checkDuration();
    }
  }

  /**
   * @return whether the container's sizes prove that the file is complete
   */
  private boolean checkSizes(long size) {
    OptionalLong expected =
        switch (traits.endCheck()) {
          case PACKET_INDEX -> indexEnd();
          case SEGMENT_SIZE -> ContainerHeads.matroskaSize(handler.head());
          case RIFF_SIZE -> ContainerHeads.riffSize(handler.head());
          case TRANSPORT_PACKETS, OGG_PAGE, DURATION -> OptionalLong.empty();
        };
    if (expected.isPresent() && size < expected.getAsLong()) {
      throw truncated(
          String.format(
              Locale.ROOT, "it should have %,d bytes but has %,d", expected.getAsLong(), size));
    }
    if (traits.endCheck() == EndCheck.TRANSPORT_PACKETS
        && size % ContainerHeads.transportPacket(handler.head()) != 0) {
      throw truncated("it ends in the middle of a transport packet");
    }
    return expected.isPresent() && !fragmented();
  }

  // Missing fragments leave no trace but the duration.
  private boolean fragmented() {
    return traits.has(Trait.FRAGMENTS)
        && (indexed() != indexedAtFirst || FragmentIndex.fragmented(handler.front()));
  }

  private void checkFragments(OptionalLong size) {
    byte[] front = handler.front();
    OptionalLong end = FragmentIndex.end(front);
    if (size.isPresent() && end.isPresent() && size.getAsLong() < end.getAsLong()) {
      throw truncated(
          String.format(
              Locale.ROOT,
              "it should have %,d bytes but has %,d",
              end.getAsLong(),
              size.getAsLong()));
    }
    if (size.isPresent() && handler.boxes().endsWithinBox(size.getAsLong())) {
      throw truncated("it ends in the middle of a box");
    }
    FragmentIndex.duration(front).ifPresent(this::checkDuration);
  }

  private int indexed() {
    int entries = 0;
    for (int i = 0; i < context.nb_streams(); i++) {
      entries += avformat_index_get_entries_count(context.streams(i));
    }
    return entries;
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
    if (announced) {
      checkDuration(context.duration());
    }
  }

  private void checkDuration(long announced) {
    long missing = announced - reached;
    if (missing > Math.max(MIN_TOLERANCE, announced / TOLERANCE_PART)) {
      throw truncated(
          String.format(
              Locale.ROOT,
              "it should last %.1f seconds but ends after %.1f",
              announced / 1e6,
              reached / 1e6));
    }
  }

  private static RuntimeException truncated(String how) {
    return Failures.damaged(
        "The source is truncated: " + how + "; get a complete copy from its origin");
  }
}
