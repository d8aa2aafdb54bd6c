package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where an object lies in the storage, such as {@code videos/talks/opening.mp4}: parts separated by
 * single slashes, none of them empty, {@code .} or {@code ..}, without control characters or
 * backslashes, at most {@value #MAX_BYTES} bytes of UTF-8 as S3 allows. So it can be joined to any
 * root without climbing out.
 */
public record ObjectPath(String value) implements Comparable<ObjectPath> {
  /** The longest key that S3 takes, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1_024;

  public ObjectPath {
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("a path of more than " + MAX_BYTES + " bytes");
    }
    for (String part : value.split("/", -1)) {
      if (part.isBlank() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("a path with an empty or climbing part");
      }
    }
    if (value.codePoints().anyMatch(ObjectPath::isUnsafe)) {
      throw new IllegalArgumentException("a path with a control character or a backslash");
    }
  }

  // Half a character has no bytes in UTF-8: two such paths could be one object.
  private static boolean isUnsafe(int character) {
    return character == '\\'
        || Character.isISOControl(character)
        || Character.getType(character) == Character.SURROGATE;
  }

  public static ObjectPath of(String value) {
    return new ObjectPath(value);
  }

  public List<String> parts() {
    return List.of(value.split("/"));
  }

  /** The last part. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** {@code a/talk.mp4} with 2 is {@code a/talk (2).mp4}. */
  public ObjectPath numbered(int number) {
    int end = endOfStem();
    return new ObjectPath(value.substring(0, end) + " (" + number + ")" + value.substring(end));
  }

  private int endOfStem() {
    int dot = value.lastIndexOf('.');
    boolean hasExtension = dot > value.lastIndexOf('/') + 1;
    return hasExtension ? dot : value.length();
  }

  /**
   * {@code a/talk.mp4} with {@code en.vtt} is {@code a/talk.en.vtt}.
   *
   * @throws IllegalArgumentException if that is too long
   */
  public ObjectPath withExtension(String extension) {
    return new ObjectPath(value.substring(0, endOfStem()) + '.' + extension);
  }

  @Override
  public int compareTo(ObjectPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
