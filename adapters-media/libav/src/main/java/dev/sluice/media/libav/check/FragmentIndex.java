package dev.sluice.media.libav.check;

import static dev.sluice.core.media.BoxReader.find;
import static dev.sluice.core.media.BoxReader.unsigned;

import dev.sluice.core.media.BoxReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what the boxes in front of a fragmented mp4 announce about the whole file. libav reports
 * only what it has read so far, which is too little to detect truncation. Pure functions.
 */
public final class FragmentIndex {
  private static final long MICROSECONDS = 1_000_000;

  private FragmentIndex() {}

  /** Returns whether the index announces fragments. */
  public static boolean fragmented(byte[] front) {
    return find(all(front), "moov").flatMap(moov -> find(moov, "mvex")).isPresent();
  }

  /**
   * Returns the announced duration in microseconds: the longest of those of the movie, its tracks
   * and the header of its fragments, because writers set only one of them.
   */
  public static OptionalLong duration(byte[] front) {
    Optional<ByteBuffer> moov = find(all(front), "moov");
    Optional<ByteBuffer> header = moov.flatMap(box -> find(box, "mvhd"));
    if (header.isEmpty()) {
      return OptionalLong.empty();
    }
    long scale = scale(header.get());
    long longest = timed(header.get());
    longest =
        Math.max(
            longest,
            moov.flatMap(box -> find(box, "mvex"))
                .flatMap(box -> find(box, "mehd"))
                .map(box -> micros(number(box, 4), scale))
                .orElse(0L));
    for (ByteBuffer track : BoxReader.all(moov.get(), "trak")) {
      longest = Math.max(longest, trackDuration(track));
    }
    return longest > 0 ? OptionalLong.of(longest) : OptionalLong.empty();
  }

  /**
   * Returns the duration that a track's own header announces, in microseconds.
   *
   * @param id of the track
   */
  static OptionalLong trackDuration(byte[] front, int id) {
    Optional<ByteBuffer> moov = find(all(front), "moov");
    if (moov.isEmpty()) {
      return OptionalLong.empty();
    }
    for (ByteBuffer track : BoxReader.all(moov.get(), "trak")) {
      long announced = trackDuration(track);
      if (trackId(track) == id && announced > 0) {
        return OptionalLong.of(announced);
      }
    }
    return OptionalLong.empty();
  }

  private static long trackDuration(ByteBuffer track) {
    return find(track.duplicate(), "mdia")
        .flatMap(box -> find(box, "mdhd"))
        .map(FragmentIndex::timed)
        .orElse(0L);
  }

  private static long trackId(ByteBuffer track) {
    return find(track.duplicate(), "tkhd")
        .map(
            header -> {
              boolean wide = header.remaining() > 0 && header.get(header.position()) == 1;
              int at = wide ? 20 : 12;
              return header.remaining() < at + 4 ? -1 : unsigned(header, header.position() + at);
            })
        .orElse(-1L);
  }

  /**
   * Returns where the last fragment ends according to the segment index, if there is one for the
   * whole file.
   */
  public static OptionalLong end(byte[] front) {
    ByteBuffer boxes = all(front);
    long end = -1;
    for (Optional<ByteBuffer> index = find(boxes, "sidx");
        index.isPresent();
        index = find(boxes, "sidx")) {
      end = Math.max(end, segmentsEnd(index.get(), boxes.position()));
    }
    return end < 0 ? OptionalLong.empty() : OptionalLong.of(end);
  }

  private static long segmentsEnd(ByteBuffer index, long anchor) {
    boolean wide = index.remaining() > 0 && index.get(index.position()) == 1;
    int references = wide ? 30 : 22;
    if (index.remaining() < references + 2) {
      return -1;
    }
    int at = index.position();
    long end = anchor + (wide ? index.getLong(at + 20) : unsigned(index, at + 16));
    int count = index.getShort(at + references) & 0xffff;
    for (int i = 0; i < count; i++) {
      int reference = at + references + 2 + 12 * i;
      if (reference + 12 > index.limit()) {
        return -1;
      }
      // The highest bit marks a reference to another index.
      end += unsigned(index, reference) & 0x7fff_ffffL;
    }
    return end;
  }

  /** Returns the duration in a header of a movie or a track, in microseconds; 0 if it has none. */
  private static long timed(ByteBuffer header) {
    boolean wide = header.remaining() > 0 && header.get(header.position()) == 1;
    int size = wide ? 32 : 20;
    return header.remaining() < size ? 0 : micros(number(header, wide ? 24 : 16), scale(header));
  }

  private static long scale(ByteBuffer header) {
    boolean wide = header.remaining() > 0 && header.get(header.position()) == 1;
    int at = wide ? 20 : 12;
    return header.remaining() < at + 4 ? 0 : unsigned(header, header.position() + at);
  }

  // Four or eight bytes, depending on the box's version; all ones mean unknown.
  private static long number(ByteBuffer box, int at) {
    boolean wide = box.remaining() > 0 && box.get(box.position()) == 1;
    if (box.remaining() < at + (wide ? 8 : 4)) {
      return 0;
    }
    long value = wide ? box.getLong(box.position() + at) : unsigned(box, box.position() + at);
    return value == (wide ? -1 : 0xffff_ffffL) ? 0 : Math.max(0, value);
  }

  private static long micros(long value, long scale) {
    return scale <= 0 ? 0 : (long) ((double) value / scale * MICROSECONDS);
  }

  private static ByteBuffer all(byte[] front) {
    return ByteBuffer.wrap(front);
  }
}
