package dev.sluice.media.web.segment;

import dev.sluice.core.media.BoxReader;
import dev.sluice.core.media.BoxReader.Box;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The part of an init segment that decides how the fragments after it are read: the tracks'
 * numbers, clocks, codecs and defaults. Dates, encoder names and bitrates are left out, because
 * they differ in each init segment that an encoder writes. Two init segments with equal signatures
 * are interchangeable.
 */
public final class InitSegmentSignature {
  private static final int PICTURE_ENTRY = 78;
  private static final int SOUND_ENTRY = 28;

  /** The position of the encoder's name in a video entry. */
  private static final int COMPRESSOR = 42;

  private static final int COMPRESSOR_END = 74;
  private static final int DECODER_CONFIG = 4;

  /** The length of the transformation matrix and the picture size. */
  private static final int SHAPE = 44;

  private final byte[] essence;

  private InitSegmentSignature(byte[] essence) {
    this.essence = essence;
  }

  /** Returns whether fragments can be read with either of two whole init segments. */
  public static boolean areInterchangeable(byte[] one, byte[] other) {
    Optional<InitSegmentSignature> signature = of(one);
    return signature.isPresent() && signature.equals(of(other));
  }

  /**
   * Returns the signature of an init segment.
   *
   * @param init the whole segment
   * @return empty if it is not a valid mp4
   */
  static Optional<InitSegmentSignature> of(byte[] init) {
    try {
      return BoxReader.find(ByteBuffer.wrap(init), "moov").flatMap(InitSegmentSignature::of);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Optional<InitSegmentSignature> of(ByteBuffer moov) {
    ByteArrayOutputStream essence = new ByteArrayOutputStream();
    List<ByteBuffer> tracks = BoxReader.all(moov, "trak");
    for (ByteBuffer track : tracks) {
      ByteBuffer media = inner(track, "mdia");
      ByteBuffer kind = part(inner(media, "hdlr"), 8, 4);
      ByteBuffer header = inner(track, "tkhd");
      put(essence, part(header, wide(header) ? 20 : 12, 4));
      put(essence, part(header, header.remaining() - SHAPE, SHAPE));
      ByteBuffer clock = inner(media, "mdhd");
      put(essence, part(clock, wide(clock) ? 20 : 12, 4));
      put(essence, kind);
      BoxReader.find(track.duplicate(), "edts")
          .flatMap(edits -> BoxReader.find(edits, "elst"))
          .ifPresent(edits -> shifts(edits, essence));
      ByteBuffer entries = inner(inner(inner(media, "minf"), "stbl"), "stsd");
      entries.position(entries.position() + 8);
      String letters = StandardCharsets.ISO_8859_1.decode(kind.duplicate()).toString();
      for (Optional<Box> entry = BoxReader.next(entries);
          entry.isPresent();
          entry = BoxReader.next(entries)) {
        entry(entry.get(), letters, essence);
      }
    }
    BoxReader.find(moov.duplicate(), "mvex")
        .map(more -> BoxReader.all(more, "trex"))
        .ifPresent(defaults -> defaults.forEach(each -> put(essence, each)));
    return tracks.isEmpty()
        ? Optional.empty()
        : Optional.of(new InitSegmentSignature(essence.toByteArray()));
  }

  // The duration of an edit does not change when it begins.
  private static void shifts(ByteBuffer edits, ByteArrayOutputStream essence) {
    int each = wide(edits) ? 20 : 12;
    int time = each == 20 ? 8 : 4;
    for (int at = 8; at + each <= edits.remaining(); at += each) {
      put(essence, part(edits, at + time, each - time));
    }
  }

  private static void entry(Box entry, String kind, ByteArrayOutputStream essence) {
    put(essence, ByteBuffer.wrap(entry.name().getBytes(StandardCharsets.ISO_8859_1)));
    ByteBuffer content = entry.content();
    boolean sound = kind.equals("soun") && content.getShort(content.position() + 8) == 0;
    if (!sound && !kind.equals("vide")) {
      put(essence, content);
      return;
    }
    int length = sound ? SOUND_ENTRY : PICTURE_ENTRY;
    byte[] front = bytes(part(content, 0, length));
    if (!sound) {
      Arrays.fill(front, COMPRESSOR, COMPRESSOR_END, (byte) 0);
    }
    put(essence, ByteBuffer.wrap(front));
    ByteBuffer boxes = content.duplicate().position(content.position() + length);
    for (Optional<Box> box = BoxReader.next(boxes); box.isPresent(); box = BoxReader.next(boxes)) {
      switch (box.get().name()) {
        case "btrt" -> {
          // Holds bitrates only.
        }
        case "esds" -> put(essence, withoutBitrates(box.get().content()));
        default -> {
          put(essence, ByteBuffer.wrap(box.get().name().getBytes(StandardCharsets.ISO_8859_1)));
          put(essence, box.get().content());
        }
      }
    }
  }

  /** Returns the decoder configuration with its bitrates set to zero (ISO/IEC 14496-1, 7.2.6.6). */
  private static ByteBuffer withoutBitrates(ByteBuffer descriptors) {
    byte[] all = bytes(descriptors);
    // After the box's version: a descriptor with the stream's number and flags.
    int at = behindLength(all, 5) + 3;
    if (all[at] != DECODER_CONFIG) {
      return ByteBuffer.wrap(all);
    }
    int config = behindLength(all, at + 1);
    Arrays.fill(all, config + 2, config + 13, (byte) 0);
    return ByteBuffer.wrap(all, config, all.length - config);
  }

  // Seven bits in each byte; the highest bit says that one more byte follows.
  private static int behindLength(byte[] bytes, int at) {
    int end = at;
    while (bytes[end] < 0) {
      end++;
    }
    return end + 1;
  }

  private static boolean wide(ByteBuffer box) {
    return box.get(box.position()) == 1;
  }

  private static ByteBuffer inner(ByteBuffer box, String name) {
    return BoxReader.find(box.duplicate(), name).orElseThrow(BufferUnderflowException::new);
  }

  private static ByteBuffer part(ByteBuffer box, int at, int length) {
    int from = box.position() + at;
    if (from + length > box.limit()) {
      throw new BufferUnderflowException();
    }
    return box.duplicate().limit(from + length).position(from);
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.duplicate().get(bytes);
    return bytes;
  }

  // With its length, so that different parts never give the same bytes.
  private static void put(ByteArrayOutputStream essence, ByteBuffer part) {
    essence.writeBytes(ByteBuffer.allocate(4).putInt(part.remaining()).array());
    essence.writeBytes(bytes(part));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InitSegmentSignature section && Arrays.equals(essence, section.essence);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(essence);
  }
}
