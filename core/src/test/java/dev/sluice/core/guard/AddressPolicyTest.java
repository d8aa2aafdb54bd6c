package dev.sluice.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private final AddressPolicy policy = AddressPolicy.publicOnly();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2001:200::1",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
      })
  void the_public_internet_is_permitted(String address) {
    assertThat(policy.permits("host.example", literal(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::2",
        "::127.0.0.1",
        "::10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::1",
        "2002:c0a8:101::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
      })
  void everything_else_is_not(String address) {
    assertThat(policy.permits("host.example", literal(address))).isFalse();
  }

  @Test
  void a_network_can_be_allowed_and_nothing_beside_it() {
    AddressPolicy wider =
        policy.allowing(List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("fd00:1::/32")));

    assertThat(wider.permits("a", literal("10.1.2.3"))).isTrue();
    assertThat(wider.permits("a", literal("fd00:1::5"))).isTrue();
    assertThat(wider.permits("a", literal("10.2.0.0"))).isFalse();
    assertThat(wider.permits("a", literal("fd00:2::5"))).isFalse();
    assertThat(wider.permits("a", literal("8.8.8.8"))).isTrue();
    assertThat(policy.permits("a", literal("10.1.2.3"))).isFalse();
  }

  @Test
  void a_host_can_be_allowed_by_name_in_any_case_and_with_a_dot_at_its_end() {
    AddressPolicy wider = policy.allowingHosts(List.of("Media.Inside"));

    assertThat(wider.permits("media.inside", literal("10.0.0.1"))).isTrue();
    assertThat(wider.permits("MEDIA.inside", literal("127.0.0.1"))).isTrue();
    assertThat(wider.permits("media.inside.", literal("127.0.0.1"))).isTrue();
    assertThat(wider.permits("other.inside", literal("10.0.0.1"))).isFalse();
    assertThat(wider.permits("sub.media.inside", literal("10.0.0.1"))).isFalse();
  }

  @Test
  void an_ipv6_host_may_be_named_with_or_without_brackets() {
    AddressPolicy wider = policy.allowingHosts(List.of("[::1]"));

    assertThat(wider.permits("[::1]", literal("::1"))).isTrue();
    assertThat(wider.permits("::1", literal("::1"))).isTrue();
    assertThat(wider.permits("::2", literal("::2"))).isFalse();
  }

  @Test
  void allowing_adds_to_what_was_allowed_before() {
    AddressPolicy wider =
        policy
            .allowing(List.of(Cidr.parse("10.0.0.0/8")))
            .allowingHosts(List.of("a"))
            .allowing(List.of(Cidr.parse("127.0.0.1")))
            .allowingHosts(List.of("b"));

    assertThat(wider.permits("x", literal("10.0.0.1"))).isTrue();
    assertThat(wider.permits("x", literal("127.0.0.1"))).isTrue();
    assertThat(wider.permits("a", literal("192.168.0.1"))).isTrue();
    assertThat(wider.permits("b", literal("192.168.0.1"))).isTrue();
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(address, e);
    }
  }
}
