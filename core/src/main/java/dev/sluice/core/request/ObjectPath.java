package dev.sluice.core.request;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The path of an object in the storage, such as {@code videos/talks/opening.mp4}. Its parts are
 * separated by single slashes, and none is empty, {@code .} or {@code ..}. It contains no control
 * characters or backslashes, and has at most {@value #MAX_BYTES} bytes of UTF-8, as S3 requires. A
 * path can be joined to any root without leaving it.
 */
public record ObjectPath(String value) implements Comparable<ObjectPath> {
  /** The largest key length of S3, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1_024;

  public ObjectPath {
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("the path has more than " + MAX_BYTES + " bytes");
    }
    for (String part : value.split("/", -1)) {
      if (part.isBlank() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("the path has an empty, '.' or '..' part");
      }
    }
    if (value.codePoints().anyMatch(ObjectPath::isUnsafe)) {
      throw new IllegalArgumentException("the path has a control character or a backslash");
    }
  }

  // A lone surrogate cannot be encoded in UTF-8: two such paths could name one object.
  private static boolean isUnsafe(int character) {
    return character == '\\'
        || Character.isISOControl(character)
        || Character.getType(character) == Character.SURROGATE;
  }

  /**
   * Returns the path with this text.
   *
   * @throws IllegalArgumentException if the text breaks a rule of paths
   */
  public static ObjectPath of(String value) {
    return new ObjectPath(value);
  }

  /** Returns the parts between the slashes. */
  public List<String> parts() {
    return List.of(value.split("/"));
  }

  /** Returns the last part. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Returns the path with a number: {@code a/talk.mp4} and 2 give {@code a/talk (2).mp4}. */
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
   * Returns the path with another extension: {@code a/talk.mp4} and {@code en.vtt} give {@code
   * a/talk.en.vtt}.
   *
   * @throws IllegalArgumentException if the new path is too long
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
