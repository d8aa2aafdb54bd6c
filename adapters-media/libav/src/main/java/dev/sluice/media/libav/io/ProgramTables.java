package dev.sluice.media.libav.io;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tables of a transport stream that list the streams of its programs, as ISO 13818-1 defines
 * them. Not thread-safe.
 */
public final class ProgramTables {
  /** The length of a packet in bytes, without what some files add to each. */
  public static final int PACKET = 188;

  static final int SYNC = 0x47;
  private static final int PAT_TABLE = 0;
  private static final int PMT_TABLE = 2;

  private final Set<Integer> mapPids = new HashSet<>();
  private final Map<Integer, Set<Integer>> maps = new HashMap<>();
  private boolean unreadable;

  /** Returns the PID of a packet. */
  static int pid(byte[] bytes, int packet) {
    return number(bytes, packet + 1) & 0x1fff;
  }

  /** Returns whether a section or a PES packet begins in a packet. */
  static boolean begins(byte[] bytes, int packet) {
    return (bytes[packet + 1] & 0x40) != 0;
  }

  /**
   * Reads a packet, whatever it contains.
   *
   * @param packet where the packet begins, with its sync byte
   * @return whether it contains a table that is in force
   */
  public boolean read(byte[] bytes, int packet) {
    int pid = pid(bytes, packet);
    int control = bytes[packet + 3] >> 4 & 3;
    boolean isTable = pid == 0 || mapPids.contains(pid);
    if (bytes[packet] != SYNC || !begins(bytes, packet) || (control & 1) == 0 || !isTable) {
      return false;
    }
    int at = packet + 4 + ((control & 2) == 0 ? 0 : 1 + (bytes[packet + 4] & 0xff));
    at += 1 + (at < packet + PACKET ? bytes[at] & 0xff : PACKET);
    if (at + 12 > packet + PACKET) {
      return false;
    }
    // Without the checksum.
    int end = at + 3 + (number(bytes, at + 1) & 0xfff) - 4;
    boolean isInForce = (bytes[at + 5] & 1) != 0;
    if (!isInForce || bytes[at] != (pid == 0 ? PAT_TABLE : PMT_TABLE)) {
      return false;
    }
    if (end > packet + PACKET) {
      unreadable = true;
      end = packet + PACKET;
    }
    if (pid == 0) {
      readPrograms(bytes, at + 8, end);
    } else {
      maps.put(pid, streams(bytes, at + 12 + (number(bytes, at + 10) & 0xfff), end));
    }
    return true;
  }

  private void readPrograms(byte[] bytes, int from, int end) {
    mapPids.clear();
    for (int at = from; at + 4 <= end; at += 4) {
      if (number(bytes, at) != 0) {
        mapPids.add(number(bytes, at + 2) & 0x1fff);
      }
    }
    maps.keySet().retainAll(mapPids);
  }

  private static Set<Integer> streams(byte[] bytes, int from, int end) {
    Set<Integer> pids = new HashSet<>();
    int at = from;
    while (at + 5 <= end) {
      pids.add(number(bytes, at + 1) & 0x1fff);
      at += 5 + (number(bytes, at + 3) & 0xfff);
    }
    return pids;
  }

  /** Returns whether the maps of all programs have been read. */
  public boolean isComplete() {
    return !mapPids.isEmpty() && maps.keySet().containsAll(mapPids);
  }

  /** Returns whether a table was too long for one packet, so that its end is unknown. */
  public boolean isUnreadable() {
    return unreadable;
  }

  /** Returns the PIDs of the streams of all programs. */
  public Set<Integer> streams() {
    Set<Integer> all = new HashSet<>();
    maps.values().forEach(all::addAll);
    return all;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
