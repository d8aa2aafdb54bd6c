package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP2;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.PacketOrigin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * The streams that turn up in the middle of an input, such as those of a film behind an
 * advertisement. A stream continues the known one that it stands for: one of the same kind that the
 * program's map no longer lists, in the same language, or else in the same position among its kind.
 * A stream that appears beside the known ones is left out. Not thread-safe.
 */
final class LateStreams {
  private static final int NONE = -1;

  /** Transport streams do not tell the layers of MPEG audio apart. */
  private static final Set<Integer> MPEG_AUDIO =
      Set.of(AV_CODEC_ID_MP1, AV_CODEC_ID_MP2, AV_CODEC_ID_MP3);

  private final AVFormatContext context;
  private final int count;
  private final boolean chained;
  private final Map<Integer, Integer> heirs = new HashMap<>();

  /** The late streams that continue one of another codec. */
  private final Set<Integer> recoded = new HashSet<>();

  private final Map<Integer, Long> positions = new HashMap<>();
  private final Set<Integer> leftOutKinds = new HashSet<>();
  private final int[] active;
  private final int[] ranks;
  private final long[] last;
  private final long[] dropped;

  /**
   * @param count the number of the streams that were known when the input was opened
   * @param chained whether new streams always replace all old ones, as in Ogg
   */
  LateStreams(AVFormatContext context, int count, boolean chained) {
    this.context = context;
    this.count = count;
    this.chained = chained;
    active = new int[count];
    ranks = new int[count];
    last = new long[count];
    dropped = new long[count];
    Arrays.setAll(active, i -> i);
    Arrays.fill(ranks, NONE);
    Arrays.fill(last, NONE);
  }

  /**
   * Makes the packet one of a known stream, and marks it if it has another codec.
   *
   * @return false if it belongs to none
   * @throws SluiceException STREAM_UNSUPPORTED if it cannot continue its stream
   */
  boolean assign(AVPacket packet) {
    int from = packet.stream_index();
    int to = from;
    if (from >= count) {
      to = heirs.computeIfAbsent(from, this::predecessor);
      if (to == NONE) {
        return false;
      }
    } else if (ranks[from] == NONE) {
      ranks[from] = rank(from);
    }
    long position = packet.pos() >= 0 ? packet.pos() : positions.getOrDefault(from, -1L);
    if (!heirs.isEmpty() || from >= count) {
      if (active[to] != from && position >= 0 && position < last[to]) {
        // What a demuxer returns at its end of a stream that another one continued long before.
        dropped[to]++;
        return false;
      }
      active[to] = from;
      packet.stream_index(to);
    }
    if (recoded.contains(from)) {
      PacketOrigin.mark(packet, context.streams(from));
    }
    positions.put(from, position);
    last[to] = Math.max(last[to], position);
    return true;
  }

  /**
   * Returns the known stream that a late one continues, even if no packet of it has come; negative
   * if it continues none. Called when no more packets are read: what a stream continues is decided
   * once, and the program's map may still change before its first packet.
   *
   * @throws SluiceException STREAM_UNSUPPORTED if it cannot be continued
   */
  int continuedBy(int index) {
    return heirs.computeIfAbsent(index, this::predecessor);
  }

  /** Returns the known stream that a late one has continued so far; negative if none. */
  int continuedSoFar(int index) {
    return heirs.getOrDefault(index, NONE);
  }

  /** Returns the number of a stream's packets that came too late to be used. */
  long dropped(int index) {
    return dropped[index];
  }

  /** Returns whether audio was left out although the input has none when it begins. */
  boolean lacksAudio() {
    return lacks(AVMEDIA_TYPE_AUDIO);
  }

  /** Returns whether pictures were left out although the input has none when it begins. */
  boolean lacksPictures() {
    return lacks(AVMEDIA_TYPE_VIDEO);
  }

  private boolean lacks(int type) {
    return leftOutKinds.contains(type) && ofType(type).isEmpty();
  }

  private List<Integer> ofType(int type) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (type(i) == type) {
        found.add(i);
      }
    }
    return found;
  }

  private int type(int index) {
    return context.streams(index).codecpar().codec_type();
  }

  private int predecessor(int late) {
    AVStream stream = context.streams(late);
    int type = type(late);
    boolean isMedia =
        type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO || type == AVMEDIA_TYPE_SUBTITLE;
    List<Integer> ended = new ArrayList<>();
    for (int known : ofType(type)) {
      boolean isTaken = context.streams(known).discard() != avcodec.AVDISCARD_ALL;
      if (isTaken && (chained || (isListed(late) && !isListed(known)))) {
        ended.add(known);
      }
    }
    int found = isMedia ? bestOf(ended, stream, rank(late)) : NONE;
    if (found == NONE) {
      leftOutKinds.add(type);
      stream.discard(avcodec.AVDISCARD_ALL);
      return NONE;
    }
    if (hasOtherCodec(context.streams(found), stream)) {
      checkDecodes(context.streams(found), stream);
      recoded.add(late);
    }
    return found;
  }

  private int bestOf(List<Integer> ended, AVStream late, int rank) {
    String language = language(late);
    for (int known : ended) {
      if (!language.isEmpty() && language.equals(language(context.streams(known)))) {
        return known;
      }
    }
    for (int known : ended) {
      if (ranks[known] == rank) {
        return known;
      }
    }
    // Of several, one that belongs to no known stream is better left out than taken for another.
    return ended.size() == 1 && (rank == 0 || ranks[ended.get(0)] == NONE) ? ended.get(0) : NONE;
  }

  private static boolean hasOtherCodec(AVStream known, AVStream late) {
    int before = known.codecpar().codec_id();
    int after = late.codecpar().codec_id();
    boolean isMpegAudio = MPEG_AUDIO.contains(before) && MPEG_AUDIO.contains(after);
    return before != after && !isMpegAudio;
  }

  // Video and audio are encoded from there on.
  private static void checkDecodes(AVStream known, AVStream late) {
    int codec = late.codecpar().codec_id();
    AVCodec decoder = avcodec.avcodec_find_decoder(codec);
    boolean isSubtitle = late.codecpar().codec_type() == AVMEDIA_TYPE_SUBTITLE;
    if (isSubtitle || decoder == null || decoder.isNull()) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          ("The source goes on with other streams in the middle, and its %s becomes %s there, which"
                  + " cannot be continued in one file; fetch its parts one by one")
              .formatted(
                  avcodec_get_name(known.codecpar().codec_id()).getString(),
                  avcodec_get_name(codec).getString()));
    }
  }

  private static String language(AVStream stream) {
    return Metadata.tags(stream.metadata()).getOrDefault("language", "");
  }

  private boolean isListed(int index) {
    return program(index) != null;
  }

  /** Returns the position of a stream among those of its kind in its program. */
  private int rank(int index) {
    AVProgram program = program(index);
    int rank = 0;
    if (program == null) {
      return ofType(type(index)).indexOf(index);
    }
    for (int i = 0; i < program.nb_stream_indexes(); i++) {
      int other = program.stream_index().get(i);
      if (other == index) {
        return rank;
      }
      rank += type(other) == type(index) ? 1 : 0;
    }
    return rank;
  }

  private @Nullable AVProgram program(int index) {
    for (int p = 0; p < context.nb_programs(); p++) {
      AVProgram program = context.programs(p);
      for (int i = 0; i < program.nb_stream_indexes(); i++) {
        if (program.stream_index().get(i) == index) {
          return program;
        }
      }
    }
    return null;
  }
}
