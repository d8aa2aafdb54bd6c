package dev.sluice.media.libav.codec;

import dev.sluice.media.libav.base.Losses;
import java.util.Locale;
import java.util.Optional;

/** Counts the packets of a stream that could not be decoded. Not thread-safe. */
final class DecodingLosses {
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
    return Losses.areTooMany(lost, sent)
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
