package dev.sluice.media.libav.time;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clock of a media, which begins at zero and is the same for all streams of all inputs.
 *
 * <p>Each input has a clock of its own that may start anywhere, and may start again in the middle:
 * where an advertisement was inserted or an encoder was restarted. This class decides once for all
 * streams where that happens, and what to add to an input's timestamps to get the time of the
 * media. It knows what the manifest says about the pieces of an input, and the packets of all
 * streams; it touches nothing else. All times are in microseconds. Not thread-safe.
 *
 * <p>The inputs of a media share their sections: the input with the picture leads, and decides when
 * a section begins; the others follow.
 */
public final class MediaClock {
  /** The time of a packet that has none. */
  public static final long NONE = Long.MIN_VALUE;

  /** Inputs of one media whose clocks begin further apart do not share a clock. */
  private static final long MAX_START_DISTANCE = 10_000_000;

  private final List<Timeline> timelines = new ArrayList<>();

  /** The kind of a track. */
  public enum Kind {
    PICTURE,
    SOUND,
    /** A track whose packets are far apart, such as subtitles. It follows the other tracks. */
    SPARSE
  }

  /**
   * A track of an input.
   *
   * @param wrap the time after which the timestamps start again at zero because they have too few
   *     bits; 0 if they never do
   */
  public record Track(Kind kind, long wrap) {}

  /**
   * An input.
   *
   * @param restarts whether its clock may start again
   * @param keepsLeaps whether a leap forward is never a jump of the clock
   * @param shared whether its timestamps are points on a clock that other inputs share
   * @param start the first timestamp
   * @param first the first piece, if the input consists of pieces that a manifest describes
   */
  public record Input(
      List<Track> tracks,
      boolean restarts,
      boolean keepsLeaps,
      boolean shared,
      long start,
      Optional<Piece> first) {
    public Input {
      tracks = List.copyOf(tracks);
    }

    /** Returns what to add to the timestamps of the first piece to get the manifest's time. */
    private long declared() {
      return first.map(piece -> PieceClock.declared(piece, start)).orElse(0L);
    }

    private boolean hasClock() {
      return shared
          || first.filter(p -> p.shift().isPresent() || p.firstTimestamp().isPresent()).isPresent();
    }

    private long wrap() {
      boolean isPacked = first.filter(piece -> piece.firstTimestamp().isPresent()).isPresent();
      return isPacked ? PieceClock.WRAP : tracks.stream().mapToLong(Track::wrap).max().orElse(0);
    }
  }

  /**
   * @param inputs the inputs of the media, at least one
   */
  public MediaClock(List<Input> inputs) {
    long[] starts = new long[inputs.size()];
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < starts.length; i++) {
      Input input = inputs.get(i);
      starts[i] = near(input.start() + input.declared(), starts[0], i == 0 ? 0 : input.wrap());
      first = Math.min(first, starts[i]);
      last = Math.max(last, starts[i]);
    }
    boolean inPieces = inputs.stream().allMatch(input -> input.first().isPresent());
    boolean isShared =
        inputs.stream().allMatch(Input::hasClock)
            && !(inPieces && last - first > MAX_START_DISTANCE);
    for (int i = 0; i < starts.length; i++) {
      Input input = inputs.get(i);
      // Sound that begins later than the picture must still begin later.
      long zero = isShared ? first : starts[i];
      long wraps = starts[i] - input.start() - input.declared();
      timelines.add(new Timeline(this, input, wraps - zero, isShared));
    }
  }

  /** Returns the timeline of an input. */
  public Timeline timeline(int input) {
    return timelines.get(input);
  }

  /** Returns the input that decides where sections begin; −1 if no input is in use. */
  public int leader() {
    int leader = -1;
    for (int i = 0; i < timelines.size(); i++) {
      Timeline timeline = timelines.get(i);
      boolean better = leader < 0 || (timeline.hasPicture() && !timelines.get(leader).hasPicture());
      if (timeline.isUsed() && better) {
        leader = i;
      }
    }
    return leader;
  }

  /** Returns the leading timeline, unless it is this one. */
  Optional<Timeline> leaderOf(Timeline follower) {
    int leader = leader();
    return leader < 0 || timelines.get(leader) == follower
        ? Optional.empty()
        : Optional.of(timelines.get(leader));
  }

  /** Returns whether another input depends on the timeline. */
  boolean hasFollowers(Timeline leader) {
    return timelines.stream().anyMatch(other -> other != leader && other.isUsed());
  }

  /** Returns the time that equals {@code at} but for whole wraps, next to {@code reference}. */
  static long near(long at, long reference, long wrap) {
    if (wrap <= 0) {
      return at;
    }
    return at + Math.floorDiv(reference - at + wrap / 2, wrap) * wrap;
  }
}
