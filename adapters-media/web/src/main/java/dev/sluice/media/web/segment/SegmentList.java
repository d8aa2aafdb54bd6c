package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.PackedTexts;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.Segment.Presence;
import dev.sluice.media.web.segment.Segment.Section;
import java.net.URI;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of at most {@value #MAX_SIZE} segments in little memory, usually 10 to 50 bytes each: what
 * all segments share is stored once. A segment is created whenever it is read. Immutable.
 */
public final class SegmentList extends AbstractList<Segment> implements RandomAccess {
  public static final int MAX_SIZE = 200_000;

  /** The most bytes that the addresses of one list may take, which are packed. */
  private static final int MAX_ADDRESS_BYTES = 32 << 20;

  private static final long NONE = Long.MIN_VALUE;
  private static final Presence[] PRESENCES = Presence.values();
  private static final int DIGITS = 16;

  private final int size;
  private final PackedTexts addresses;
  private final PackedTexts keys;
  private final @Nullable SegmentList inits;
  private final Column from;
  private final Column end;
  private final Column duration;
  private final Column key;
  private final Column ivHigh;
  private final Column ivLow;
  private final Column init;
  private final Column section;
  private final Column shift;
  private final Column presence;

  private SegmentList(Builder built) {
    size = built.size;
    addresses = built.addresses;
    keys = built.keys;
    inits = built.inits == null ? null : built.inits.build();
    from = built.from;
    end = built.end;
    duration = built.duration;
    key = built.key;
    ivHigh = built.ivHigh;
    ivLow = built.ivLow;
    init = built.init;
    section = built.section;
    shift = built.shift;
    presence = built.presence;
    addresses.trim();
    keys.trim();
    for (Column column :
        List.of(from, end, duration, key, ivHigh, ivLow, init, section, shift, presence)) {
      column.trim(size);
    }
  }

  /** Returns these segments as such a list. */
  public static SegmentList of(List<Segment> segments) {
    if (segments instanceof SegmentList packed) {
      return packed;
    }
    Builder builder =
        new Builder(segments.isEmpty() ? URI.create("http://none/") : segments.get(0).uri());
    segments.forEach(builder::add);
    return builder.build();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Segment get(int index) {
    URI uri = URI.create(addresses.get(index));
    return new Segment(
        uri,
        from.get(index),
        end.get(index),
        time(duration.get(index)),
        key(index),
        init(index),
        new Section(section.get(index), time(shift.get(index))),
        PRESENCES[(int) presence.get(index)]);
  }

  private Optional<Key> key(int index) {
    int number = (int) key.get(index);
    return number < 0
        ? Optional.empty()
        : Optional.of(
            new Key(
                URI.create(keys.get(number)),
                HexFormat.of().toHexDigits(ivHigh.get(index))
                    + HexFormat.of().toHexDigits(ivLow.get(index))));
  }

  private Optional<Segment> init(int index) {
    int number = (int) init.get(index);
    return number < 0 || inits == null ? Optional.empty() : Optional.of(inits.get(number));
  }

  /** Returns about how many bytes of memory the list takes. */
  public long bytes() {
    long bytes = (long) addresses.bytes() + keys.bytes() + (inits == null ? 0 : inits.bytes());
    for (Column column :
        List.of(from, end, duration, key, ivHigh, ivLow, init, section, shift, presence)) {
      bytes += column.bytes();
    }
    return bytes;
  }

  /** Returns the sum of all durations; empty if a segment has none, or one of zero. */
  Optional<Duration> duration() {
    Duration sum = Duration.ZERO;
    for (int i = 0; i < size; i++) {
      long nanos = duration.get(i);
      if (nanos <= 0) {
        return Optional.empty();
      }
      sum = sum.plusNanos(nanos);
    }
    return Optional.of(sum);
  }

  /**
   * Returns the sum of all durations before the first segment that is missing; empty if none is.
   */
  public Optional<Duration> missingFrom() {
    Duration sum = Duration.ZERO;
    for (int i = 0; i < size; i++) {
      if (presence.get(i) == Presence.MISSING.ordinal()) {
        return Optional.of(sum);
      }
      sum = sum.plus(time(duration.get(i)).orElse(Duration.ZERO));
    }
    return Optional.empty();
  }

  private static Optional<Duration> time(long nanos) {
    return nanos == NONE ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** Adds segments to a list. For one thread; used once. */
  public static final class Builder {
    private final URI base;
    private final PackedTexts addresses;
    private final PackedTexts keys;
    private @Nullable Builder inits;
    private final Column from = new Column();
    private final Column end = new Column();
    private final Column duration = new Column();
    private final Column key = new Column();
    private final Column ivHigh = new Column();
    private final Column ivLow = new Column();
    private final Column init = new Column();
    private final Column section = new Column();
    private final Column shift = new Column();
    private final Column presence = new Column();
    private int size;
    private @Nullable URI lastKey;
    private @Nullable Segment lastInit;

    /**
     * Creates an empty list.
     *
     * @param base the address that the segments' addresses are relative to; also for messages
     */
    public Builder(URI base) {
      this.base = base;
      this.addresses = new PackedTexts(base.toString());
      this.keys = new PackedTexts(base.toString());
    }

    public int size() {
      return size;
    }

    /**
     * Adds a segment behind the others.
     *
     * @throws SluiceException STREAM_UNSUPPORTED if there are too many, or their addresses are too
     *     long
     */
    public Builder add(Segment segment) {
      if (size == MAX_SIZE) {
        throw unsupported("names more than " + MAX_SIZE + " segments");
      }
      addresses.add(segment.uri().toString());
      from.set(size, segment.from());
      end.set(size, segment.end());
      duration.set(size, nanos(segment.duration()));
      key.set(size, segment.key().map(this::number).orElse(-1));
      ivHigh.set(size, segment.key().map(with -> half(with, 0)).orElse(0L));
      ivLow.set(size, segment.key().map(with -> half(with, DIGITS)).orElse(0L));
      init.set(size, segment.init().map(this::number).orElse(-1));
      section.set(size, segment.section().number());
      shift.set(size, nanos(segment.section().shift()));
      presence.set(size, segment.presence().ordinal());
      size++;
      if ((long) addresses.bytes() + keys.bytes() > MAX_ADDRESS_BYTES) {
        throw unsupported(
            "names its segments by addresses of more than "
                + (MAX_ADDRESS_BYTES >> 20)
                + " MB altogether");
      }
      return this;
    }

    /** Returns the list. */
    public SegmentList build() {
      return new SegmentList(this);
    }

    private int number(Key with) {
      if (!with.uri().equals(lastKey)) {
        lastKey = with.uri();
        keys.add(with.uri().toString());
      }
      return keys.size() - 1;
    }

    private int number(Segment head) {
      Builder known = inits == null ? new Builder(base) : inits;
      inits = known;
      if (!head.equals(lastInit)) {
        lastInit = head;
        known.add(head);
      }
      return known.size - 1;
    }

    private static long half(Key with, int from) {
      return Long.parseUnsignedLong(with.iv().substring(from, from + DIGITS), 16);
    }

    private static long nanos(Optional<Duration> time) {
      return time.map(Duration::toNanos).orElse(NONE);
    }

    private SluiceException unsupported(String what) {
      return new SluiceException(
          FailureCode.STREAM_UNSUPPORTED, "The manifest " + what + ": " + SourceUrl.redacted(base));
    }
  }

  /** One number of each segment. As long as all are equal, it is stored once. */
  private static final class Column {
    private long first;
    private long @Nullable [] all;

    void set(int index, long value) {
      if (index == 0) {
        first = value;
      }
      if (all == null) {
        if (value == first) {
          return;
        }
        all = new long[Math.max(8, 2 * index)];
        Arrays.fill(all, 0, index, first);
      }
      if (index == all.length) {
        all = Arrays.copyOf(all, 2 * index);
      }
      all[index] = value;
    }

    long get(int index) {
      return all == null ? first : all[index];
    }

    long bytes() {
      return all == null ? 0 : 8L * all.length;
    }

    void trim(int size) {
      all = all == null ? null : Arrays.copyOf(all, size);
    }
  }
}
