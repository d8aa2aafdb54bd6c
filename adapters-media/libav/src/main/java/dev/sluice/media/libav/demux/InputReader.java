package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.PacketTimes;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.check.TruncationCheck;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.StreamPlan;
import dev.sluice.media.libav.plan.TranscodePlan;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Reads the packets of one input that a run needs: only the planned streams, only the requested
 * clip, with times that count from the clip's start.
 */
public final class InputReader implements AutoCloseable {
  /**
   * If an input is this far beyond the clip's end, a stream that sent no packet has ended. In
   * microseconds.
   */
  private static final long MAX_WAIT = 30_000_000;

  /** A clip may begin and end so far from a packet. In microseconds. */
  private static final long MAX_DISTANCE = 400_000;

  private final Demuxer demuxer;
  private final int firstIndex;
  private final Set<Integer> awaited = new HashSet<>();
  private final ClipSeek clipSeek;
  private int picture = -1;
  private int sound = -1;
  private long reached = Long.MIN_VALUE;
  private boolean ended;
  private long firstPosition = -1;
  private long lastPosition = -1;
  private long first;
  private long last = Long.MIN_VALUE;

  /**
   * @param watched the numbers of streams that are read in addition to those of the plan
   */
  public InputReader(
      Source source,
      Demuxer demuxer,
      TranscodePlan plan,
      Set<Integer> watched,
      StageMonitor monitor) {
    this.demuxer = demuxer;
    this.firstIndex = source.firstIndexOf(demuxer);
    Set<Integer> wanted = new HashSet<>();
    for (StreamPlan stream : plan.streams()) {
      int index = stream.source().index() - firstIndex;
      StreamKind kind = stream.source().kind();
      if (index < 0 || index >= demuxer.streamCount() || kind == StreamKind.COVER) {
        continue;
      }
      wanted.add(index);
      if (kind == StreamKind.VIDEO) {
        picture = index;
        awaited.add(index);
      } else if (kind == StreamKind.AUDIO) {
        sound = index;
        awaited.add(index);
      }
    }
    ended = wanted.isEmpty();
    if (ended) {
      demuxer.exclude();
    }
    for (int i = 0; i < demuxer.streamCount(); i++) {
      if (!wanted.contains(i) && !watched.contains(firstIndex + i)) {
        demuxer.discard(i);
      }
    }
    clipSeek = new ClipSeek(demuxer, picture, monitor);
  }

  public boolean hasPicture() {
    return picture >= 0;
  }

  /**
   * Seeks to the start of the clip.
   *
   * @return the time of the first picture; empty if there is none
   */
  public OptionalLong seekToStart(ClipWindow window, boolean maySeek) {
    if (window.cutsStart() || window.cutsEnd()) {
      demuxer.startClip();
    }
    if (!ended) {
      clipSeek.run(window, sound, maySeek);
    }
    return clipSeek.startTime();
  }

  /**
   * Reads the next packet.
   *
   * @return false if no more packets are needed or available
   */
  public boolean read(AVPacket packet, ClipWindow window) {
    if (!clipSeek.next(packet)) {
      ended = true;
      return false;
    }
    TimeBase base = demuxer.base(packet.stream_index());
    PacketTimes.shiftBy(packet, -base.fromMicroseconds(window.from()));
    long at = PacketTimes.decodingTime(packet);
    if (at != AV_NOPTS_VALUE) {
      reached = base.toMicroseconds(at);
    } else if (reached == Long.MIN_VALUE) {
      reached = 0;
    }
    if (at != AV_NOPTS_VALUE && reached >= 0 && reached < window.length()) {
      recordWithin(packet.pos());
    }
    if (window.cutsEnd() && at != AV_NOPTS_VALUE && reached >= window.length()) {
      awaited.remove(packet.stream_index());
      ended = awaited.isEmpty() || reached - window.length() > MAX_WAIT;
    }
    return true;
  }

  private void recordWithin(long position) {
    if (firstPosition < 0) {
      firstPosition = position;
      first = reached;
    }
    lastPosition = Math.max(lastPosition, position);
    last = Math.max(last, reached);
  }

  /**
   * Reports what is missing within a clip. Called when it has been read.
   *
   * @throws dev.sluice.core.failure.SluiceException MEDIA_DAMAGED unless the request allows an
   *     incomplete result
   */
  public void verify(ClipWindow window) {
    boolean isClip = window.cutsStart() || window.cutsEnd();
    if (isClip && firstPosition >= 0) {
      demuxer.verifyClip(
          new TruncationCheck.Part(
              firstPosition,
              lastPosition,
              first > MAX_DISTANCE,
              window.length() - last > MAX_DISTANCE));
    }
  }

  /** Returns whether all packets have been read. */
  public boolean ended() {
    return ended;
  }

  /** Returns how far the input has been read, in microseconds of the result's clock. */
  public long reached() {
    return reached;
  }

  /** Returns the number of the packet's stream within the source. */
  public int number(AVPacket packet) {
    return firstIndex + packet.stream_index();
  }

  @Override
  public void close() {
    clipSeek.close();
  }
}
