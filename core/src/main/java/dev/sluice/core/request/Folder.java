package dev.sluice.core.request;

/**
 * A folder in the storage as the caller names it, such as {@code talks/2026}. It has at most
 * {@value #MAX_LENGTH} characters, contains no {@code ..}, does not begin with a slash or
 * backslash, and is not blank.
 */
public record Folder(String value) {
  /** The largest length of a folder, in characters. */
  public static final int MAX_LENGTH = 200;

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

  @Override
  public String toString() {
    return value;
  }
}
