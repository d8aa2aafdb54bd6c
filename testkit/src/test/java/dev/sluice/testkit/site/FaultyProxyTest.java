package dev.sluice.testkit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.contract.Waiting;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.sample.PatternSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {
  private final PatternSource pattern = ByteSource.pattern(300_000);
  private final LoopbackSite site = LoopbackSite.start();
  private final FaultyProxy proxy = FaultyProxy.to(site.port());
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void serve() {
    site.serve("/a", pattern);
  }

  @AfterEach
  void close() {
    proxy.close();
    site.close();
  }

  @Test
  void without_a_fault_it_is_as_if_it_were_not_there() throws Exception {
    assertThat(get()).isEqualTo(pattern.all());
    assertThat(proxy.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void a_slow_way_is_still_a_way() throws Exception {
    proxy.delay(Duration.ofMillis(1)).throttle(2_000_000);

    assertThat(get()).isEqualTo(pattern.all());
  }

  @Test
  void it_cuts_answers_as_often_as_it_was_told() throws Exception {
    proxy.cutAnswerAfter(5_000, 1);

    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
    assertThat(get()).isEqualTo(pattern.all());
  }

  @Test
  void it_cuts_uploads() throws Exception {
    proxy.cutUploadAfter(1_000, 1);
    HttpRequest post =
        HttpRequest.newBuilder(uri())
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100_000]))
            .build();

    assertThatThrownBy(() -> client.send(post, HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(IOException.class);
    assertThat(site.requests()).isEmpty();
  }

  @Test
  void it_refuses_until_it_is_healed() throws Exception {
    proxy.refuse();
    assertThatThrownBy(this::get).isInstanceOf(IOException.class);

    proxy.heal();
    assertThat(get()).isEqualTo(pattern.all());
  }

  @Test
  void dropping_ends_every_connection() throws Exception {
    get();
    assertThat(proxy.openConnections()).isEqualTo(1);

    proxy.drop();

    assertThat(proxy.openConnections()).isZero();
    Waiting.until(() -> site.openConnections() == 0);
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + proxy.port() + "/a");
  }

  private byte[] get() throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }
}
