package dev.sluice.http.api.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Converts bytes to the gigabytes of the contract, which are 2^30 bytes. Pure. */
public final class Gigabytes {
  private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1L << 30);

  private Gigabytes() {}

  /** Returns it with two decimals, such as {@code 1024.00}. */
  public static String text(long bytes) {
    return of(bytes, 2).toPlainString();
  }

  /** Returns whole gigabytes without decimals, such as {@code 1024}. */
  public static String shortText(long bytes) {
    return bytes % (1L << 30) == 0 ? Long.toString(bytes >> 30) : text(bytes);
  }

  /** Returns a number with four decimals, enough to show a short clip. */
  static BigDecimal number(long bytes) {
    return of(bytes, 4);
  }

  private static BigDecimal of(long bytes, int decimals) {
    return BigDecimal.valueOf(bytes).divide(GIGABYTE, decimals, RoundingMode.HALF_UP);
  }
}
