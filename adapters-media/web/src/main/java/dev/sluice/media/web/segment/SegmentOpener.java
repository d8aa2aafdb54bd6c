package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens segments, decrypted. The keys of one job are asked for once. Thread-safe. */
final class SegmentOpener {
  private static final int KEY_BYTES = 16;

  /** What was handed out anew may have expired, too, since somebody else asked for it. */
  private static final int MOST_RENEWALS = 2;

  private final HttpFiles files;
  private final FetchScope scope;
  private final Map<URI, byte[]> keys = new ConcurrentHashMap<>();
  private final List<SegmentRenewal> renewals = new CopyOnWriteArrayList<>();

  SegmentOpener(HttpFiles files, FetchScope scope) {
    this.files = files;
    this.scope = scope;
  }

  /** Before anything is opened. */
  void renewedBy(SegmentRenewal renewal) {
    renewals.add(renewal);
  }

  /**
   * The segment's bytes, the first of which are there; whoever closes the stream ends a blocked
   * read.
   */
  InputStream open(Segment segment) throws IOException {
    Segment current = segment;
    for (int renewed = 0; ; renewed++) {
      try {
        return begun(opened(current));
      } catch (SluiceException e) {
        Optional<Segment> fresh =
            renewed < MOST_RENEWALS && HttpFiles.isStale(e) ? renewed(current) : Optional.empty();
        current = fresh.orElseThrow(() -> e);
      }
    }
  }

  // Only an answer tells whether the link is good.
  private static InputStream begun(InputStream opened) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(opened);
    try {
      int first = bytes.read();
      if (first >= 0) {
        bytes.unread(first);
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private Optional<Segment> renewed(Segment expired) {
    return renewals.stream().flatMap(renewal -> renewal.of(expired).stream()).findFirst();
  }

  private InputStream opened(Segment segment) {
    Cipher cipher = segment.key().map(this::cipher).orElse(null);
    InputStream raw = files.open(segment.place(), segment.from(), segment.end(), scope);
    return cipher == null ? raw : new DecryptingStream(raw, cipher, segment.place());
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
