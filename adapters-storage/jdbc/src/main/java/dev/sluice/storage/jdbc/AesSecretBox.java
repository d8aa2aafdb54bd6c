package dev.sluice.storage.jdbc;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets with AES-256-GCM. The nonce is 96 random bits for each text, the context is the
 * associated data. A sealed text names its layout (1) and its key, by the first 32 bits of the
 * key's hash, so that keys can be replaced: the first of several keys seals, and each of them
 * opens. Thread-safe.
 */
public final class AesSecretBox implements SecretBox {
  /** The length of a key in bytes. */
  public static final int KEY_BYTES = 32;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Pattern SEALED =
      Pattern.compile("sealed\\.1\\.([0-9a-f]{8})\\.([A-Za-z0-9_-]+)");

  private final Map<String, SecretKey> keys = new LinkedHashMap<>();
  private final String sealing;
  private final SecureRandom random;

  private AesSecretBox(List<Secret> keysInHex, SecureRandom random) {
    keysInHex.forEach(this::add);
    this.sealing = keys.keySet().iterator().next();
    this.random = random;
  }

  private void add(Secret hex) {
    byte[] key = HexFormat.of().parseHex(hex.reveal());
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("an encryption key has " + KEY_BYTES + " bytes");
    }
    keys.putIfAbsent(name(key), new SecretKeySpec(key, "AES"));
  }

  /**
   * Returns a box with these keys.
   *
   * @param keysInHex at least one, {@value #KEY_BYTES} bytes each; the first one seals
   * @param random makes the nonces
   * @throws IllegalArgumentException if a key is not {@value #KEY_BYTES} bytes in hex
   */
  public static AesSecretBox of(List<Secret> keysInHex, SecureRandom random) {
    if (keysInHex.isEmpty()) {
      throw new IllegalArgumentException("a box needs a key");
    }
    return new AesSecretBox(keysInHex, random);
  }

  private static String name(byte[] key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String seal(Secret secret, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plain = secret.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] locked = cipher(Cipher.ENCRYPT_MODE, sealing, nonce, context).doFinal(plain);
      byte[] all = ByteBuffer.allocate(nonce.length + locked.length).put(nonce).put(locked).array();
      return "%s1.%s.%s".formatted(PREFIX, sealing, base64(all));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }

  @Override
  public Secret open(String sealed, String context) {
    Matcher parts = SEALED.matcher(sealed);
    if (!parts.matches()) {
      throw damaged(null);
    }
    String key = parts.group(1);
    if (!keys.containsKey(key)) {
      throw new SluiceException(
          FailureCode.SECRET_UNREADABLE,
          ("A secret was sealed with the encryption key %s, and this process has %s; set"
                  + " encryption-key to that one, alone or behind a comma after the new one, or put"
                  + " back the file encryption-key of the data folder. If the key is lost, so is"
                  + " the secret: set it again")
              .formatted(key, String.join(", ", keys.keySet())));
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(parts.group(2));
      // The last digit may have spare bits: of several such texts only the one that was made is
      // valid.
      boolean asMade = base64(all).equals(parts.group(2));
      if (all.length < NONCE_BYTES || !asMade) {
        throw damaged(null);
      }
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, key, nonce, context)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return Secret.of(new String(plain, StandardCharsets.UTF_8));
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw damaged(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }

  @Override
  public boolean isUpToDate(String sealed) {
    Matcher parts = SEALED.matcher(sealed);
    return parts.matches() && parts.group(1).equals(sealing);
  }

  @Override
  public boolean hasEarlierKeys() {
    return keys.size() > 1;
  }

  private Cipher cipher(int mode, String key, byte[] nonce, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static SluiceException damaged(@Nullable Exception cause) {
    return new SluiceException(
        FailureCode.SECRET_UNREADABLE,
        "A sealed secret was changed, or belongs to something else; restore the database from its"
            + " backup, or set the secret again",
        cause);
  }
}
