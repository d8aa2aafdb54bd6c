package dev.sluice.http.webhook;

import dev.sluice.core.tenant.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks in the two ways that receivers know. Pure. */
final class WebhookSignatures {
  private static final String PREFIX = "whsec_";

  private WebhookSignatures() {}

  /**
   * The headers for a body.
   *
   * @param id the same at every try of one message
   * @param seconds since 1970
   */
  static Map<String, String> headers(String id, long seconds, byte[] body, Secret secret) {
    String text = secret.reveal();
    byte[] plain = mac(text.getBytes(StandardCharsets.UTF_8), seconds + ".", body);
    byte[] standard = mac(standardKey(text), id + "." + seconds + ".", body);
    return Map.of(
        "X-Tornado-Signature",
        "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(plain)),
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(seconds),
        "webhook-signature",
        "v1," + Base64.getEncoder().encodeToString(standard));
  }

  /** Standard Webhooks: the key is what the base64 behind the prefix stands for. */
  private static byte[] standardKey(String secret) {
    String encoded = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      // A secret that somebody chose by hand: its libraries can only take it as it is.
      return encoded.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static byte[] mac(byte[] key, String prefix, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      signed.writeBytes(prefix.getBytes(StandardCharsets.UTF_8));
      signed.writeBytes(body);
      return mac.doFinal(signed.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
