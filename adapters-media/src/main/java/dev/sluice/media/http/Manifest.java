package dev.sluice.media.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that was found where media was expected, and that says where the media's parts lie.
 *
 * @param place where it was found, after all redirects: what it names is relative to this
 */
public record Manifest(URI place, String text) {
  static Manifest of(URI place, byte[] first, int length, byte[] rest) {
    byte[] all = Arrays.copyOf(first, length + rest.length);
    System.arraycopy(rest, 0, all, length, rest.length);
    return of(place, all);
  }

  static Manifest of(URI place, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Manifest(place, text.startsWith("\ufeff") ? text.substring(1) : text);
  }
}
