package dev.sluice.core.guard;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule that decides which addresses Sluice may connect to. It is applied after name resolution,
 * to the actual addresses that will be dialled, on every hop. By default, only addresses of the
 * public internet are permitted (IANA's special-purpose registries, RFC 6890 and its successors).
 * Immutable.
 */
public final class AddressPolicy {
  private static final List<Cidr> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // shared, carrier-grade NAT
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, and the clouds' metadata services
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // 6to4 relays
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved and broadcast
              "2001::/23", // protocol assignments, Teredo among them
              "2001:db8::/32", // documentation
              "3fff::/20") // documentation
          .map(Cidr::parse)
          .toList();

  // The rest of IPv6 is forbidden: loopback, local, multicast and unassigned addresses.
  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  private final Set<Cidr> networks;
  private final Set<String> hosts;

  private AddressPolicy(Set<Cidr> networks, Set<String> hosts) {
    this.networks = networks;
    this.hosts = hosts;
  }

  /** Returns a policy that permits only the public internet. */
  public static AddressPolicy publicOnly() {
    return new AddressPolicy(Set.of(), Set.of());
  }

  /** Returns a copy that also permits these networks, which may be private. */
  public AddressPolicy allowing(Collection<Cidr> more) {
    return new AddressPolicy(union(networks, more), hosts);
  }

  /**
   * Returns a copy that also permits every address of these hosts. A host is written as in the URL,
   * without a port. Case, the brackets of an IPv6 address and a trailing dot are ignored.
   */
  public AddressPolicy allowingHosts(Collection<String> more) {
    List<String> plain = more.stream().map(AddressPolicy::plain).toList();
    return new AddressPolicy(networks, union(hosts, plain));
  }

  /** Returns whether {@code host} may be dialled at {@code address}, to which it was resolved. */
  public boolean permits(String host, InetAddress address) {
    if (hosts.contains(plain(host))) {
      return true;
    }
    if (networks.stream().anyMatch(network -> network.contains(address))) {
      return true;
    }
    return isPublic(address);
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isPublic(InetAddress address) {
    if (SPECIAL.stream().anyMatch(network -> network.contains(address))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    // An IPv6 address may embed an IPv4 address that a gateway would dial.
    byte[] bytes = ((Inet6Address) address).getAddress();
    if (NAT64.contains(address)) {
      return isPublic(embedded(bytes, 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublic(embedded(bytes, 2));
    }
    return GLOBAL_UNICAST.contains(address);
  }

  private static InetAddress embedded(byte[] bytes, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are always an address", e);
    }
  }

  private static <T> Set<T> union(Collection<T> one, Collection<T> other) {
    return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Thrown when the guard forbids an address. It extends {@link UnknownHostException}, since a
   * resolver may throw that. It contains the host but not the address, so that the addresses of
   * private names are not disclosed.
   */
  public static final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    public ForbiddenAddressException(String host) {
      super(host);
    }

    /**
     * Returns the sentence for the person who asked.
     *
     * @param host the host as that person wrote it
     */
    public String sentence(String host) {
      return ("The host %s leads to a private or reserved address, which is not permitted; the"
              + " operator can permit its network with the setting allow-networks")
          .formatted(host);
    }
  }
}
