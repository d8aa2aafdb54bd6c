package dev.sluice.media.web.dash;

import dev.sluice.core.media.BoxReader;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentRenewal;
import dev.sluice.media.web.segment.SegmentedTracks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds where the init segment of a file ends, by reading its beginning, if its manifest does not
 * say so: files of several periods can be joined behind it.
 */
final class FileHeads {
  private static final int MOST = 1 << 20;
  private static final int HEADER = 8;
  private static final int TRANSPORT_SYNC = 0x47;

  /** The boxes that may be in front of the one that describes the tracks. */
  private static final Set<String> FRONT = Set.of("ftyp", "styp", "free", "skip", "uuid", "pdin");

  private final SegmentedTracks tracks;
  private final SegmentRenewal renewal;

  /**
   * Creates a finder.
   *
   * @param tracks open the files
   * @param renewal gives further addresses of the files
   */
  FileHeads(SegmentedTracks tracks, SegmentRenewal renewal) {
    this.tracks = tracks;
    this.renewal = renewal;
  }

  /**
   * Returns the segments of a period with their init segment apart. A transport stream needs none.
   *
   * @param segments segments without an init segment
   * @throws dev.sluice.core.failure.SluiceException STREAM_UNSUPPORTED if they cannot be joined
   *     with others; what reading the first one fails with
   */
  List<Segment> apart(List<Segment> segments, Representation here) {
    Segment file = segments.get(0);
    byte[] head = head(file);
    if (head.length > 0 && head[0] == TRANSPORT_SYNC) {
      return segments;
    }
    OptionalInt end = segments.size() == 1 ? end(head) : OptionalInt.empty();
    if (end.isEmpty()) {
      throw here.unsupported(
          "has several periods whose files do not say where their initialization segment ends, so"
              + " that they cannot be joined");
    }
    long behind = file.from() + end.getAsInt();
    Segment init =
        new Segment(
            file.uri(), file.from(), behind, Optional.empty(), Optional.empty(), Optional.empty());
    return List.of(
        new Segment(
            file.uri(),
            behind,
            file.end(),
            file.duration(),
            file.key(),
            Optional.of(init),
            file.section()));
  }

  /** Returns the file's first boxes, up to the one that describes the tracks, or a part of them. */
  private byte[] head(Segment file) {
    byte[] head = new byte[0];
    try (InputStream bytes = tracks.open(file, renewal)) {
      while (true) {
        byte[] header = bytes.readNBytes(HEADER);
        head = joined(head, header);
        if (header.length < HEADER || header[0] == TRANSPORT_SYNC) {
          return head;
        }
        int size = ByteBuffer.wrap(header).getInt();
        String name = name(header, 4);
        boolean isFront = FRONT.contains(name) || name.equals("moov");
        if (!isFront || size < HEADER || size > MOST - head.length) {
          return head;
        }
        head = joined(head, bytes.readNBytes(size - HEADER));
        if (name.equals("moov")) {
          return head;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the position behind a head that describes fragments; empty if it is none. */
  private static OptionalInt end(byte[] head) {
    ByteBuffer boxes = ByteBuffer.wrap(head);
    Optional<ByteBuffer> tracks = BoxReader.find(boxes, "moov");
    return tracks.flatMap(all -> BoxReader.find(all, "mvex")).isPresent()
        ? OptionalInt.of(head.length)
        : OptionalInt.empty();
  }

  private static String name(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] front, byte[] back) {
    return ByteBuffer.allocate(front.length + back.length).put(front).put(back).array();
  }
}
