package dev.sluice.storage.folder;

import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links that prove by a signature that we issued them, and until when: {@code
 * <base>/files/<path>?expires=<unix seconds>&signature=<base64url of HMAC-SHA256>}. Nothing is
 * stored. Thread-safe.
 */
final class SignedLinks {
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final String ALGORITHM = "HmacSHA256";
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final Supplier<URI> base;
  private final SecretKeySpec key;
  private final InstantSource clock;

  SignedLinks(Supplier<URI> base, Secret key, InstantSource clock) {
    this.base = base;
    this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.clock = clock;
  }

  URI link(ObjectPath path, Duration validity) {
    Duration shortened = validity.compareTo(LONGEST) > 0 ? LONGEST : validity;
    // Rounded up, so that no link expires before the promised moment.
    long expires = clock.instant().plus(shortened).plusNanos(999_999_999).getEpochSecond();
    String server = base.get().toString().replaceAll("/+$", "");
    return URI.create(
        server
            + LinkedObjects.PREFIX
            + encoded(path)
            + "?expires="
            + expires
            + "&signature="
            + signature(path.value(), expires));
  }

  /** Returns the path of the object if the signature is ours and has not expired. */
  Optional<ObjectPath> verified(String path, String expires, String signature) {
    if (!expires.matches("\\d{1,12}")) {
      return Optional.empty();
    }
    long until = Long.parseLong(expires);
    byte[] ours = signature(path, until).getBytes(StandardCharsets.US_ASCII);
    byte[] theirs = signature.getBytes(StandardCharsets.UTF_8);
    // In constant time, so that a signature cannot be guessed piece by piece.
    if (!MessageDigest.isEqual(ours, theirs)) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(Instant.ofEpochSecond(until))) {
      return Optional.empty();
    }
    return Optional.of(new ObjectPath(path));
  }

  private String signature(String path, long expires) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // A path has no line break, so no other pair of path and time gives this text.
      byte[] text = (path + "\n" + expires).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static String encoded(ObjectPath path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.value().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '/' || UNRESERVED.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
