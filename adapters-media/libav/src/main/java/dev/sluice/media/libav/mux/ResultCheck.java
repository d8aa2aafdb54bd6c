package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.check.TruncationCheck;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.plan.StreamPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Checks a result before it becomes visible, by what passed through the muxer: each planned stream
 * of sound or picture has packets, at least one packet of each copied stream can be decoded, and no
 * stream ends earlier than the source's. Nothing is read again.
 */
public final class ResultCheck {
  private final Muxer muxer;
  private final MissingContent missing;
  private final List<Planned> planned = new ArrayList<>();
  private Planned[] byNumber = new Planned[0];

  private static final class Planned {
    private final StreamPlan plan;
    private final AVStream source;
    private final int track;
    private long accepted;
    private long reached;

    Planned(StreamPlan plan, AVStream source, int track) {
      this.plan = plan;
      this.source = source;
      this.track = track;
    }

    String name() {
      StreamInfo info = plan.source();
      return info.codec() + (info.kind() == StreamKind.VIDEO ? " video" : " audio");
    }
  }

  /**
   * @param missing receives what the result lacks
   */
  public ResultCheck(Muxer muxer, MissingContent missing) {
    this.muxer = muxer;
    this.missing = missing;
  }

  /**
   * Adds a stream of sound or picture; others are not checked.
   *
   * @param track the index of the result's stream
   * @param maxPixels the largest picture that is decoded
   */
  public void add(StreamPlan plan, AVStream source, int track, long maxPixels) {
    StreamKind kind = plan.source().kind();
    if (kind != StreamKind.VIDEO && kind != StreamKind.AUDIO) {
      return;
    }
    Planned stream = new Planned(plan, source, track);
    planned.add(stream);
    int number = plan.source().index();
    if (number >= byNumber.length) {
      byNumber = java.util.Arrays.copyOf(byNumber, number + 1);
    }
    byNumber[number] = stream;
    if (plan instanceof StreamPlan.Copy) {
      muxer.tryDecoding(track, new TrialDecoder(source.codecpar(), source.time_base(), maxPixels));
    }
  }

  /**
   * Records that a packet of the source was accepted.
   *
   * @param number of the source's stream
   * @param reached its time on the result's clock, in microseconds
   */
  public void record(int number, long reached) {
    Planned stream = number < byNumber.length ? byNumber[number] : null;
    if (stream != null) {
      stream.accepted++;
      stream.reached = Math.max(stream.reached, reached);
    }
  }

  /**
   * Checks the result. Called when all packets are written.
   *
   * @return the numbers of the source's streams that have no packets, and never promised any
   * @throws dev.sluice.core.failure.SluiceException MEDIA_DAMAGED if the result holds nothing that
   *     can be played; or if it lacks something, as {@link MissingContent} says
   */
  public Set<Integer> verify(ClipWindow window) {
    checkPlayable();
    Set<Integer> empty = new HashSet<>();
    boolean isClip = window.cutsStart() || window.cutsEnd();
    for (Planned stream : planned) {
      if (muxer.packets(stream.track) > 0) {
        checkStream(stream, window);
      } else if (promises(stream) && !isClip) {
        missing.add("The source announces %s, but none of it can be read".formatted(stream.name()));
      } else if (!isClip) {
        empty.add(stream.plan.source().index());
      }
    }
    return empty;
  }

  private void checkPlayable() {
    String names = planned.stream().map(Planned::name).collect(Collectors.joining(" and "));
    if (planned.stream().allMatch(stream -> muxer.packets(stream.track) == 0)) {
      throw Failures.damaged(
          ("The source announces %s, but holds nothing of it; it is damaged or incomplete, so get"
                  + " another copy")
              .formatted(names));
    }
    boolean isPlayable =
        planned.stream()
            .anyMatch(stream -> muxer.packets(stream.track) > 0 && muxer.decodes(stream.track));
    if (!isPlayable) {
      throw Failures.damaged(
          "The source's %s cannot be decoded: it is damaged, so get another copy".formatted(names));
    }
  }

  private void checkStream(Planned stream, ClipWindow window) {
    if (!muxer.decodes(stream.track)) {
      missing.add("The source's %s cannot be decoded".formatted(stream.name()));
    }
    long expected = Math.min(stream.reached, window.length());
    long written = muxer.reachedMicroseconds(stream.track);
    if (expected - written > TruncationCheck.tolerance(expected)) {
      missing.add(
          String.format(
              Locale.ROOT,
              "The source's %s lasts %.1f seconds, but only %.1f could be converted",
              stream.name(),
              expected / 1e6,
              written / 1e6));
    }
  }

  private static boolean promises(Planned stream) {
    return stream.accepted > 0
        || stream.source.nb_frames() > 0
        || avformat_index_get_entries_count(stream.source) > 0;
  }
}
