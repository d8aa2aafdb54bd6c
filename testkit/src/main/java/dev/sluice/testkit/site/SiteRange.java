package dev.sluice.testkit.site;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The single range of bytes that a request asks for (RFC 9110, 14.1.2), its last byte included.
 *
 * @param to at most the position of the last byte
 */
record SiteRange(long from, long to) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  /** Returns empty for no range and for several, which this site answers with the whole. */
  static Optional<SiteRange> asked(SiteRequest request, long size) {
    Matcher range = RANGE.matcher(request.header("Range").orElse(""));
    if (!range.matches() || range.group().equals("bytes=-")) {
      return Optional.empty();
    }
    long last = size - 1;
    if (range.group(1).isEmpty()) {
      return Optional.of(new SiteRange(Math.max(0, size - Long.parseLong(range.group(2))), last));
    }
    long to = range.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(range.group(2)));
    return Optional.of(new SiteRange(Long.parseLong(range.group(1)), to));
  }

  boolean within(long size) {
    return from < size && from <= to;
  }
}
