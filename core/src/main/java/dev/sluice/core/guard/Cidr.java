package dev.sluice.core.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network, such as {@code 10.0.0.0/8} or {@code fd00::/8}. A single address is a network of one
 * address. Immutable.
 */
public final class Cidr {
  // Accepts only complete literals: InetAddress would look up a name in the DNS, and read 10.1 as
  // 10.0.0.1, and 010.0.0.1 as 10.0.0.1 or 8.0.0.1, depending on the platform.
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
   * @throws IllegalArgumentException if the text is not a network; names are not looked up
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
      throw new IllegalArgumentException("the prefix is too long: " + text);
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
      int ones = Math.min(8, Math.max(0, bits - 8 * i));
      masked[i] &= (byte) (0xff << (8 - ones));
    }
    return masked;
  }

  /**
   * Returns whether this network contains the address; an IPv6 network contains no IPv4 address.
   */
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
