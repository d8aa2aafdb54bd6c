package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where other streams replace all streams of a transport stream, as a film does behind an
 * advertisement, and where streams are scrambled. Reads the file in order. Not thread-safe.
 */
final class TransportJoints {
  /** The lengths of packets, and where the sync byte is in them. */
  private static final int[][] LAYOUTS = {{188, 0}, {192, 4}, {204, 0}};

  private final int size;
  private final int sync;
  private final byte[] packet = new byte[ProgramTables.PACKET];
  private final Set<Integer> alive = new HashSet<>();
  private final ScrambledStreams scrambled = new ScrambledStreams();
  private ProgramTables tables = new ProgramTables();
  private Set<Integer> listed = Set.of();

  private TransportJoints(int size, int sync) {
    this.size = size;
    this.sync = sync;
  }

  /**
   * Makes an instance for a file.
   *
   * @param head the first bytes of the file
   * @return empty unless it is a transport stream
   */
  static Optional<TransportJoints> of(byte[] head) {
    for (int[] layout : LAYOUTS) {
      int size = layout[0];
      int sync = layout[1];
      if (head.length > sync + 2 * size
          && head[sync] == ProgramTables.SYNC
          && head[sync + size] == ProgramTables.SYNC
          && head[sync + 2 * size] == ProgramTables.SYNC) {
        return Optional.of(new TransportJoints(size, sync));
      }
    }
    return Optional.empty();
  }

  /** Forgets what was read, as before bytes that do not follow the last ones. */
  void reset() {
    tables = new ProgramTables();
    alive.clear();
    listed = Set.of();
    scrambled.reset();
  }

  /** Returns how much is scrambled of what was read. */
  ScrambledStreams scrambled() {
    return scrambled;
  }

  /**
   * Reads on until a joint: the beginning of the map that lists other streams.
   *
   * @param at the position of the bytes in the file
   * @return the number of bytes up to the joint; negative if there is none
   */
  int find(ByteBuffer bytes, long at) {
    int last = bytes.limit() - size;
    for (int from = lead(at); from <= last; from += size) {
      if (bytes.get(from + sync) == ProgramTables.SYNC) {
        bytes.get(from + sync, packet);
        if (isJoint()) {
          return from;
        }
        scrambled.record(packet, at + from);
      }
    }
    return -1;
  }

  /** Returns whether a packet of a stream that the last map lists has begun. */
  boolean hasBegun(int pid) {
    return alive.contains(pid);
  }

  /** Returns how many of some bytes make whole packets, or end one. */
  int whole(int count, long at) {
    int lead = lead(at);
    return count < lead ? 0 : lead + (count - lead) / size * size;
  }

  private int lead(long at) {
    return (int) ((size - at % size) % size);
  }

  private boolean isJoint() {
    if (!tables.read(packet, 0)) {
      int pid = ProgramTables.pid(packet, 0);
      if (ProgramTables.begins(packet, 0) && listed.contains(pid)) {
        alive.add(pid);
      }
      return false;
    }
    if (!tables.isComplete()) {
      return false;
    }
    Set<Integer> now = tables.streams();
    // A stream that goes on would be cut in the middle of a packet.
    boolean isJoint =
        !alive.isEmpty()
            && !now.isEmpty()
            && Collections.disjoint(now, alive)
            && !tables.isUnreadable();
    if (!now.equals(listed)) {
      alive.retainAll(now);
      listed = now;
    }
    return isJoint;
  }
}
