package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of the result without its extension, in a safe form: separators, {@code ..}, control and
 * reserved characters and leading dots are removed; spaces and characters of all scripts stay. Has
 * 1 to {@value #MAX_LENGTH} characters.
 */
public record FileName(String value) {
  /** The largest length of a name, in characters. */
  public static final int MAX_LENGTH = 255;

  /** The limit of most file systems in bytes, minus room for an extension and a number. */
  private static final int MAX_BYTES = 235;

  /** Control characters, lone surrogates, marks that change the text direction, and separators. */
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
   * Returns a name that the caller chose, in its safe form. A name with too many characters is
   * rejected; one with too many bytes for a file system is shortened.
   *
   * @throws IllegalArgumentException with a sentence, if the name has no usable character or is too
   *     long
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

  /**
   * Returns a name made from a title or a URL, shortened if needed; empty if no character is
   * usable.
   */
  public static Optional<FileName> derived(String text) {
    String clean = cleaned(text);
    return clean.isEmpty() ? Optional.empty() : Optional.of(new FileName(shortened(clean)));
  }

  /**
   * Returns a name that ends in a number, such as {@code Trailer - 7}; only the text is shortened.
   */
  public static FileName numbered(String text, int number) {
    String suffix = " - " + number;
    String clean = shortened(cleaned(text), MAX_BYTES - suffix.length());
    return new FileName(clean.isEmpty() ? String.valueOf(number) : clean + suffix);
  }

  private static String cleaned(String text) {
    String clean = UNSAFE.matcher(text).replaceAll("");
    while (clean.contains("..")) {
      clean = clean.replace("..", "");
    }
    return EDGES.matcher(clean).replaceAll("");
  }

  // File systems limit names in bytes; a character is never split.
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
