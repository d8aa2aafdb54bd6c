package dev.sluice.media.libav.check;

import dev.sluice.media.libav.io.ProgramTables;
import dev.sluice.media.libav.io.ScrambledStreams;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Recognizes the scrambled streams of transport and program streams by the flags of their packets.
 * That a table names a system of conditional access is no evidence: recorders that descramble leave
 * the name there. Pure functions.
 */
public final class Scrambling {
  /** The stream id of AC-3, DTS and others in a program stream. */
  private static final int PRIVATE_STREAM = 0xbd;

  /** libav gives the streams within the private one numbers below this. */
  private static final int LEAST_STREAM_CODE = 0x100;

  private static final int FLAGS = 6;

  private Scrambling() {}

  /**
   * Returns the PIDs of a transport stream's scrambled streams.
   *
   * @param front the first bytes of the file
   */
  public static Set<Integer> transportStreams(byte[] front) {
    int size = ContainerHeads.transportPacket(front);
    Map<Integer, Integer> balance = new HashMap<>();
    for (int at = size == 192 ? 4 : 0;
        size > 1 && at + ProgramTables.PACKET <= front.length;
        at += size) {
      boolean begins = (front[at + 1] & 0x40) != 0;
      if (front[at] == ContainerHeads.SYNC && begins) {
        int pid = (front[at + 1] & 0x1f) << 8 | front[at + 2] & 0xff;
        balance.merge(pid, ScrambledStreams.isScrambled(front, at) ? 1 : -1, Integer::sum);
      }
    }
    return most(balance);
  }

  /**
   * Returns the stream ids of a program stream's scrambled streams, such as those of a DVD.
   *
   * @param front the first bytes of the file
   */
  public static Set<Integer> programStreams(byte[] front) {
    Map<Integer, Integer> balance = new HashMap<>();
    int at = 0;
    while (at + FLAGS < front.length) {
      if (!ScrambledStreams.isElementary(front, at)) {
        at++;
        continue;
      }
      boolean isScrambled = ScrambledStreams.isScrambledElementary(front, at);
      balance.merge(front[at + 3] & 0xff, isScrambled ? 1 : -1, Integer::sum);
      at += FLAGS + ((front[at + 4] & 0xff) << 8 | front[at + 5] & 0xff);
    }
    return most(balance);
  }

  /**
   * Returns the stream id of a program stream's stream, given the one of libav, which numbers the
   * streams within the private one.
   */
  public static int programStream(int id) {
    return id < LEAST_STREAM_CODE ? PRIVATE_STREAM : id & 0xff;
  }

  // A recording may begin with a few scrambled packets.
  private static Set<Integer> most(Map<Integer, Integer> balance) {
    Set<Integer> scrambled = new HashSet<>(balance.keySet());
    scrambled.removeIf(stream -> balance.get(stream) <= 0);
    return scrambled;
  }
}
