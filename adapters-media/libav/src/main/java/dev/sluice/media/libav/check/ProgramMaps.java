package dev.sluice.media.libav.check;

import dev.sluice.media.libav.io.ProgramTables;
import java.util.Set;

/** Reads which streams a transport stream's first program maps list. */
public final class ProgramMaps {
  private ProgramMaps() {}

  /**
   * Returns the PIDs of the streams that the first map of each program lists.
   *
   * @param front the first bytes of the file
   * @return empty if the maps are not among these bytes, or too long for one packet
   */
  public static Set<Integer> firstPids(byte[] front) {
    int size = ContainerHeads.transportPacket(front);
    if (size < ProgramTables.PACKET) {
      return Set.of();
    }
    ProgramTables tables = new ProgramTables();
    for (int at = size == 192 ? 4 : 0; at + ProgramTables.PACKET <= front.length; at += size) {
      if (tables.read(front, at) && tables.isComplete()) {
        return tables.isUnreadable() ? Set.of() : tables.streams();
      }
    }
    return Set.of();
  }
}
