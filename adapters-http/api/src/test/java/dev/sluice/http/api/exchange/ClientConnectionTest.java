package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a limit per address counts a request. */
class ClientConnectionTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "203.0.113.9          | -                          | cb007109",
        "203.0.113.9          | 198.51.100.1               | cb007109",
        "10.0.0.2             | -                          | 0a000002",
        "10.0.0.2             | 198.51.100.1               | c6336401",
        "10.0.0.2             | 1.2.3.4, 198.51.100.1      | c6336401",
        "127.0.0.1            | 198.51.100.1               | c6336401",
        "127.0.0.1            | 2001:db8:1:2:3:4:5:6       | 20010db800010002",
        "127.0.0.1            | localhost                  | -",
        "127.0.0.1            | 1.2.3.4, unknown           | -",
        "127.0.0.1            | 999.999.1.1                | -",
        "127.0.0.1            | :                          | -",
        "127.0.0.1            | .:a                        | -",
        "10.0.0.2             | 127.0.0.1                  | 0a000002",
        "10.0.0.2             | 1.2.3.4; 198.51.100.1      | c6336401",
        "fd00::2              | 198.51.100.1               | c6336401",
        "fe00::2              | 198.51.100.1               | fe00000000000000",
        "fe80::2              | 198.51.100.1               | c6336401",
        "169.254.1.2          | 198.51.100.1               | c6336401",
        "100.64.0.2           | 198.51.100.1               | c6336401",
        "100.128.0.2          | 198.51.100.1               | 64800002",
        "127.0.0.1            | 127.0.0.1                  | -",
        "127.0.0.1            | -                          | -",
        "::1                  | -                          | -",
        "2001:db8:1:2:3:4:5:6 | -                          | 20010db800010002",
      },
      delimiter = '|')
  void an_address_is_the_clients_as_far_as_that_is_known(
      String peer, String forwardedFor, String address) throws UnknownHostException {
    List<String> lines = forwardedFor == null ? List.of() : List.of(forwardedFor.split(";"));
    assertThat(ClientConnection.address(InetAddress.getByName(peer), lines).orElse(null))
        .isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.2",
        "172.16.0.2",
        "192.168.0.2",
        "100.64.0.2",
        "100.127.255.254",
        "169.254.1.2",
        "fd00::2",
        "fe80::2"
      })
  void connections_from_private_networks_have_no_limit_per_address(String peer)
      throws UnknownHostException {
    assertThat(ClientConnection.directAddress(InetAddress.getByName(peer))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, cb007109",
    "100.63.0.2, 643f0002",
    "100.128.0.2, 64800002",
    "2001:db8:1:2:3:4:5:6, 20010db800010002"
  })
  void connections_from_public_addresses_count(String peer, String address)
      throws UnknownHostException {
    assertThat(ClientConnection.directAddress(InetAddress.getByName(peer))).contains(address);
  }

  @Test
  void a_connection_without_an_address_counts_with_all() {
    assertThat(ClientConnection.directAddress(null)).isEmpty();
    assertThat(ClientConnection.address(null, List.of("198.51.100.1"))).isEmpty();
  }
}
