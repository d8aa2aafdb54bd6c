package dev.sluice.media.segments;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.segments.Segment.Key;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens segments, decrypted. The keys of one job are asked for once. Thread-safe. */
final class Segments {
  private static final int KEY_BYTES = 16;

  private final HttpFiles files;
  private final FetchScope scope;
  private final Map<URI, byte[]> keys = new ConcurrentHashMap<>();

  Segments(HttpFiles files, FetchScope scope) {
    this.files = files;
    this.scope = scope;
  }

  /** The segment's bytes; whoever closes the stream ends a blocked read. */
  InputStream open(Segment segment) {
    Cipher cipher = segment.key().map(this::cipher).orElse(null);
    InputStream raw = files.open(segment.place(), segment.from(), segment.end(), scope);
    return cipher == null ? raw : new DecryptedStream(raw, cipher, segment.place());
  }

  private Cipher cipher(Key key) {
    byte[] secret = keys.computeIfAbsent(key.place(), this::fetched);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(secret, "AES"),
          new IvParameterSpec(HexFormat.of().parseHex(key.iv())));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new SluiceException(FailureCode.INTERNAL, "This JDK has no AES", e);
    }
  }

  private byte[] fetched(URI place) {
    byte[] secret = files.small(place, 4_096, scope).bytes();
    if (secret.length != KEY_BYTES) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The stream's key has %d bytes in place of 16: %s"
              .formatted(secret.length, SourceUrl.redacted(place)));
    }
    return secret;
  }
}
