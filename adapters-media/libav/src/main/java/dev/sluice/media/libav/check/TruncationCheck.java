package dev.sluice.media.libav.check;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.EndCheck;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Losses;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.io.FlvTags;
import dev.sluice.media.libav.io.InputHandler;
import dev.sluice.media.libav.io.RiffChunks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
 *   <li>the container's own sizes: the sample table of mp4 and mov, the Segment of Matroska, the
 *       RIFF chunks of avi and wav, and the media of asf, aiff, caf and w64 must lie within the
 *       file;
 *   <li>the last packet, block, page, tag or frame must not announce more bytes than are there;
 *   <li>the announced duration: at most one second, or 2 %, may be missing; a tenth of a second
 *       where the announcement is exact. A stream that is not taken may last longer than the
 *       others, so its end counts as well;
 *   <li>of an input in pieces, what the manifest says of each;
 *   <li>the number of samples in the tables and fragments of an mp4 or mov, also where all its
 *       bytes are there: libav skips samples that it cannot find.
 * </ol>
 *
 * The sizes of a fragmented mp4 cannot be trusted. It is checked by the durations that its front
 * announces (libav's own covers only the fragments it has seen), by the segment index if there is
 * one, and by whether the last box is complete.
 *
 * <p>A file that announces nothing cannot be distinguished from a complete one and passes: a live
 * Matroska that was truncated between two blocks, an mp3 without a header that was truncated
 * between two frames, a fragmented mp4 without a duration that was truncated between two fragments,
 * and a transport stream that was truncated exactly between two packets and between two packets of
 * sound. The duration of transport streams, program streams and Ogg is no promise: libav finds it
 * by reading their ends.
 */
public final class TruncationCheck {
  private static final long MIN_TOLERANCE = 1_000_000;
  private static final int TOLERANCE_PART = 50;
  private static final long EXACT_TOLERANCE = 100_000;

  /** Codecs of which neither a container nor a parser joins or divides packets. */
  private static final Set<Integer> PACKET_PER_SAMPLE =
      Set.of(
          avcodec.AV_CODEC_ID_H264,
          avcodec.AV_CODEC_ID_HEVC,
          avcodec.AV_CODEC_ID_AV1,
          avcodec.AV_CODEC_ID_VP8,
          avcodec.AV_CODEC_ID_VP9,
          avcodec.AV_CODEC_ID_AAC,
          avcodec.AV_CODEC_ID_OPUS,
          avcodec.AV_CODEC_ID_FLAC,
          avcodec.AV_CODEC_ID_ALAC);

  private final AVFormatContext context;
  private final InputHandler handler;
  private final FormatTraits traits;
  private final MissingContent missing;
  private final Optional<PieceCheck> pieces;
  private final List<Extent> extents = new ArrayList<>();
  private final int indexedAtFirst;
  private long reached;
  private long start;
  private boolean isClip;
  private boolean isAtEnd;

  /**
   * The part of an input in pieces that a result was made of.
   *
   * @param from the position of its first packet
   * @param to the position of its last packet
   * @param beginsLate whether the first packet comes after the beginning of the clip
   * @param endsEarly whether the last packet comes before the end of the clip
   */
  public record Part(long from, long to, boolean beginsLate, boolean endsEarly) {
    private static final Part ALL = new Part(0, Long.MAX_VALUE, true, true);
  }

  /**
   * @param missing receives what is missing
   */
  public TruncationCheck(
      AVFormatContext context,
      InputHandler handler,
      FormatTraits traits,
      MediaInput input,
      MissingContent missing) {
    this.context = context;
    this.handler = handler;
    this.traits = traits;
    this.missing = missing;
    // The end of a fragment or a block shows whether it is whole.
    boolean endsShow = traits.has(Trait.FRAGMENTS) || traits.endCheck() == EndCheck.SEGMENT_SIZE;
    this.pieces =
        input.inPieces() ? Optional.of(new PieceCheck(input, !endsShow)) : Optional.empty();
    this.indexedAtFirst = indexed();
    for (int i = 0; i < context.nb_streams(); i++) {
      extents.add(new Extent(isSoundOrPicture(context.streams(i))));
    }
    // If the size is known, a truncated file fails before any work is done.
    OptionalLong size = handler.size();
    if (size.isPresent()) {
      sizeProblem(size.getAsLong()).ifPresent(this::report);
    }
  }

  private static boolean isSoundOrPicture(AVStream stream) {
    int type = stream.codecpar().codec_type();
    boolean isCover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
    return type == AVMEDIA_TYPE_AUDIO || (type == AVMEDIA_TYPE_VIDEO && !isCover);
  }

  /** The span of a stream that has been read. */
  private static final class Extent {
    private final boolean isSoundOrPicture;
    private boolean isTaken = true;
    private boolean isRead = true;
    private boolean endsCorrupt;
    private long reached;
    private long packets;

    Extent(boolean isSoundOrPicture) {
      this.isSoundOrPicture = isSoundOrPicture;
    }
  }

  /** Records that only a clip is needed, so that {@link #verifyClip} checks its pieces. */
  public void startClip() {
    isClip = true;
  }

  /**
   * Records that the result does not need a stream.
   *
   * @return whether its packets must be recorded all the same, to know where it ends
   */
  public boolean drop(int index) {
    Extent extent = extents.get(index);
    extent.isTaken = false;
    extent.isRead =
        extent.isSoundOrPicture
            && (pieces.isPresent() || (announcesWholeOnly() && announced().isPresent()));
    return extent.isRead;
  }

  /** Returns whether the result needs the stream. */
  public boolean isTaken(int index) {
    return extents.get(index).isTaken;
  }

  // Whether the duration of the longest stream is all that is known.
  private boolean announcesWholeOnly() {
    return switch (traits.endCheck()) {
      case PACKET_INDEX, RIFF_SIZE -> false;
      case SEGMENT_SIZE -> ContainerHeads.matroskaSize(handler.head()).isEmpty();
      default -> true;
    };
  }

  /**
   * Records a packet.
   *
   * @param index the index of the packet's stream
   * @param base the time base of its times
   */
  public void record(AVPacket packet, int index, TimeBase base, long startMicroseconds) {
    Extent extent = extents.get(index);
    extent.packets++;
    start = startMicroseconds;
    long at = PacketTimes.presentationTime(packet);
    if (at != AV_NOPTS_VALUE) {
      long until = base.toMicroseconds(at + Math.max(0, packet.duration()));
      extent.reached = Math.max(extent.reached, until - startMicroseconds);
      reached = Math.max(reached, extent.reached);
      if (pieces.isPresent() && extent.isSoundOrPicture) {
        pieces.get().record(packet.pos(), base.toMicroseconds(at), until);
      }
    }
    extent.endsCorrupt = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
  }

  /** Returns how far the input has been read, in microseconds. */
  public long reachedMicroseconds() {
    return reached;
  }

  /**
   * Reports a source that is truncated. Called when its end has been read.
   *
   * @throws dev.sluice.core.failure.SluiceException MEDIA_DAMAGED, as {@link MissingContent} says
   */
  public void verify() {
    Optional<String> problem = sizeAndEndProblem();
    if (problem.isEmpty()) {
      problem = indexProblem();
    }
    if (problem.isEmpty()) {
      problem = durationProblem();
    }
    problem.ifPresent(this::report);
    if (handler.parts() instanceof FlvTags tags && tags.isSkipped(handler.seekable())) {
      missing.add("Another FLV file is appended to the source, and libav skips what it contains");
    }
    isAtEnd = true;
    if (!isClip) {
      verifyPieces(Part.ALL);
      verifySamples();
    }
  }

  // libav builds its index from tables that contradict each other as far as it gets, and skips
  // samples that it cannot describe.
  private void verifySamples() {
    boolean isTold = missing.isAllowed() && !missing.sentences().isEmpty();
    if (!traits.has(Trait.FRAGMENTS) || isTold) {
      return;
    }
    for (int i = 0; i < extents.size(); i++) {
      AVStream stream = context.streams(i);
      int codec = stream.codecpar().codec_id();
      OptionalLong announced = handler.samples().expected(stream.id());
      if (!extents.get(i).isTaken || !PACKET_PER_SAMPLE.contains(codec) || announced.isEmpty()) {
        continue;
      }
      long expected = announced.getAsLong();
      long read = extents.get(i).packets;
      if (expected > read && Losses.areTooMany(expected - read - empty(stream), expected)) {
        missing.add(
            String.format(
                Locale.ROOT,
                "The source is damaged: its index announces %,d packets of its %s stream, and only"
                    + " %,d can be read",
                expected,
                avcodec.avcodec_get_name(codec).getString(),
                read));
      }
    }
  }

  // Parsers drop samples without bytes.
  private static long empty(AVStream stream) {
    long empty = 0;
    int count = avformat_index_get_entries_count(stream);
    for (int entry = 0; entry < count; entry++) {
      empty += avformat_index_get_entry(stream, entry).size() == 0 ? 1 : 0;
    }
    return empty;
  }

  /**
   * Reports pieces of a clip that are incomplete. Called when the clip has been read.
   *
   * @throws dev.sluice.core.failure.SluiceException MEDIA_DAMAGED, as {@link MissingContent} says
   */
  public void verifyClip(Part part) {
    verifyPieces(part);
  }

  private void verifyPieces(Part part) {
    pieces
        .flatMap(check -> check.findMissing(part, isAtEnd))
        .ifPresent(what -> missing.add("The source is incomplete: " + what));
  }

  private void report(String how) {
    missing.add("The source is truncated: " + how);
  }

  private Optional<String> sizeAndEndProblem() {
    OptionalLong size = handler.size();
    Optional<String> problem = size.isPresent() ? sizeProblem(size.getAsLong()) : Optional.empty();
    if (problem.isEmpty()) {
      problem = endProblem();
    }
    boolean endsCorrupt = extents.stream().anyMatch(extent -> extent.isTaken && extent.endsCorrupt);
    boolean isOpenEnded =
        traits.has(Trait.UNFRAMED) && expectedSize().isEmpty() && announced().isEmpty();
    if (problem.isEmpty() && endsCorrupt && !isOpenEnded) {
      problem = Optional.of("its last packet is incomplete");
    }
    return problem.isEmpty() && fragmented() ? fragmentProblem(size) : problem;
  }

  private Optional<String> sizeProblem(long size) {
    OptionalLong expected = expectedSize();
    return expected.isPresent() && size < expected.getAsLong()
        ? Optional.of(sizes(expected.getAsLong(), size))
        : Optional.empty();
  }

  private OptionalLong expectedSize() {
    return switch (traits.endCheck()) {
      case PACKET_INDEX -> indexEnd();
      case SEGMENT_SIZE -> ContainerHeads.matroskaSize(handler.head());
      case RIFF_SIZE -> ContainerHeads.riffSize(handler.head());
      case STATED_SIZE -> StatedSizes.of(traits, handler.front());
      default -> OptionalLong.empty();
    };
  }

  private static String sizes(long expected, long size) {
    return String.format(Locale.ROOT, "it should have %,d bytes but has %,d", expected, size);
  }

  private Optional<String> endProblem() {
    byte[] tail = handler.tail();
    boolean isCut =
        switch (traits.endCheck()) {
          case OGG_PAGE -> ContainerTails.cutsOggPage(tail);
          case PROGRAM_PACKETS -> ContainerTails.cutsProgramPacket(tail);
          case ADTS_FRAMES -> FrameChain.cutsAdtsFrame(tail);
          case AC3_FRAMES -> FrameChain.cutsAc3Frame(tail);
          case MPEG_FRAMES -> FrameChain.cutsMpegFrame(tail);
          case FLAC_FRAMES -> FlacFrames.cutsFrame(tail);
          case SEGMENT_SIZE -> expectedSize().isEmpty() && endsWithinPart();
          case RIFF_SIZE -> handler.parts() instanceof RiffChunks && endsWithinPart();
          case FLV_TAGS -> endsWithinPart();
          default -> false;
        };
    if (isCut) {
      return Optional.of("it ends in the middle of a " + traits.endCheck().unit());
    }
    if (traits.endCheck() != EndCheck.TRANSPORT_PACKETS) {
      return Optional.empty();
    }
    return switch (ContainerTails.transportEnd(tail)) {
      case WHOLE -> Optional.empty();
      case WITHIN_TRANSPORT_PACKET -> Optional.of("it ends in the middle of a transport packet");
      case WITHIN_ELEMENTARY_PACKET -> Optional.of("it ends in the middle of an elementary packet");
    };
  }

  private boolean endsWithinPart() {
    return handler.size().isPresent() && handler.parts().endsWithinPart(handler.size().getAsLong());
  }

  // Missing fragments leave no trace but the duration.
  private boolean fragmented() {
    return traits.has(Trait.FRAGMENTS)
        && (indexed() != indexedAtFirst || FragmentIndex.fragmented(handler.front()));
  }

  private Optional<String> fragmentProblem(OptionalLong size) {
    OptionalLong end = FragmentIndex.end(handler.front());
    if (size.isPresent() && end.isPresent() && size.getAsLong() < end.getAsLong()) {
      return Optional.of(sizes(end.getAsLong(), size.getAsLong()));
    }
    return endsWithinPart() ? Optional.of("it ends in the middle of a box") : Optional.empty();
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

  // Damage can end the reading early although all bytes are there.
  private Optional<String> indexProblem() {
    for (int i = 0; i < extents.size(); i++) {
      Extent extent = extents.get(i);
      OptionalLong last =
          extent.isTaken && extent.isSoundOrPicture
              ? lastIndexed(context.streams(i))
              : OptionalLong.empty();
      if (last.isPresent() && isShort(last.getAsLong() - start, extent.reached)) {
        return Optional.of(durations(last.getAsLong() - start, extent.reached));
      }
    }
    return Optional.empty();
  }

  private Optional<String> durationProblem() {
    boolean isFragmented = fragmented();
    boolean isProven =
        handler.size().isPresent()
            && expectedSize().isPresent()
            && traits.endCheck() != EndCheck.STATED_SIZE
            && !isFragmented;
    if (isProven) {
      return Optional.empty();
    }
    for (int i = 0; i < extents.size(); i++) {
      Extent extent = extents.get(i);
      OptionalLong own =
          extent.isTaken && extent.isSoundOrPicture ? announced(i) : OptionalLong.empty();
      if (own.isPresent() && isShort(own.getAsLong(), extent.reached)) {
        return Optional.of(durations(own.getAsLong(), extent.reached));
      }
    }
    OptionalLong whole = isFragmented ? FragmentIndex.duration(handler.front()) : announced();
    OptionalLong end = end();
    return whole.isPresent() && end.isPresent() && isShort(whole.getAsLong(), end.getAsLong())
        ? Optional.of(durations(whole.getAsLong(), end.getAsLong()))
        : Optional.empty();
  }

  // The duration that a stream announces for itself.
  private OptionalLong announced(int index) {
    AVStream stream = context.streams(index);
    if (traits.has(Trait.FRAGMENTS)) {
      return FragmentIndex.trackDuration(handler.front(), stream.id());
    }
    return OptionalLong.empty();
  }

  // The duration that the container announces for its longest stream.
  private OptionalLong announced() {
    boolean isUnknown =
        switch (traits.endCheck()) {
          case TRANSPORT_PACKETS, PROGRAM_PACKETS, OGG_PAGE -> true;
          // Writers that do not know the size do not know the duration either.
          case RIFF_SIZE -> expectedSize().isEmpty();
          default -> false;
        };
    if (isUnknown) {
      return OptionalLong.empty();
    }
    boolean isAnnounced =
        context.duration() != AV_NOPTS_VALUE
            && context.duration_estimation_method() == AVFMT_DURATION_FROM_STREAM;
    if (isAnnounced) {
      return OptionalLong.of(context.duration());
    }
    return traits == FormatTraits.MP3 ? XingHeader.duration(handler.front()) : OptionalLong.empty();
  }

  // Where the longest stream ends; empty if that is unknown.
  private OptionalLong end() {
    long end = reached;
    for (int i = 0; i < extents.size(); i++) {
      Extent extent = extents.get(i);
      if (extent.isSoundOrPicture && !extent.isRead) {
        OptionalLong indexed = lastIndexed(context.streams(i));
        if (indexed.isEmpty()) {
          return OptionalLong.empty();
        }
        end = Math.max(end, indexed.getAsLong());
      }
    }
    return OptionalLong.of(end);
  }

  // libav adds what it finds in fragments to the index, also for a stream that is not read.
  private OptionalLong lastIndexed(AVStream stream) {
    int count = avformat_index_get_entries_count(stream);
    if (!traits.has(Trait.FRAGMENTS) || count == 0) {
      return OptionalLong.empty();
    }
    long last = avformat_index_get_entry(stream, count - 1).timestamp();
    return OptionalLong.of(TimeBase.of(stream.time_base()).toMicroseconds(last));
  }

  private boolean isShort(long announced, long reached) {
    // Editors leave the number of frames in an mp3 as it was.
    boolean isExact = traits == FormatTraits.FLAC;
    return announced - reached > (isExact ? EXACT_TOLERANCE : tolerance(announced));
  }

  /** Returns by how much streams may be shorter than announced, for both in microseconds. */
  public static long tolerance(long announced) {
    return Math.max(MIN_TOLERANCE, announced / TOLERANCE_PART);
  }

  private static String durations(long announced, long reached) {
    return String.format(
        Locale.ROOT,
        "it should last %.1f seconds but ends after %.1f",
        announced / 1e6,
        reached / 1e6);
  }
}
