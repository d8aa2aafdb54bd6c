package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.core.port.web.WebClient.Response;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.SiteRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked and answered through the client, and how that may fail. */
class OkHttpWebClientTest extends WebClientFixture {
  @Test
  void a_status_is_an_answer_and_no_exception() {
    try (Response answer = get(uri("/nowhere"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("content-TYPE")).hasValue("text/plain; charset=utf-8");
      assertThat(answer.header("ETag")).isEmpty();
    }
  }

  @Test
  void the_body_comes_as_it_was_sent() throws IOException {
    site.serve("/a", "hello".getBytes(StandardCharsets.UTF_8)).gzip();

    try (Response answer = get(uri("/a"))) {
      assertThat(answer.header("Content-Encoding")).hasValue("gzip");
      assertThat(answer.body().readAllBytes()).startsWith(0x1f, 0x8b);
    }
    assertThat(site.requests().get(0).header("Accept-Encoding")).hasValue("identity");
    assertThat(site.requests().get(0).header("User-Agent")).hasValue("Test/1");
  }

  @Test
  void a_post_carries_its_body_and_follows_nothing() throws IOException {
    site.redirect("/hook", "/elsewhere");
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

    try (Response answer =
        client.send(
            Request.post(uri("/hook"), Map.of("Content-Type", "application/json"), body, LONG))) {
      assertThat(answer.status()).isEqualTo(302);
    }
    SiteRequest request = site.requests().get(0);
    assertThat(request.body()).isEqualTo(body);
    assertThat(request.header("Content-Type")).hasValue("application/json");
    assertThat(site.requests()).hasSize(1);
  }

  @Test
  void connections_are_used_again() throws IOException {
    site.serve("/a", ByteSource.pattern(10_000));

    for (int i = 0; i < 5; i++) {
      try (Response answer = get(uri("/a"))) {
        answer.body().readAllBytes();
      }
    }

    assertThat(site.acceptedConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirects_are_followed_and_the_last_address_is_returned(int status) {
    site.serve("/a", new byte[0]).redirect(status, "b/../c?d=e");
    site.serve("/c", new byte[1]);

    try (Response answer = get(uri("/a"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.uri()).isEqualTo(uri("/c?d=e"));
    }
  }

  @Test
  void as_many_redirects_as_allowed_and_not_one_more() {
    site.serve("/20", new byte[1]);
    for (int i = 0; i < 20; i++) {
      site.redirect("/" + i, "/" + (i + 1));
    }
    site.redirect("/start", "/0");

    try (Response answer = get(uri("/0"))) {
      assertThat(answer.status()).isEqualTo(200);
    }
    SluiceException failure = failure(uri("/start?secret=1"));
    assertThat(failure.code()).isEqualTo(FailureCode.REDIRECT_LOOP);
    assertThat(failure)
        .hasMessage("http://here.example:%s/start redirects more than 20 times", site.port());
  }

  @Test
  void a_circle_is_seen_at_once() {
    site.redirect("/a", "/b");
    site.redirect("/b", "/a");

    assertThat(failure(uri("/a")))
        .hasMessage("http://here.example:%s/a redirects in a circle", site.port())
        .extracting(SluiceException::code)
        .isEqualTo(FailureCode.REDIRECT_LOOP);
    assertThat(site.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "", "http://"})
  void a_redirect_to_what_is_no_web_address_is_refused(String location) {
    site.redirect("/a", location);

    assertThat(failure(uri("/a")).code()).isEqualTo(FailureCode.REDIRECT_LOOP);
  }

  @Test
  void an_unknown_host_and_a_closed_port_have_their_own_codes() throws IOException {
    int closed;
    try (ServerSocket taken = new ServerSocket(0)) {
      closed = taken.getLocalPort();
    }

    assertThat(failure(URI.create("http://no-such-host.invalid/a")).code())
        .isEqualTo(FailureCode.HOST_UNKNOWN);
    assertThat(failure(URI.create("http://here.example:" + closed + "/a")).code())
        .isEqualTo(FailureCode.CONNECTION_REFUSED);
  }

  @Test
  void a_host_without_tls_fails_with_a_hint() {
    SluiceException failure = failure(URI.create("https://here.example:" + site.port() + "/a"));

    assertThat(failure.code()).isEqualTo(FailureCode.TLS_FAILED);
    assertThat(failure).hasMessageContaining("does not support TLS");
  }

  @Test
  void a_pooled_connection_that_has_ended_costs_no_request() throws IOException {
    site.serve("/hook", new byte[1]).hangingUp();

    for (int i = 0; i < 5; i++) {
      try (Response answer =
          client.send(Request.post(uri("/hook"), Map.of(), new byte[] {'a'}, LONG))) {
        assertThat(answer.body().readAllBytes()).hasSize(1);
      }
    }

    assertThat(site.requests()).hasSize(5);
  }

  @Test
  void a_connection_dropped_before_the_answer_has_failed() {
    site.serve("/a", new byte[1]).cutBeforeHead();

    assertThat(failure(uri("/a")).code()).isEqualTo(FailureCode.CONNECTION_FAILED);
  }

  @Test
  void no_answer_and_no_byte_within_the_timeout_are_stalls() {
    site.serve("/mute", new byte[1]).delay(Duration.ofSeconds(20));
    site.serve("/stalls", ByteSource.pattern(1_000)).stallAfter(10);

    assertThat(failure(client, uri("/mute"), SHORT).code()).isEqualTo(FailureCode.SOURCE_STALLED);
    try (Response answer = client.send(Request.get(uri("/stalls"), Map.of(), SHORT))) {
      assertThatThrownBy(() -> answer.body().readAllBytes())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void closing_from_another_thread_ends_a_blocked_read() throws Exception {
    site.serve("/stalls", ByteSource.pattern(1_000)).stallAfter(10);
    Response answer = get(uri("/stalls"));
    InputStream body = answer.body();
    body.readNBytes(10);
    CompletableFuture<Throwable> end =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> body.read()));

    answer.close();

    Awaitility.await().until(end::isDone);
    assertThat(end.get()).isInstanceOf(IOException.class);
    Awaitility.await().until(() -> site.openConnections() == 0);
  }

  @Test
  void a_request_can_be_ended_before_its_answer() {
    site.serve("/mute", new byte[1]).delay(Duration.ofSeconds(20));
    AtomicReference<Runnable> end = new AtomicReference<>();
    CompletableFuture<SluiceException> failure =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    SluiceException.class,
                    () ->
                        client.send(
                            Request.get(uri("/mute"), Map.of(), LONG),
                            action -> {
                              end.set(action);
                              return () -> end.set(() -> {});
                            })));
    Awaitility.await().until(() -> site.requests().size() == 1);

    end.get().run();

    assertThat(failure.join().code()).isEqualTo(FailureCode.CANCELLED);
  }
}
