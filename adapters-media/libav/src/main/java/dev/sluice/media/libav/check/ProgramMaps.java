package dev.sluice.media.libav.check;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads which streams a transport stream's first program maps list, as ISO 13818-1 defines them.
 */
public final class ProgramMaps {
  private static final int SYNC = 0x47;
  private static final int PACKET = 188;
  private static final int PAT_TABLE = 0;
  private static final int PMT_TABLE = 2;

  private final Set<Integer> mapPids = new HashSet<>();
  private final Set<Integer> pending = new HashSet<>();
  private final Set<Integer> streamPids = new HashSet<>();
  private boolean unreadable;

  private ProgramMaps() {}

  /**
   * Returns the PIDs of the streams that the first map of each program lists.
   *
   * @param front the first bytes of the file
   * @return empty if the maps are not among these bytes, or too long for one packet
   */
  public static Set<Integer> firstPids(byte[] front) {
    int size = ContainerHeads.transportPacket(front);
    if (size < PACKET) {
      return Set.of();
    }
    ProgramMaps maps = new ProgramMaps();
    for (int at = size == 192 ? 4 : 0; at + PACKET <= front.length; at += size) {
      if (front[at] == SYNC) {
        maps.read(front, at);
      }
      if (!maps.mapPids.isEmpty() && maps.pending.isEmpty()) {
        return maps.unreadable ? Set.of() : maps.streamPids;
      }
    }
    return Set.of();
  }

  private void read(byte[] bytes, int packet) {
    int pid = number(bytes, packet + 1) & 0x1fff;
    boolean begins = (bytes[packet + 1] & 0x40) != 0;
    int control = bytes[packet + 3] >> 4 & 3;
    boolean isTable = pid == 0 ? mapPids.isEmpty() : pending.contains(pid);
    if (!begins || (control & 1) == 0 || !isTable) {
      return;
    }
    int at = packet + 4 + ((control & 2) == 0 ? 0 : 1 + (bytes[packet + 4] & 0xff));
    at += 1 + (at < packet + PACKET ? bytes[at] & 0xff : PACKET);
    if (at + 12 > packet + PACKET) {
      return;
    }
    // Without the checksum.
    int end = at + 3 + (number(bytes, at + 1) & 0xfff) - 4;
    if (end > packet + PACKET) {
      unreadable = true;
      end = packet + PACKET;
    }
    if (pid == 0 && bytes[at] == PAT_TABLE) {
      readPrograms(bytes, at + 8, end);
    } else if (pid != 0 && bytes[at] == PMT_TABLE) {
      pending.remove(pid);
      readStreams(bytes, at + 12 + (number(bytes, at + 10) & 0xfff), end);
    }
  }

  private void readPrograms(byte[] bytes, int from, int end) {
    for (int at = from; at + 4 <= end; at += 4) {
      if (number(bytes, at) != 0) {
        mapPids.add(number(bytes, at + 2) & 0x1fff);
      }
    }
    pending.addAll(mapPids);
  }

  private void readStreams(byte[] bytes, int from, int end) {
    int at = from;
    while (at + 5 <= end) {
      streamPids.add(number(bytes, at + 1) & 0x1fff);
      at += 5 + (number(bytes, at + 3) & 0xfff);
    }
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
