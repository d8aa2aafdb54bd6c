package dev.sluice.media.web.subtitle;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.BoxReader;
import dev.sluice.core.media.BoxReader.Box;
import dev.sluice.core.media.TextCue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of the first text track of fragmented mp4 (ISO/IEC 14496-12, 8.8). Holds one
 * box at a time. Not thread-safe.
 */
final class FragmentReader {
  private static final int HEADER = 8;
  private static final int LONG_HEADER = 16;

  private static final Set<String> READ = Set.of("moov", "moof", "mdat");

  /** A fragment of hours has fewer samples. */
  private static final int MAX_SAMPLES = 100_000;

  /** So many seconds are no time of a media. */
  private static final long MAX_SECONDS = 1_000_000_000_000L;

  private static final int BASE_OFFSET = 0x1;
  private static final int DESCRIPTION = 0x2;
  private static final int DURATION = 0x8;
  private static final int SIZE = 0x10;
  private static final int RUN_OFFSET = 0x1;
  private static final int RUN_FIRST_FLAGS = 0x4;
  private static final int RUN_DURATION = 0x100;
  private static final int RUN_SIZE = 0x200;
  private static final int RUN_FLAGS = 0x400;
  private static final int RUN_COMPOSITION = 0x800;

  /**
   * A sample of the track. Times are in microseconds of the track's clock.
   *
   * @param to the end; {@link TextCue#OPEN} if it is unknown
   */
  record Sample(long from, long to, boolean isTtml, ByteBuffer bytes) {}

  private record Track(long number, long scale, boolean isTtml, long duration, long size) {}

  /** A sample whose bytes have not come. The position counts from the fragment's first byte. */
  private record Expected(long from, long to, long position, long size) {}

  private final Consumer<Sample> target;
  private final List<Expected> expected = new ArrayList<>();
  private @Nullable Track track;
  private byte[] box = new byte[1 << 10];
  private int filled;

  /** The number of bytes to skip. */
  private long skipped;

  /** From the fragment's first byte to the box that is being read. */
  private long distance;

  private long reached;

  FragmentReader(Consumer<Sample> target) {
    this.target = target;
  }

