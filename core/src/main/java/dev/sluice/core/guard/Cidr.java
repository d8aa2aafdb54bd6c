package dev.sluice.core.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network as {@code 10.0.0.0/8} or {@code fd00::/8}; a single address is a network of one.
 * Immutable.
 */
public final class Cidr {
  // Only literals written out in full: InetAddress would ask the DNS for a name, and read 10.1 as
  // 10.0.0.1 and 010.0.0.1 as 10.0.0.1 or 8.0.0.1, depending on whom one asks.
  private static final String PART = "(?:0|[1-9]\\d{0,2})";
  private static final Pattern NETWORK =
      Pattern.compile(
          "(%1$s(?:\\.%1$s){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?".formatted(PART));

  private final byte[] prefix;
  private final int bits;
  private final String text;

  private Cidr(byte[] prefix, int bits, String text) {
    this.prefix = prefix;
    this.bits = bits;
    this.text = text;
  }

  /**
   * Reads a network or a single address.
   *
   * @throws IllegalArgumentException if the text is no network; names are not looked up
   */
  public static Cidr parse(String text) {
    String trimmed = text.strip();
    Matcher matcher = NETWORK.matcher(trimmed);
    if (!matcher.matches()) {
      throw malformed(text, null);
    }
    byte[] bytes;
    try {
      bytes = InetAddress.getByName(matcher.group(1)).getAddress();
    } catch (UnknownHostException e) {
      throw malformed(text, e);
    }
    int longest = bytes.length * 8;
    int bits = matcher.group(2) == null ? longest : Integer.parseInt(matcher.group(2));
    if (bits > longest) {
      throw new IllegalArgumentException("a prefix that is too long: " + text);
    }
    return new Cidr(masked(bytes, bits), bits, trimmed);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "not a network such as 10.0.0.0/8 or fd00::/8: " + text, cause);
  }

  private static byte[] masked(byte[] bytes, int bits) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.min(8, Math.max(0, bits - 8 * i));
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return masked;
  }

  /** Whether the address lies in this network; an IPv4 address never lies in an IPv6 network. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && bits == that.bits && Arrays.equals(prefix, that.prefix);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prefix) + bits;
  }

  @Override
  public String toString() {
    return text;
  }
}
