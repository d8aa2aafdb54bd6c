package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.mux.MetadataCopier;
import dev.sluice.media.libav.mux.PendingPackets;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.IndexReserve;
import dev.sluice.media.libav.plan.StreamPlan;
import dev.sluice.media.libav.plan.TranscodePlan;
import dev.sluice.media.libav.still.CoverWriter;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Estimates the size of the result's index: from the source's own index if there is one, else from
 * its duration and rates.
 */
final class IndexSizeEstimate {
  /** The assumed duration of a source that does not announce one. */
  private static final double UNKNOWN_SECONDS = 3 * 3_600;

  /** Clusters are at most five seconds apart, and so are the cues of a file that has only sound. */
  private static final double CLUSTER_SECONDS = 5;

  /** Regular key pictures and scene cuts together. */
  private static final double KEYS_PER_SECOND = 2;

  /** A clip with a copied picture begins at the key picture before its start. */
  private static final double BEFORE_CLIP_SECONDS = 15;

  /**
   * The rest of the source may be denser than its beginning. An estimate that is too small costs a
   * second run.
   */
  private static final double DENSITY_MARGIN = 1.25;

  private IndexSizeEstimate() {}

  /**
   * Returns whether packets must be buffered and counted: the result has an index, and nothing
   * announces its size.
   */
  static boolean mustCount(Source source, OutputSpec output) {
    return IndexReserve.isNeeded(output.container())
        && source.announcedDuration().isEmpty()
        && !ClipWindow.of(output.clip()).cutsEnd();
  }

  /**
   * Estimates from buffered packets: either all packets of the result, or the first ones when the
   * buffer is full. For a source that cannot be read again an estimate that is too small would be a
   * failure, so a full buffer is then ignored.
   */
  static long of(Source source, TranscodePlan plan, OutputSpec output, PendingPackets held) {
    double times = 1;
    if (held.isFull()) {
      // With a clip, the part that was read includes what lies before the clip, or skips it.
      boolean comparable = source.isReopenable() && !ClipWindow.of(output.clip()).cutsStart();
      double part = comparable ? source.readFraction().orElse(0) : 0;
      if (part == 0) {
        return of(source, plan, output);
      }
      times = DENSITY_MARGIN / part;
    }
    double packets = times * held.count() + 16 * plan.streams().size();
    double keys = times * (held.keys() + held.seconds() / CLUSTER_SECONDS) + 16;
    return IndexReserve.bytes(
        output.container(), (long) packets, (long) keys, extraBytes(source, plan));
  }

  static long of(Source source, TranscodePlan plan, OutputSpec output) {
    double whole =
        source
            .facts()
            .duration()
            .or(source.demuxers().get(0)::maxDuration)
            .map(Duration::toMillis)
            .map(ms -> ms / 1e3)
            .orElse(UNKNOWN_SECONDS);
    boolean announced = source.announcedDuration().isPresent();
    double seconds = Math.min(whole, seconds(ClipWindow.of(output.clip()), whole, announced));
    double packets = 0;
    double keys = seconds / CLUSTER_SECONDS + 16;
    for (StreamPlan stream : plan.streams()) {
      StreamInfo facts = stream.source();
      AVStream opened = source.stream(facts.index());
      if (facts.kind() == StreamKind.COVER) {
        continue;
      }
      double count = packets(source, stream, opened, seconds, seconds / whole);
      packets += count + 16;
      if (facts.kind() == StreamKind.VIDEO) {
        boolean allKeys = stream instanceof StreamPlan.Copy && intraOnly(opened);
        keys += allKeys ? count : Math.min(count, seconds * KEYS_PER_SECOND);
      }
      if (facts.kind() == StreamKind.SUBTITLE) {
        keys += count;
      }
    }
    return IndexReserve.bytes(
        output.container(), (long) packets, (long) keys, extraBytes(source, plan));
  }

  private static long extraBytes(Source source, TranscodePlan plan) {
    long extraBytes = MetadataCopier.maxBytes(source.demuxers().get(0).context());
    for (StreamPlan stream : plan.streams()) {
      AVStream opened = source.stream(stream.source().index());
      boolean isCover = stream.source().kind() == StreamKind.COVER;
      extraBytes += 1_024;
      extraBytes += isCover ? CoverWriter.bytes(opened) : opened.codecpar().extradata_size();
    }
    return extraBytes;
  }

  private static double seconds(ClipWindow window, double whole, boolean announced) {
    if (window.cutsEnd()) {
      return window.length() / 1e6 + BEFORE_CLIP_SECONDS;
    }
    return announced ? whole - window.from() / 1e6 + BEFORE_CLIP_SECONDS : whole;
  }

  private static double packets(
      Source source, StreamPlan plan, AVStream stream, double seconds, double part) {
    StreamInfo facts = plan.source();
    Demuxer demuxer = source.demuxerOf(facts.index());
    boolean exact = demuxer.traits().has(Trait.INDEXES_ALL_PACKETS) && !demuxer.fragmentsUnseen();
    int indexed = avformat_index_get_entries_count(stream);
    if (plan instanceof StreamPlan.Copy && exact && indexed > 0) {
      return part < 1 ? 2 * part * indexed : indexed;
    }
    return switch (facts.kind()) {
      case VIDEO -> seconds * Math.min(240, facts.frameRate() > 0 ? facts.frameRate() : 60);
      case AUDIO -> soundPackets(plan, facts, stream, seconds);
      default -> seconds;
    };
  }

  private static double soundPackets(
      StreamPlan plan, StreamInfo facts, AVStream stream, double seconds) {
    if (plan instanceof StreamPlan.EncodeAudio) {
      // Opus has fifty a second, AAC and mp3 at most 48000 / 1024 and 48000 / 1152.
      return seconds * 94;
    }
    int frameSize = stream.codecpar().frame_size();
    double rate = facts.sampleRate() > 0 ? facts.sampleRate() : 48_000;
    return seconds * (frameSize > 0 ? rate / frameSize : 100);
  }

  private static boolean intraOnly(AVStream stream) {
    AVCodecDescriptor descriptor = avcodec_descriptor_get(stream.codecpar().codec_id());
    return Optional.ofNullable(descriptor)
        .filter(found -> !found.isNull())
        .map(found -> (found.props() & AV_CODEC_PROP_INTRA_ONLY) != 0)
        .orElse(false);
  }
}
