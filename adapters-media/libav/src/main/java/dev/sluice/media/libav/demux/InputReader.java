package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.TimeBase;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.StreamPlan;
import dev.sluice.media.libav.plan.TranscodePlan;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * One input as a transcoding reads it: only the streams that the plan wants, only the stretch that
 * is asked for, with times that begin at zero where the result does.
 */
public final class InputReader implements AutoCloseable {
  /** When all else of an input is this far beyond a clip's end, a stream has no more to give. */
  private static final long PATIENCE = 30_000_000;

  private final Demuxer demuxer;
  private final int firstIndex;
  private final Set<Integer> awaited = new HashSet<>();
  private final ClipSeek approach;
  private int picture = -1;
  private int sound = -1;
  private long reached = Long.MIN_VALUE;
  private boolean ended;

  /**
   * @param watched numbers of streams that are read besides those of the plan
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
    for (int i = 0; i < demuxer.streamCount(); i++) {
      if (!wanted.contains(i) && !watched.contains(firstIndex + i)) {
        demuxer.discard(i);
      }
    }
    approach = new ClipSeek(demuxer, picture, monitor);
  }

  public boolean hasPicture() {
    return picture >= 0;
  }

  /**
   * Goes to where the clip begins.
   *
   * @return where its picture begins; empty where there is none
   */
  public OptionalLong approach(ClipWindow window, boolean mayJump) {
    if (!ended) {
      approach.run(window, sound, mayJump);
    }
    return approach.begins();
  }

  /**
   * The next packet.
   *
   * @return false when nothing more is needed, or there is no more
   */
  public boolean read(AVPacket packet, ClipWindow window) {
    if (!approach.next(packet)) {
      ended = true;
      return false;
    }
    TimeBase base = demuxer.base(packet.stream_index());
    PacketTimes.moveBy(packet, -base.fromMicroseconds(window.from()));
    long at = PacketTimes.decoded(packet);
    if (at != AV_NOPTS_VALUE) {
      reached = base.toMicroseconds(at);
    } else if (reached == Long.MIN_VALUE) {
      reached = 0;
    }
    if (window.cutsEnd() && at != AV_NOPTS_VALUE && reached >= window.length()) {
      awaited.remove(packet.stream_index());
      ended = awaited.isEmpty() || reached - window.length() > PATIENCE;
    }
    return true;
  }

  /** Whether nothing more comes. */
  public boolean ended() {
    return ended;
  }

  /** How far it has been read, in microseconds of the result's clock. */
  public long reached() {
    return reached;
  }

  /** Which of the source's streams the packet belongs to. */
  public int number(AVPacket packet) {
    return firstIndex + packet.stream_index();
  }

  @Override
  public void close() {
    approach.close();
  }
}
