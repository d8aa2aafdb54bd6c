package dev.sluice.core.tenant;

import dev.sluice.core.request.ObjectPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The settings of a bucket that a tenant brings for its own objects. Each kind of store has a
 * record of its own, which checks its values.
 */
public sealed interface BucketConfig permits S3BucketConfig {
  String DEFAULT_BASE_FOLDER = "videos";

  /** The longest folder prefix and base folder, in characters. */
  int LONGEST_FOLDER = 200;

  /**
   * Returns the prefix of all object names, may be empty: {@code client-a/} is a folder, {@code a-}
   * the beginning of a folder's name.
   */
  String folderPrefix();

  /** Returns the folder that contains all others, without slashes at its ends; may be empty. */
  String baseFolder();

  /**
   * Returns the bucket's address as text, such as {@code s3.example:443/films}. It is the same for
   * all settings of one bucket.
   */
  String address();

  /** Returns the settings as one text, to be sealed; its first line names the kind. */
  Secret toSecret();

  /**
   * Reads settings that {@link #toSecret()} returned.
   *
   * @throws IllegalArgumentException if the settings are of a kind that this version does not know
   */
  static BucketConfig of(Secret text) {
    List<String> lines = List.of(text.reveal().split("\n", -1));
    if (lines.get(0).equals(S3BucketConfig.KIND)) {
      return S3BucketConfig.of(lines);
    }
    throw new IllegalArgumentException(
        "the bucket settings are of a kind that this version does not know");
  }

  /** Returns the text that precedes the folder and name of each object: empty, or with a slash. */
  default String objectPrefix() {
    return folderPrefix() + (baseFolder().isEmpty() ? "" : baseFolder() + "/");
  }

  /**
   * Returns an identifier of the bucket in 32 hex digits, independent of the keys. Object names are
   * unique within one bucket.
   */
  default String space() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(address().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Checks a folder prefix.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  static String folderPrefix(String text) {
    if (!text.isEmpty()) {
      requirePath(text + "x", text, "The folder prefix");
    }
    return text;
  }

  /**
   * Checks a base folder, and removes slashes at its end.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat it
   */
  static String baseFolder(String text) {
    String folder = text.replaceAll("/+$", "");
    if (!folder.isEmpty()) {
      requirePath(folder, text, "The base folder");
    }
    return folder;
  }

  private static void requirePath(String path, String text, String name) {
    try {
      if (text.length() <= LONGEST_FOLDER) {
        ObjectPath.of(path);
        return;
      }
    } catch (IllegalArgumentException e) {
      // The exception below covers this case.
    }
    throw new IllegalArgumentException(
        name
            + " must have at most "
            + LONGEST_FOLDER
            + " characters, no slash at its beginning, no empty, '.' or '..' parts, backslashes or"
            + " control characters");
  }
}
