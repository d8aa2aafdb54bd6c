package dev.sluice.core.engine.sidecar;

import dev.sluice.core.request.ContentType;

/**
 * A file to store next to a result, under the same name.
 *
 * @param extension its own extension, such as {@code en.vtt}
 */
public record Sidecar(String extension, ContentType type, byte[] bytes) {
  private static final ContentType WEBVTT = new ContentType("text/vtt");
  private static final ContentType JPEG = new ContentType("image/jpeg");

  /** The extension of a thumbnail. */
  public static final String THUMBNAIL = "jpg";

  public static Sidecar subtitles(String extension, byte[] text) {
    return new Sidecar(extension, WEBVTT, text);
  }

  public static Sidecar thumbnail(byte[] jpeg) {
    return new Sidecar(THUMBNAIL, JPEG, jpeg);
  }
}
