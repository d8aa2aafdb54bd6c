package dev.sluice.media.web.origin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file name in {@code Content-Disposition} (RFC 6266): {@code filename*} goes before
 * {@code filename}.
 */
final class ContentDisposition {
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([a-zA-Z0-9_-]+\\*?)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;]*))");

  private ContentDisposition() {}

  static Optional<String> fileName(String header) {
    Optional<String> plain = Optional.empty();
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      String value =
          matcher.group(2) != null
              ? matcher.group(2).replaceAll("\\\\(.)", "$1")
              : matcher.group(3).strip();
      if (name.equals("filename*")) {
        Optional<String> extended = decoded(value);
        if (extended.isPresent()) {
          return extended;
        }
      }
      if (name.equals("filename")) {
        plain = Optional.of(repaired(value));
      }
    }
    return plain.filter(name -> !name.isBlank());
  }

  private static Optional<String> decoded(String value) {
    String[] parts = value.split("'", 3);
    if (parts.length != 3) {
      return Optional.empty();
    }
    Charset charset;
    switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "utf-8" -> charset = StandardCharsets.UTF_8;
      case "iso-8859-1" -> charset = StandardCharsets.ISO_8859_1;
      default -> {
        return Optional.empty();
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher matcher = Pattern.compile("%([0-9a-fA-F]{2})|([^%])").matcher(parts[2]);
    while (matcher.find()) {
      bytes.write(
          matcher.group(1) == null
              ? matcher.group(2).charAt(0)
              : Integer.parseInt(matcher.group(1), 16));
    }
    String name = bytes.toString(charset);
    return name.isBlank() ? Optional.empty() : Optional.of(name);
  }

  // Many origins put UTF-8 into "filename", which arrives as Latin 1.
  private static String repaired(String value) {
    if (value.chars().anyMatch(c -> c > 0xff)) {
      return value;
    }
    String utf8 = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return utf8.indexOf('\ufffd') < 0 ? utf8 : value;
  }
}
