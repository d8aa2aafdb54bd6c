package dev.sluice.media.site.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GuardProxyTest {
  private static final long MAX_BYTES = 64L << 20;

  private final LoopbackSite site = LoopbackSite.start();
  private final GuardProxy proxy =
      GuardProxy.start(
          AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32"))),
          new UpstreamDialer(Optional.empty()),
          new SecureRandom(),
          MAX_BYTES);

  @AfterEach
  void close() {
    proxy.close();
    site.close();
  }

  private String asked(String head) throws IOException {
    URI place = proxy.address();
    try (Socket socket = new Socket(place.getHost(), place.getPort())) {
      socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
      socket.shutdownOutput();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      try {
        in.transferTo(answer);
      } catch (IOException e) {
        answer.writeBytes("(broken)".getBytes(ISO_8859_1));
      }
      return answer.toString(ISO_8859_1);
    }
  }

  private String credentials() {
    String user = proxy.address().getUserInfo();
    return "Proxy-Authorization: Basic "
        + Base64.getEncoder().encodeToString(user.getBytes(ISO_8859_1));
  }

  private int port() {
    return site.uri("/").getPort();
  }

  @Test
  void plain_requests_come_to_the_origin_as_requests_of_one_connection() throws Exception {
    site.serve("/a", "hello".getBytes(ISO_8859_1));

    String answer =
        asked(
            "GET http://127.0.0.1:%s/a HTTP/1.1\nHost: 127.0.0.1:%s\n%s\nProxy-Connection: keep-alive\nConnection: keep-alive\n\n"
                .formatted(port(), port(), credentials()));

    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("\r\nConnection: close\r\n")
        .contains("\r\n\r\nhello");
    assertThat(site.requests()).hasSize(1);
    assertThat(site.requests().get(0).header("proxy-authorization")).isEmpty();
    assertThat(site.requests().get(0).header("connection")).contains("close");
  }

  @Test
  @DefaultLocale("fa-IR")
  void its_address_has_the_digits_of_a_url_in_every_locale() {
    assertThat(proxy.address().getPort()).isPositive();
  }

  @Test
  void a_tunnel_passes_bytes_both_ways() throws Exception {
    site.serve("/a", "hello".getBytes(ISO_8859_1));

    String answer =
        asked(
            "CONNECT 127.0.0.1:%s HTTP/1.1\n%s\n\nGET /a HTTP/1.1\nHost: x\nConnection: close\n\n"
                .formatted(port(), credentials()));

    assertThat(answer)
        .startsWith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200")
        .endsWith("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.2",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "0.0.0.0"
      })
  void what_the_guard_forbids_is_not_dialled(String host) throws Exception {
    String tunnel = asked("CONNECT %s:%s HTTP/1.1\n%s\n\n".formatted(host, port(), credentials()));
    String plain =
        asked("GET http://%s:%s/a HTTP/1.1\n%s\n\n".formatted(host, port(), credentials()));

    assertThat(tunnel).startsWith("HTTP/1.1 403 ");
    assertThat(plain).startsWith("HTTP/1.1 403 ");
    assertThat(proxy.forbidden()).hasSize(2);
    assertThat(site.requests()).isEmpty();
  }

  @Test
  void it_requires_its_password() throws Exception {
    site.serve("/a", "hello".getBytes(ISO_8859_1));
    String question = "GET http://127.0.0.1:%s/a HTTP/1.1\n".formatted(port());

    assertThat(asked(question + "\n")).startsWith("HTTP/1.1 407 ");
    assertThat(asked(question + "Proxy-Authorization: Basic c2x1aWNlOng=\n\n"))
        .startsWith("HTTP/1.1 407 ");
    assertThat(site.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\n\n",
        "GET ftp://127.0.0.1/a HTTP/1.1\n\n",
        "GET file:///etc/passwd HTTP/1.1\n\n",
        "CONNECT 127.0.0.1 HTTP/1.1\n\n",
        "nonsense\n\n",
        "GET http://a b/ HTTP/1.1\n\n",
        "\n\n"
      })
  void what_no_proxy_takes_is_refused(String head) throws Exception {
    assertThat(asked(head)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void a_head_without_an_end_is_refused() throws Exception {
    assertThat(asked("GET http://127.0.0.1/ HTTP/1.1\nX: " + "y".repeat(70_000)))
        .matches("(?s)(HTTP/1.1 400 .*|\\(broken\\))");
  }

  @Test
  void a_page_without_an_end_is_cut_off() throws Exception {
    site.serve("/a", ByteSource.pattern(MAX_BYTES + (8 << 20)));

    String answer =
        asked(
            "GET http://127.0.0.1:%s/a HTTP/1.1\nHost: x\n%s\n\n".formatted(port(), credentials()));

    assertThat((long) answer.length()).isLessThanOrEqualTo(MAX_BYTES + 1_000);
    assertThat(proxy.isOverLimit()).isTrue();
  }

  @Test
  void nothing_answers_once_it_is_closed() {
    URI place = proxy.address();
    proxy.close();

    // The kernel may still let somebody in until the thread that accepts has noticed.
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new Socket(place.getHost(), place.getPort()).close())
                    .isInstanceOf(IOException.class));
  }
}
