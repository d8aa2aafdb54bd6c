package dev.sluice.media.libav.check;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides from the last bytes of a file whether its last packet is complete. Bytes behind the last
 * packet that do not begin another one are junk, and say nothing. Pure functions.
 */
final class ContainerTails {
  private static final String PAGE = "OggS";
  private static final int OGG_HEADER = 27;
  private static final int PES_HEADER = 6;
  private static final int[] TRANSPORT_PACKETS = {188, 192, 204};
  private static final int TRANSPORT_PAYLOAD = 188;

  /** So many packets in a row are no accident. */
  private static final int CHAIN = 4;

  private static final int PACK = 0xba;
  private static final int PROGRAM_END = 0xb9;

  private ContainerTails() {}

  /**
   * Returns whether the last page of an Ogg file is incomplete.
   *
   * @param tail the last bytes of the file, at least one page or the whole file
   */
  static boolean cutsOggPage(byte[] tail) {
    String text = new String(tail, StandardCharsets.ISO_8859_1);
    int last = text.lastIndexOf(PAGE);
    int end = last < 0 ? 0 : pageEnd(tail, last);
    if (end >= 0 && end <= tail.length) {
      return beginsPage(text, end);
    }
    // The capture pattern may occur within a page by chance: then that page leads to the end.
    for (int at = text.lastIndexOf(PAGE, last - 1);
        at >= 0;
        at = at == 0 ? -1 : text.lastIndexOf(PAGE, at - 1)) {
      int other = pageEnd(tail, at);
      if (other > last && other <= tail.length) {
        return beginsPage(text, other);
      }
    }
    return true;
  }

  private static boolean beginsPage(String text, int at) {
    String rest = text.substring(at);
    return !rest.isEmpty() && rest.length() < PAGE.length() && PAGE.startsWith(rest);
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

  /** The state of a transport stream's end. */
  enum TransportEnd {
    WHOLE,
    WITHIN_TRANSPORT_PACKET,
    /** An elementary packet that announces a length is incomplete. Video mostly announces none. */
    WITHIN_ELEMENTARY_PACKET
  }

  /**
   * Returns how a transport stream ends.
   *
   * @param tail its last bytes
   */
  static TransportEnd transportEnd(byte[] tail) {
    for (int size : TRANSPORT_PACKETS) {
      int sync = lastSync(tail, size);
      if (sync < 0) {
        continue;
      }
      int end = sync + (size == 204 ? size : TRANSPORT_PAYLOAD);
      // In packets of 192 bytes four bytes of time code come first.
      if (end != tail.length) {
        return TransportEnd.WITHIN_TRANSPORT_PACKET;
      }
      return elementaryPacketsAreWhole(tail, sync % size, size)
          ? TransportEnd.WHOLE
          : TransportEnd.WITHIN_ELEMENTARY_PACKET;
    }
    return TransportEnd.WHOLE;
  }

  // Of the last packet, whole or not; −1 if the tail has no packets of this size.
  private static int lastSync(byte[] tail, int size) {
    for (int at = tail.length - 1; at >= Math.max(0, tail.length - size); at--) {
      int count = 0;
      int sync = at;
      while (sync >= 0 && tail[sync] == ContainerHeads.SYNC && count < CHAIN) {
        count++;
        sync -= size;
      }
      if (count == CHAIN || (count > 1 && sync < 0)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean elementaryPacketsAreWhole(byte[] tail, int first, int size) {
    Map<Integer, Integer> missing = new HashMap<>();
    for (int packet = first; packet + TRANSPORT_PAYLOAD <= tail.length; packet += size) {
      if (tail[packet] != ContainerHeads.SYNC) {
        continue;
      }
      int id = (tail[packet + 1] & 0x1f) << 8 | (tail[packet + 2] & 0xff);
      boolean begins = (tail[packet + 1] & 0x40) != 0;
      int payload = payload(tail, packet);
      int length = packet + TRANSPORT_PAYLOAD - payload;
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
      default -> packet + TRANSPORT_PAYLOAD;
    };
  }

  // The packet's length with its header; 0 if it announces none or is not an elementary packet.
  private static int announced(byte[] tail, int at, int length) {
    boolean elementary = length > PES_HEADER && isStartCode(tail, at);
    if (!elementary) {
      return 0;
    }
    int announced = (tail[at + 4] & 0xff) << 8 | (tail[at + 5] & 0xff);
    return announced == 0 ? 0 : announced + PES_HEADER;
  }

  private static boolean isStartCode(byte[] bytes, int at) {
    return bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
  }

  /**
   * Returns whether the last packet of an MPEG program stream is incomplete.
   *
   * @param tail the last bytes of the file
   */
  static boolean cutsProgramPacket(byte[] tail) {
    int chain = 0;
    int at = nextPack(tail, 0);
    while (at >= 0 && at < tail.length) {
      if (at + PES_HEADER > tail.length) {
        return chain > 1 && mayBeStartCode(tail, at);
      }
      int length = isStartCode(tail, at) ? programPacket(tail, at) : -1;
      if (length < 0) {
        chain = 0;
        at = nextPack(tail, at + 1);
        continue;
      }
      chain++;
      at += length;
    }
    return at > tail.length && chain > 2;
  }

  private static int nextPack(byte[] tail, int from) {
    for (int at = from; at + PES_HEADER <= tail.length; at++) {
      if (isStartCode(tail, at) && (tail[at + 3] & 0xff) == PACK) {
        return at;
      }
    }
    return -1;
  }

  private static boolean mayBeStartCode(byte[] tail, int at) {
    byte[] prefix = {0, 0, 1};
    for (int i = 0; i < prefix.length && at + i < tail.length; i++) {
      if (tail[at + i] != prefix[i]) {
        return false;
      }
    }
    boolean isProgramEnd = at + 4 == tail.length && (tail[at + 3] & 0xff) == PROGRAM_END;
    return !isProgramEnd;
  }

  // The length of a packet with its header; −1 if it has none.
  private static int programPacket(byte[] tail, int at) {
    int code = tail[at + 3] & 0xff;
    if (code == PROGRAM_END) {
      return 4;
    }
    if (code == PACK) {
      boolean isSecond = (tail[at + 4] & 0xc0) == 0x40;
      if (!isSecond) {
        return 12;
      }
      return at + 14 > tail.length ? 14 : 14 + (tail[at + 13] & 7);
    }
    int length = (tail[at + 4] & 0xff) << 8 | tail[at + 5] & 0xff;
    return code > PACK && length > 0 ? PES_HEADER + length : -1;
  }
}
