package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of the result without its extension, made safe: separators, {@code ..}, control and
 * reserved characters and leading dots are removed; spaces and other scripts stay. Between 1 and
 * {@value #MAX_LENGTH} characters.
 */
public record FileName(String value) {
  /** The longest name taken, in characters. */
  public static final int MAX_LENGTH = 255;

  /** The limit of most file systems, in bytes, less an extension and a number. */
  private static final int MAX_BYTES = 235;

  /** Control characters, halves of characters, marks that turn the writing round, separators. */
  private static final Pattern UNSAFE =
      Pattern.compile(
          "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
              + "/\\\\:*?\"<>|]");

  private static final Pattern EDGES =
      Pattern.compile("^[.\\s]+|[.\\s]+$", Pattern.UNICODE_CHARACTER_CLASS);

  public FileName {
    if (!value.equals(cleaned(value)) || value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("not a clean file name");
    }
  }

  /**
   * A name that somebody chose: refused where it has too many characters, and cut only where its
   * bytes are more than a file system takes.
   *
   * @throws IllegalArgumentException with a sentence, if nothing is left of it or it is too long
   */
  public static FileName chosen(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("Filename too long (max " + MAX_LENGTH + " characters)");
    }
    String clean = cleaned(text);
    if (clean.isEmpty()) {
      throw new IllegalArgumentException("Filename has no usable character");
    }
    return new FileName(shortened(clean));
  }

  /** A name made of a title or a URL: shortened where it must be; empty when nothing is left. */
  public static Optional<FileName> derived(String text) {
    String clean = cleaned(text);
    return clean.isEmpty() ? Optional.empty() : Optional.of(new FileName(shortened(clean)));
  }

  /** A name with a number behind it, such as {@code Trailer - 7}: it stays when the text is cut. */
  public static FileName numbered(String text, int number) {
    String behind = " - " + number;
    String clean = shortened(cleaned(text), MAX_BYTES - behind.length());
    return new FileName(clean.isEmpty() ? String.valueOf(number) : clean + behind);
  }

  private static String cleaned(String text) {
    String clean = UNSAFE.matcher(text).replaceAll("");
    while (clean.contains("..")) {
      clean = clean.replace("..", "");
    }
    return EDGES.matcher(clean).replaceAll("");
  }

  // Names are limited in bytes on disk; a cut never splits a character.
  private static String shortened(String text) {
    return shortened(text, MAX_BYTES);
  }

  private static String shortened(String text, int bytes) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cleaned(cut);
  }

  @Override
  public String toString() {
    return value;
  }
}
