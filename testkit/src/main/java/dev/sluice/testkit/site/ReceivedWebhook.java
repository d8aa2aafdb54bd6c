package dev.sluice.testkit.site;

import dev.sluice.core.tenant.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A webhook as it was received. The signatures are verified here without any code of the sender.
 *
 * @param target path and query
 * @param headers by names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // signatures cover bytes, and records are not compared
public record ReceivedWebhook(
    String method, String target, Map<String, String> headers, byte[] body) {
  public ReceivedWebhook {
    headers = Map.copyOf(headers);
  }

  /** Returns the header of this name, which is case-insensitive. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether {@code X-Tornado-Signature} is valid; its key is the whole text of the secret. */
  public boolean isSignedWith(Secret secret) {
    String header = header("X-Tornado-Signature").orElse("");
    if (!header.matches("t=\\d+,v1=[0-9a-f]{64}")) {
      return false;
    }
    String time = header.substring(2, header.indexOf(','));
    byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
    String expected = HexFormat.of().formatHex(mac(key, time + "." + text()));
    return header.endsWith(",v1=" + expected);
  }

  /** Whether the headers of Standard Webhooks are valid; their key is the base64 in the secret. */
  public boolean isStandardSignedWith(Secret secret) {
    String id = header("webhook-id").orElse("");
    String time = header("webhook-timestamp").orElse("");
    byte[] key = Base64.getDecoder().decode(secret.reveal().replaceFirst("^whsec_", ""));
    byte[] mac = mac(key, id + "." + time + "." + text());
    String expected = "v1," + Base64.getEncoder().encodeToString(mac);
    return !id.isEmpty() && header("webhook-signature").filter(expected::equals).isPresent();
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
