package dev.sluice.media.web.client;

import dev.sluice.core.guard.AddressPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Dns;

/**
 * Resolves a name to the addresses that the policy permits. The addresses returned are the ones
 * dialled, so a name cannot resolve to another address between the check and the connection.
 */
final class GuardedDns implements Dns {
  private final AddressPolicy policy;
  private final Dns resolver;

  GuardedDns(AddressPolicy policy, Dns resolver) {
    this.policy = policy;
    this.resolver = resolver;
  }

  /** Returns a copy that also permits this host at any address. */
  GuardedDns allowing(String host) {
    return new GuardedDns(policy.allowingHosts(List.of(host)), resolver);
  }

  AddressPolicy policy() {
    return policy;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> permitted = new ArrayList<>();
    for (InetAddress found : resolver.lookup(host)) {
      // Under the requested name, because the socket will ask the policy again by name.
      InetAddress address = InetAddress.getByAddress(host, found.getAddress());
      if (policy.permits(host, address)) {
        permitted.add(address);
      }
    }
    if (permitted.isEmpty()) {
      throw new AddressPolicy.ForbiddenAddressException(host);
    }
    return permitted;
  }
}
