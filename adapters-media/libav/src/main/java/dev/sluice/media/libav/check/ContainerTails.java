package dev.sluice.media.libav.check;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Decides from the last bytes of a file whether the file is complete. Pure functions. */
final class ContainerTails {
  private static final int OGG_HEADER = 27;
  private static final int PES_HEADER = 6;

  private ContainerTails() {}

  /**
   * Returns whether an Ogg file ends with a whole page.
   *
   * @param tail the last bytes of the file, at least one page or the whole file
   */
  static boolean endsOnOggPage(byte[] tail) {
    String text = new String(tail, StandardCharsets.ISO_8859_1);
    // The last capture pattern may occur in the data by chance, so one that leads to the end is
    // enough.
    int at = text.lastIndexOf("OggS");
    while (at >= 0) {
      if (pageEnd(tail, at) == tail.length) {
        return true;
      }
      at = at == 0 ? -1 : text.lastIndexOf("OggS", at - 1);
    }
    return false;
  }

  private static int pageEnd(byte[] tail, int at) {
    if (at + OGG_HEADER > tail.length) {
      return -1;
    }
    int segments = tail[at + OGG_HEADER - 1] & 0xff;
    if (at + OGG_HEADER + segments > tail.length) {
      return -1;
    }
    int end = at + OGG_HEADER + segments;
    for (int i = 0; i < segments; i++) {
      end += tail[at + OGG_HEADER + i] & 0xff;
    }
    return end;
  }

  /**
   * Returns whether all elementary packets that announce a length are complete. Packets of video
   * mostly announce none.
   *
   * @param tail the last bytes of a transport stream that ends with a whole transport packet
   * @param size the size of its packets
   */
  static boolean transportIsWhole(byte[] tail, int size) {
    Map<Integer, Integer> missing = new HashMap<>();
    for (int at = tail.length % size; at + size <= tail.length; at += size) {
      int packet = size == 192 ? at + 4 : at;
      if (tail[packet] != ContainerHeads.SYNC) {
        continue;
      }
      int id = (tail[packet + 1] & 0x1f) << 8 | (tail[packet + 2] & 0xff);
      boolean begins = (tail[packet + 1] & 0x40) != 0;
      int payload = payload(tail, packet);
      int length = packet + 188 - payload;
      if (begins) {
        missing.put(id, announced(tail, payload, length) - length);
      } else {
        missing.computeIfPresent(id, (any, left) -> left - Math.max(0, length));
      }
    }
    return missing.values().stream().noneMatch(left -> left > 0);
  }

  private static int payload(byte[] tail, int packet) {
    int control = tail[packet + 3] >> 4 & 3;
    return switch (control) {
      case 1 -> packet + 4;
      case 3 -> packet + 5 + (tail[packet + 4] & 0xff);
      default -> packet + 188;
    };
  }

  // The packet's length with its header; 0 if it announces none or is not an elementary packet.
  private static int announced(byte[] tail, int at, int length) {
    boolean elementary =
        length > PES_HEADER && tail[at] == 0 && tail[at + 1] == 0 && tail[at + 2] == 1;
    if (!elementary) {
      return 0;
    }
    int announced = (tail[at + 4] & 0xff) << 8 | (tail[at + 5] & 0xff);
    return announced == 0 ? 0 : announced + PES_HEADER;
  }
}
