package dev.sluice.app.settings;

import dev.sluice.core.tenant.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Parses encryption keys in hex, base64 or URL-safe base64. Pure. */
final class EncryptionKeyParser {
  private static final int BYTES = 32;

  private EncryptionKeyParser() {}

  /**
   * @return each key in lower-case hex, in the order given
   * @throws IllegalArgumentException with a sentence that does not show the text
   */
  static List<Secret> parse(String text) {
    List<Secret> keys = new ArrayList<>();
    for (String part : text.split("[,\\s]+")) {
      keys.add(Secret.of(HexFormat.of().formatHex(bytes(part))));
    }
    if (keys.isEmpty()) {
      throw noKey();
    }
    return List.copyOf(keys);
  }

  private static byte[] bytes(String text) {
    if (text.matches("[0-9A-Fa-f]{64}")) {
      return HexFormat.of().parseHex(text);
    }
    // 32 bytes are 43 digits of base64, and one sign that fills up.
    if (text.matches("[A-Za-z0-9+/_-]{43}=?")) {
      byte[] bytes =
          Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_').replace("=", ""));
      if (bytes.length == BYTES) {
        return bytes;
      }
    }
    throw noKey();
  }

  private static IllegalArgumentException noKey() {
    return new IllegalArgumentException(
        "expected 32 random bytes in hex or base64, as openssl rand -hex 32 makes them");
  }
}