  /** Takes all of the bytes. */
  void add(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (skipped > 0) {
        int count = (int) Math.min(skipped, bytes.remaining());
        bytes.position(bytes.position() + count);
        skipped -= count;
        continue;
      }
      int header = filled < HEADER ? HEADER : headerLength();
      if (filled < header) {
        fill(bytes, header);
      } else if (isRead()) {
        fill(bytes, size());
        complete();
      } else {
        distance += size();
        skipped = size() - filled;
        filled = 0;
      }
    }
  }

  private void fill(ByteBuffer bytes, long size) {
    if (size > SubtitleConverter.LARGEST) {
      throw SubtitleConverter.tooLarge();
    }
    if (size > box.length) {
      box = Arrays.copyOf(box, (int) size);
    }
    int count = (int) Math.min(size - filled, bytes.remaining());
    bytes.get(box, filled, count);
    filled += count;
  }

  private int headerLength() {
    return BoxReader.unsigned(ByteBuffer.wrap(box), 0) == 1 ? LONG_HEADER : HEADER;
  }

  private boolean isRead() {
    return READ.contains(name());
  }

  private String name() {
    return new String(box, 4, 4, StandardCharsets.ISO_8859_1);
  }

  private long size() {
    ByteBuffer header = ByteBuffer.wrap(box);
    long stated = BoxReader.unsigned(header, 0);
    long size = stated == 1 ? header.getLong(HEADER) : stated;
    if (size < headerLength()) {
      throw damaged();
    }
    return size;
  }

  private void complete() {
    if (filled < size()) {
      return;
    }
    int header = headerLength();
    ByteBuffer content = ByteBuffer.wrap(box, header, filled - header).slice();
    try {
      switch (name()) {
        case "moov" -> track = track(content).orElse(null);
        case "moof" -> {
          distance = 0;
          expected.clear();
          if (track != null) {
            expect(track, content);
          }
        }
        default -> pass(content, distance + header);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
      throw damaged();
    }
    distance += filled;
    filled = 0;
  }

  private static Optional<Track> track(ByteBuffer moov) {
    for (ByteBuffer each : BoxReader.all(moov, "trak")) {
      ByteBuffer media = inner(each, "mdia");
      ByteBuffer entries = inner(inner(inner(media, "minf"), "stbl"), "stsd");
      entries.position(entries.position() + 8);
      Optional<String> entry = BoxReader.next(entries).map(Box::name);
      boolean isTtml = entry.equals(Optional.of("stpp"));
      if (isTtml || entry.equals(Optional.of("wvtt"))) {
        ByteBuffer header = inner(each, "tkhd");
        long number = BoxReader.unsigned(header, header.position() + (isWide(header) ? 20 : 12));
        ByteBuffer clock = inner(media, "mdhd");
        long scale = BoxReader.unsigned(clock, clock.position() + (isWide(clock) ? 20 : 12));
        return Optional.of(withDefaults(new Track(number, scale, isTtml, 0, 0), moov));
      }
    }
    return Optional.empty();
  }

  private static Track withDefaults(Track track, ByteBuffer moov) {
    return BoxReader.find(moov.duplicate(), "mvex").stream()
        .flatMap(more -> BoxReader.all(more, "trex").stream())
        .filter(each -> BoxReader.unsigned(each, each.position() + 4) == track.number())
        .findFirst()
        .map(
            each ->
                new Track(
                    track.number(),
                    track.scale(),
                    track.isTtml(),
                    BoxReader.unsigned(each, each.position() + 12),
                    BoxReader.unsigned(each, each.position() + 16)))
        .orElse(track);
  }

  private static boolean isWide(ByteBuffer box) {
    return box.get(box.position()) == 1;
  }

  private static ByteBuffer inner(ByteBuffer box, String name) {
    return BoxReader.find(box.duplicate(), name).orElseThrow(BufferUnderflowException::new);
  }

  private void expect(Track of, ByteBuffer moof) {
    for (ByteBuffer part : BoxReader.all(moof, "traf")) {
      ByteBuffer header = inner(part, "tfhd");
      int flags = header.getInt();
      if (Integer.toUnsignedLong(header.getInt()) != of.number()) {
        continue;
      }
      // An offset in the file does not tell where the sample is among the segments.
      header.position(header.position() + ((flags & BASE_OFFSET) != 0 ? 8 : 0));
      header.position(header.position() + ((flags & DESCRIPTION) != 0 ? 4 : 0));
      long duration = (flags & DURATION) != 0 ? unsigned(header) : of.duration();
      long size = (flags & SIZE) != 0 ? unsigned(header) : of.size();
      Optional<ByteBuffer> clock = BoxReader.find(part.duplicate(), "tfdt");
      if (clock.isPresent()) {
        boolean isWide = isWide(clock.get());
        clock.get().position(clock.get().position() + 4);
        reached = isWide ? clock.get().getLong() : unsigned(clock.get());
      }
      long next = -1;
      for (ByteBuffer run : BoxReader.all(part, "trun")) {
        boolean isPlaced = (flags & BASE_OFFSET) == 0;
        next =
            expect(
                new Track(of.number(), of.scale(), of.isTtml(), duration, size),
                run,
                next,
                isPlaced);
      }
    }
  }

  /** Returns the position behind the samples of a run; −1 for the beginning of the data. */
  private long expect(Track defaults, ByteBuffer run, long begin, boolean isPlaced) {
    int flags = run.getInt();
    long count = unsigned(run);
    long offset = (flags & RUN_OFFSET) != 0 ? run.getInt() : -1;
    long position = isPlaced && offset >= 0 ? offset : begin;
    run.position(run.position() + ((flags & RUN_FIRST_FLAGS) != 0 ? 4 : 0));
    for (long i = 0; i < count; i++) {
      long duration = (flags & RUN_DURATION) != 0 ? unsigned(run) : defaults.duration();
      long size = (flags & RUN_SIZE) != 0 ? unsigned(run) : defaults.size();
      run.position(run.position() + ((flags & RUN_FLAGS) != 0 ? 4 : 0));
      long shown = reached + ((flags & RUN_COMPOSITION) != 0 ? run.getInt() : 0);
      if (expected.size() == MAX_SAMPLES) {
        throw damaged();
      }
      expected.add(
          new Expected(
              micros(shown, defaults.scale()),
              duration == 0 ? TextCue.OPEN : micros(shown + duration, defaults.scale()),
              position,
              size));
      position = position < 0 ? position : position + size;
      reached += duration;
    }
    return position;
  }

  private static long unsigned(ByteBuffer from) {
    return Integer.toUnsignedLong(from.getInt());
  }

  private static long micros(long ticks, long scale) {
    if (ticks < 0 || ticks / scale > MAX_SECONDS) {
      throw damaged();
    }
    return ticks / scale * 1_000_000 + ticks % scale * 1_000_000 / scale;
  }

  /**
   * @param from the position of the content
   */
  private void pass(ByteBuffer content, long from) {
    if (track == null) {
      return;
    }
    // Samples that share their bytes would make much text of few.
    if (expected.stream().mapToLong(Expected::size).sum() > content.limit()) {
      throw damaged();
    }
    long unplaced = from;
    for (Expected each : expected) {
      long position = each.position() < 0 ? unplaced : each.position();
      unplaced = position + each.size();
      long at = position - from;
      if (at < 0 || at + each.size() > content.limit()) {
        throw damaged();
      }
      target.accept(
          new Sample(
              each.from(), each.to(), track.isTtml(), content.slice((int) at, (int) each.size())));
    }
    expected.clear();
  }

  private static SluiceException damaged() {
    return new SluiceException(
        FailureCode.MEDIA_DAMAGED, "The fragments of the subtitles are damaged");
  }
}
