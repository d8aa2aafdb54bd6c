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
   * Returns the headers that sign a body.
   *
   * @param id the same at every attempt to deliver one message
   * @param seconds since 1970
   */
  static Map<String, String> headers(String id, long seconds, byte[] body, Secret secret) {
    String text = secret.reveal();
    byte[] plain = mac(text.getBytes(StandardCharsets.UTF_8), seconds + ".", body);
    byte[] standard = mac(standardKey(text), id + "." + seconds + ".", body);
    return Map.of(
        "X-Tornado-Signature",
        "t=" + seconds + ",v1=" + HexFormat.of().formatHex(plain),
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(seconds),
        "webhook-signature",
        "v1," + Base64.getEncoder().encodeToString(standard));
  }

  /** Returns the key of Standard Webhooks: the bytes that the base64 behind the prefix encodes. */
  private static byte[] standardKey(String secret) {
    String encoded = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      // A secret that was chosen by hand: the libraries of receivers use its characters.
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
