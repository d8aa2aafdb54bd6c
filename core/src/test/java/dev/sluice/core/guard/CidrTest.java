package dev.sluice.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,     10.255.255.255, true",
    "10.0.0.0/8,     11.0.0.0,       false",
    "10.9.9.9/8,     10.1.1.1,       true",
    "192.168.4.0/22, 192.168.7.255,  true",
    "192.168.4.0/22, 192.168.8.0,    false",
    "192.168.4.0/22, 192.168.3.255,  false",
    "127.0.0.1,      127.0.0.1,      true",
    "127.0.0.1,      127.0.0.2,      false",
    "127.0.0.1/32,   127.0.0.1,      true",
    "0.0.0.0/0,      8.8.8.8,        true",
    "0.0.0.0/0,      ::1,            false",
    "::/0,           2001:db8::1,    true",
    "::/0,           8.8.8.8,        false",
    "fd00::/8,       fdff::1,        true",
    "fd00::/8,       fe00::1,        false",
    "2001:db8::/33,  2001:db8:7fff::, true",
    "2001:db8::/33,  2001:db8:8000::, false",
    "::1,            ::1,            true",
    "::ffff:10.0.0.1, 10.0.0.1,      true",
  })
  void contains_what_its_prefix_says(String network, String address, boolean inside)
      throws UnknownHostException {
    assertThat(Cidr.parse(network).contains(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/8",
        "localhost",
        "example.com/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/a",
        "10",
        "10.1",
        "10.1.2",
        "2130706433",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0.0",
        "1:2",
        ":",
        "::/129",
        "fe80::1%eth0",
        "::ffff:10.0.0.0/104",
      })
  void everything_else_is_no_network(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void the_same_network_is_equal_however_it_was_written() {
    assertThat(Cidr.parse("10.1.2.3/8")).isEqualTo(Cidr.parse(" 10.0.0.0/8 "));
    assertThat(Cidr.parse("10.1.2.3/8")).hasSameHashCodeAs(Cidr.parse("10.0.0.0/8"));
    assertThat(Cidr.parse("fd00:0::/8")).isEqualTo(Cidr.parse("fd00::/8"));
    assertThat(Cidr.parse("10.0.0.0/8")).isNotEqualTo(Cidr.parse("10.0.0.0/9"));
    assertThat(Cidr.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
  }
}
