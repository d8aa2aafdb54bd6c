package dev.sluice.media.web.origin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Range: bytes from-to/total}.
 *
 * @param end the position after the last byte
 * @param total the file's size; −1 for {@code *}
 */
record ContentRange(long from, long end, long total) {
  private static final Pattern TEXT =
      Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

  static Optional<ContentRange> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long from = Long.parseLong(matcher.group(1));
    long to = Long.parseLong(matcher.group(2));
    long total = matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3));
    return to < from ? Optional.empty() : Optional.of(new ContentRange(from, to + 1, total));
  }

  long length() {
    return end - from;
  }
}
