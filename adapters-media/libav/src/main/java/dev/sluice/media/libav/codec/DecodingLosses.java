package dev.sluice.media.libav.codec;

import java.util.Locale;
import java.util.Optional;

/** Counts the packets of a stream that could not be decoded. Not thread-safe. */
final class DecodingLosses {
  /** So many broken packets are a glitch: at most a fifth of a second. */
  private static final int HANDFUL = 5;

  /** In a long film, one packet in so many. */
  private static final int HANDFUL_PART = 1_000;

  /** In a short one, more than one packet in so many is too much. */
  private static final int LARGE_PART = 10;

  private final String codec;
  private long sent;
  private long broken;
  private boolean hasKey;
  private long beforeKey;

  /**
   * @param codec its name, for people
   */
  DecodingLosses(String codec) {
    this.codec = codec;
  }

  /** Counts a packet. */
  void send(boolean isKey) {
    sent++;
    hasKey |= isKey;
    beforeKey += hasKey ? 0 : 1;
  }

  /** Counts a packet that could not be decoded. */
  void breakOne() {
    broken++;
  }

  long sent() {
    return sent;
  }

  long broken() {
    return broken;
  }

  /** Returns how much could not be decoded, if that is more than a handful of packets. */
  Optional<String> sentence() {
    // What comes before the first key packet can be decoded by nobody.
    long lost = broken - (hasKey ? beforeKey : 0);
    boolean isHandful = lost <= Math.max(HANDFUL, sent / HANDFUL_PART);
    return !isHandful || lost > sent / LARGE_PART
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of the %,d packets of the source's %s stream are damaged",
                lost,
                sent,
                codec))
        : Optional.empty();
  }
}
