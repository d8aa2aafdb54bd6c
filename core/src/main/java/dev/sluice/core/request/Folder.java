package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A folder in the storage as the caller names it, such as {@code talks/2026}. It has at most
 * {@value #MAX_LENGTH} characters, contains no {@code ..}, does not begin with a slash or
 * backslash, and is not blank.
 */
public record Folder(String value) {
  /** The largest length of a folder, in characters. */
  public static final int MAX_LENGTH = 200;

  /** The limit of most file systems for one part, in bytes of UTF-8. */
  private static final int MAX_PART_BYTES = 255;

  public Folder {
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Folder name too long (max " + MAX_LENGTH + " characters)");
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException("Folder name is blank");
    }
    if (value.contains("..")) {
      throw new IllegalArgumentException("Folder name must not contain '..'");
    }
    if (value.startsWith("/") || value.startsWith("\\")) {
      throw new IllegalArgumentException("Folder name must not begin with a slash");
    }
    if (value.endsWith("/")) {
      value = value.replaceAll("/+$", "");
    }
    try {
      new ObjectPath(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Folder name must not contain empty or '.' parts, backslashes or control characters", e);
    }
  }

  /**
   * Returns a folder that the caller chose, in which any storage can keep an object.
   *
   * @throws IllegalArgumentException with a sentence, if it breaks a rule, or if a part of it has
   *     more than {@value #MAX_PART_BYTES} bytes of UTF-8
   */
  public static Folder chosen(String text) {
    Folder folder = new Folder(text);
    for (String part : folder.value.split("/")) {
      int bytes = part.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_PART_BYTES) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Folder name too long (max %d bytes between two slashes, not %d); shorten it",
                MAX_PART_BYTES,
                bytes));
      }
    }
    return folder;
  }

  @Override
  public String toString() {
    return value;
  }
}
