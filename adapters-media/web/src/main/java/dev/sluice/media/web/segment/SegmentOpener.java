package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.origin.TransientFailures;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.Segment.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens segments, decrypted. Each key is fetched once while it is stored. Thread-safe. */
final class SegmentOpener {
  private static final int KEY_BYTES = 16;

  /** How many keys are stored; a key that was dropped is fetched again. */
  private static final int MAX_KEYS = 1_000;

  /** How often an empty segment is requested: its server may have ended early. */
  private static final int MAX_ATTEMPTS = 3;

  /** Further failures of an address that another one may not have. */
  private static final Set<FailureCode> UNAVAILABLE =
      EnumSet.of(FailureCode.SOURCE_REFUSED, FailureCode.SOURCE_EMPTY);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final HttpFiles files;
  private final FetchScope scope;
  private final Map<URI, byte[]> keys = new ConcurrentHashMap<>();
  private final List<SegmentRenewal> renewals = new CopyOnWriteArrayList<>();

  SegmentOpener(HttpFiles files, FetchScope scope) {
    this.files = files;
    this.scope = scope;
  }

  /** Adds a renewal for expired links; call this before opening segments. */
  void addRenewal(SegmentRenewal renewal) {
    if (!renewals.contains(renewal)) {
      renewals.add(renewal);
    }
  }

  /**
   * Opens a segment; its first bytes have come when this returns. If its address fails, also later,
   * the segment goes on at another one.
   */
  InputStream open(Segment segment) throws IOException {
    if (segment.presence() == Presence.MISSING) {
      throw new SluiceException(
          FailureCode.SOURCE_NOT_FOUND,
          "The playlist says that a segment is missing at the origin: "
              + SourceUrl.redacted(segment.uri()));
    }
    SegmentStream stream = new SegmentStream(this, preferred(segment));
    stream.begin();
    return stream;
  }

  /** Opens a segment at its own address; its first byte has come when this returns. */
  InputStream openFilled(Segment segment) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<InputStream> opened = awaitFirstByte(segment);
      if (opened.isPresent()) {
        return opened.get();
      }
      if (attempt == MAX_ATTEMPTS) {
        throw empty(segment);
      }
      scope.pause(PAUSE.multipliedBy(attempt));
    }
  }

  static boolean mayBeElsewhere(SluiceException failure) {
    return HttpFiles.isStale(failure)
        || TransientFailures.isOfAddress(failure.code())
        || UNAVAILABLE.contains(failure.code());
  }

  private Segment preferred(Segment segment) {
    return renewals.stream()
        .map(renewal -> renewal.preferred(segment))
        .filter(other -> !other.equals(segment))
        .findFirst()
        .orElse(segment);
  }

  Optional<Segment> elsewhere(Segment unavailable) {
    return renewals.stream().flatMap(other -> other.elsewhere(unavailable).stream()).findFirst();
  }

  // Only a response shows whether the link works.
  private Optional<InputStream> awaitFirstByte(Segment segment) throws IOException {
    // A segment of no time may be empty.
    boolean isNothing = segment.duration().filter(Duration::isZero).isPresent();
    PushbackInputStream bytes = new PushbackInputStream(openOnce(segment));
    try {
      int first = bytes.read();
      if (first < 0) {
        bytes.close();
        return isNothing ? Optional.of(InputStream.nullInputStream()) : Optional.empty();
      }
      bytes.unread(first);
      return Optional.of(bytes);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      if (e instanceof SluiceException known && known.code() == FailureCode.SOURCE_EMPTY) {
        return isNothing ? Optional.of(InputStream.nullInputStream()) : Optional.empty();
      }
      throw e;
    }
  }

  private static SluiceException empty(Segment segment) {
    return new SluiceException(
        FailureCode.SOURCE_EMPTY,
        "A segment of the stream has no bytes at all: " + SourceUrl.redacted(segment.uri()));
  }

  Optional<Segment> renewed(Segment expired) {
    return renewals.stream().flatMap(renewal -> renewal.of(expired).stream()).findFirst();
  }

  private InputStream openOnce(Segment segment) {
    Cipher cipher = segment.key().map(this::cipher).orElse(null);
    InputStream raw = files.open(segment.uri(), segment.from(), segment.end(), scope);
    return cipher == null ? raw : new DecryptingStream(raw, cipher, segment.uri());
  }

  private Cipher cipher(Key key) {
    if (keys.size() >= MAX_KEYS) {
      keys.clear();
    }
    byte[] secret = keys.computeIfAbsent(key.uri(), this::fetchKey);
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

  private byte[] fetchKey(URI uri) {
    // As a segment: with further attempts, since without it the rest of the stream is lost.
    try (InputStream bytes = files.open(uri, 0, Segment.WHOLE, scope)) {
      byte[] secret = bytes.readNBytes(KEY_BYTES + 1);
      if (secret.length != KEY_BYTES) {
        throw new SluiceException(
            FailureCode.STREAM_UNSUPPORTED,
            "The stream's key has "
                + (secret.length < KEY_BYTES ? secret.length : "more than 16")
                + " bytes instead of 16: "
                + SourceUrl.redacted(uri));
      }
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
