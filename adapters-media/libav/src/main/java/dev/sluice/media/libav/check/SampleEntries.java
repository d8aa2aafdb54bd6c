package dev.sluice.media.libav.check;

import static dev.sluice.core.media.BoxReader.find;

import dev.sluice.core.media.BoxReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the sample entries of an mp4, which say whether a track is encrypted. Pure functions. */
public final class SampleEntries {
  /** Those of common encryption (ISO/IEC 23001-7), of iTunes, and of Audible. */
  private static final Set<String> PROTECTED =
      Set.of("encv", "enca", "encs", "enct", "drms", "drmi", "aavd");

  private static final int BEFORE_ENTRIES = 8;

  private SampleEntries() {}

  /**
   * Returns the positions of the encrypted tracks among all tracks, as far as they can be seen.
   *
   * @param front the first bytes of the file
   */
  public static Set<Integer> protectedTracks(byte[] front) {
    List<ByteBuffer> tracks =
        find(ByteBuffer.wrap(front), "moov")
            .map(moov -> BoxReader.all(moov, "trak"))
            .orElse(new ArrayList<>());
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < tracks.size(); i++) {
      if (isProtected(tracks.get(i))) {
        found.add(i);
      }
    }
    return found;
  }

  private static boolean isProtected(ByteBuffer track) {
    Optional<ByteBuffer> entries =
        find(track, "mdia")
            .flatMap(box -> find(box, "minf"))
            .flatMap(box -> find(box, "stbl"))
            .flatMap(box -> find(box, "stsd"))
            .filter(box -> box.remaining() > BEFORE_ENTRIES);
    if (entries.isEmpty()) {
      return false;
    }
    ByteBuffer rest = entries.get();
    rest.position(rest.position() + BEFORE_ENTRIES);
    for (Optional<BoxReader.Box> entry = BoxReader.next(rest);
        entry.isPresent();
        entry = BoxReader.next(rest)) {
      if (PROTECTED.contains(entry.get().name())) {
        return true;
      }
    }
    return false;
  }
}
