package dev.sluice.shows.feed.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which encoding a feed is written. A byte order mark is believed first, then what only UTF-16
 * looks like, then the XML declaration, then the answer's {@code Content-Type}. For UTF-8 and its
 * western neighbours, which are named wrongly most often, the bytes themselves tell: see {@link
 * Utf8OrWindows1252Reader}.
 */
public final class FeedEncoding {
  private static final int HEAD = 1024;

  private static final Pattern DECLARED =
      Pattern.compile("<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._:-]*)[\"']");

  private static final Pattern IN_TYPE =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z][A-Za-z0-9._:-]*)", Pattern.CASE_INSENSITIVE);

  private static final Set<String> WESTERN =
      Set.of("utf-8", "iso-8859-1", "windows-1252", "us-ascii");

  private FeedEncoding() {}

  /**
   * @param contentType of the answer, as it came
   */
  public static Reader reader(BufferedInputStream bytes, Optional<String> contentType)
      throws IOException {
    bytes.mark(HEAD);
    byte[] head = bytes.readNBytes(HEAD);
    bytes.reset();
    if (begins(head, 0xef, 0xbb, 0xbf)) {
      bytes.skipNBytes(3);
      return new Utf8OrWindows1252Reader(bytes);
    }
    if (begins(head, 0xff, 0xfe)) {
      bytes.skipNBytes(2);
      return new InputStreamReader(bytes, StandardCharsets.UTF_16LE);
    }
    if (begins(head, 0xfe, 0xff)) {
      bytes.skipNBytes(2);
      return new InputStreamReader(bytes, StandardCharsets.UTF_16BE);
    }
    if (begins(head, '<', 0)) {
      return new InputStreamReader(bytes, StandardCharsets.UTF_16LE);
    }
    if (begins(head, 0, '<')) {
      return new InputStreamReader(bytes, StandardCharsets.UTF_16BE);
    }
    Optional<Charset> named =
        found(DECLARED, new String(head, StandardCharsets.ISO_8859_1))
            .or(() -> contentType.flatMap(type -> found(IN_TYPE, type)))
            .flatMap(FeedEncoding::charset);
    return named.isEmpty() || isWestern(named.get())
        ? new Utf8OrWindows1252Reader(bytes)
        : new InputStreamReader(bytes, named.get());
  }

  // A declaration of UTF-16 or EBCDIC that reads as ASCII is wrong.
  private static boolean isWestern(Charset charset) {
    String name = charset.name().toLowerCase(Locale.ROOT);
    return WESTERN.contains(name)
        || name.startsWith("utf-")
        || name.startsWith("x-utf-")
        || !charset.canEncode()
        || !new String("<a>".getBytes(charset), StandardCharsets.US_ASCII).equals("<a>");
  }

  private static Optional<String> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<Charset> charset(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static boolean begins(byte[] head, int... expected) {
    if (head.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((head[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
