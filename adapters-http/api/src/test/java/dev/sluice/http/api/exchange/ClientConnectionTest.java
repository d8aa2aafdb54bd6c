package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void a_connection_without_an_address_counts_with_all() {
    assertThat(ClientConnection.address(null, List.of("198.51.100.1"))).isEmpty();
  }
}
