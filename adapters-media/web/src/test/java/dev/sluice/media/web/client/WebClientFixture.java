package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.web.WebClient.Request;
import dev.sluice.core.port.web.WebClient.Response;
import dev.sluice.testkit.site.LoopbackSite;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;

/**
 * A client for one loopback site, which it knows by two names that are allowed and by one that is
 * not.
 */
abstract class WebClientFixture {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(200);

  final LoopbackSite site = LoopbackSite.start();
  final OkHttpWebClient client =
      OkHttpWebClient.builder()
          .policy(
              AddressPolicy.publicOnly().allowingHosts(List.of("here.example", "other.example")))
          .userAgent("Test/1")
          .resolver(
              host ->
                  switch (host) {
                    case "here.example", "other.example" ->
                        List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                    case "inside.example" ->
                        List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
                    default -> Dns.SYSTEM.lookup(host);
                  })
          .build();

  @AfterEach
  void close() {
    client.close();
    site.close();
  }

  URI uri(String path) {
    return URI.create("http://here.example:" + site.port() + path);
  }

  Response get(URI uri) {
    return client.send(Request.get(uri, Map.of(), LONG));
  }

  SluiceException failure(URI uri) {
    return failure(client, uri, LONG);
  }

  static SluiceException failure(OkHttpWebClient client, URI uri, Duration timeout) {
    return catchThrowableOfType(
        SluiceException.class, () -> client.send(Request.get(uri, Map.of(), timeout)).close());
  }
}
