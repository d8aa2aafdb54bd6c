package dev.sluice.http.api.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that an answer holds. Pure.
 *
 * <p>Jetty's own {@code ByteRange} is no use here: it returns nothing both for a header that it
 * cannot read (which means the whole file) and for a range behind the end (which is 416), and it
 * writes {@code Content-Range} with the digits of the default locale.
 *
 * @param first the position of the first byte
 * @param length how many bytes; negative if the range cannot be satisfied
 * @param total the size of the file
 * @param partial whether the answer is 206
 */
record ByteRange(long first, long length, long total, boolean partial) {
  private static final Pattern ONE =
      Pattern.compile("bytes=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*", Pattern.CASE_INSENSITIVE);

  static ByteRange whole(long total) {
    return new ByteRange(0, total, total, false);
  }

  private static ByteRange none(long total) {
    return new ByteRange(0, -1, total, true);
  }

  /**
   * Returns the range that the header {@code Range} asks for: the whole file if the header is
   * absent or malformed, or asks for several ranges, as RFC 9110 allows.
   *
   * @param header may be null
   */
  static ByteRange parse(String header, long total) {
    Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return whole(total);
    }
    if (matcher.group(1).isEmpty()) {
      return suffix(position(matcher.group(2)), total);
    }
    long first = position(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : position(matcher.group(2));
    if (last < first) {
      return whole(total);
    }
    if (first >= total) {
      return none(total);
    }
    return new ByteRange(first, Math.min(last, total - 1) - first + 1, total, true);
  }

  private static ByteRange suffix(long length, long total) {
    if (length == 0 || total == 0) {
      return none(total);
    }
    long taken = Math.min(length, total);
    return new ByteRange(total - taken, taken, total, true);
  }

  // A number beyond every file has the same effect as the greatest one.
  private static long position(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  boolean satisfiable() {
    return length >= 0;
  }

  String contentRange() {
    return "bytes " + first + "-" + (first + length - 1) + "/" + total;
  }
}
