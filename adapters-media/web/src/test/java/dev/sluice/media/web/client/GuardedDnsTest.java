package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.guard.AddressPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedDnsTest {
  @Test
  void only_the_permitted_of_several_addresses_are_handed_out_under_the_name() throws Exception {
    GuardedDns dns = dns("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111");

    List<InetAddress> addresses = dns.lookup("mixed.example");

    assertThat(addresses)
        .containsExactly(
            InetAddress.getByName("8.8.8.8"), InetAddress.getByName("2606:4700::1111"));
    assertThat(addresses).allMatch(address -> address.getHostName().equals("mixed.example"));
  }

  @Test
  void without_any_permitted_address_the_host_is_forbidden() {
    assertThatThrownBy(() -> dns("10.0.0.1", "fe80::1").lookup("inside.example"))
        .isInstanceOf(AddressPolicy.ForbiddenAddressException.class)
        .hasMessage("inside.example");
  }

  private static GuardedDns dns(String... answers) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String answer : answers) {
      addresses.add(InetAddress.getByName(answer));
    }
    return new GuardedDns(AddressPolicy.publicOnly(), host -> addresses);
  }
}
