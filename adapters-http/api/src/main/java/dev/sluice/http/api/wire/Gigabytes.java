package dev.sluice.http.api.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Bytes as the contract shows them: a gigabyte is 2^30 of them. Pure. */
public final class Gigabytes {
  private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1L << 30);

  private Gigabytes() {}

  /** With two decimals, such as {@code 1024.00}. */
  public static String text(long bytes) {
    return of(bytes, 2).toPlainString();
  }

  /** Without decimals where there are none, such as {@code 1024}. */
  public static String shortText(long bytes) {
    return bytes % (1L << 30) == 0 ? Long.toString(bytes >> 30) : text(bytes);
  }

  /** As a number; four decimals show what a short clip takes. */
  static BigDecimal number(long bytes) {
    return of(bytes, 4);
  }

  private static BigDecimal of(long bytes, int decimals) {
    return BigDecimal.valueOf(bytes).divide(GIGABYTE, decimals, RoundingMode.HALF_UP);
  }
}
