package dev.sluice.media.web.client;

import dev.sluice.core.port.web.WebClient.Request;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/** What is sent where, hop by hop: a secret goes to the host it was meant for. Thread-safe. */
final class OkHttpRequests {
  private final String userAgent;
  private final SiteCredentials access;

  OkHttpRequests(String userAgent, SiteCredentials access) {
    this.userAgent = userAgent;
    this.access = access;
  }

  /**
   * @param url this hop
   * @param first where the request was meant to go
   */
  okhttp3.Request of(Request request, HttpUrl url, HttpUrl first) {
    okhttp3.Request.Builder message = new okhttp3.Request.Builder();
    message.url(url).header("User-Agent", userAgent).header("Accept-Encoding", "identity");
    boolean home = trusts(first, url);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (home || !isSecret(name)) {
                message.header(name, value);
              }
            });
    boolean told = home && isNamed(request, "Cookie");
    access
        .cookies()
        .filter(file -> !told)
        .flatMap(file -> file.header(url.uri()))
        .ifPresent(cookies -> message.header("Cookie", cookies));
    if (!url.isHttps()) {
      // Not asked for first, as a tunnel's are: each request would be sent twice.
      access
          .proxy()
          .flatMap(HttpProxy::authorization)
          .ifPresent(credentials -> message.header("Proxy-Authorization", credentials));
    }
    boolean named = isNamed(request, "Authorization");
    if (!url.username().isEmpty() && !(home && named)) {
      message.header(
          "Authorization",
          Credentials.basic(url.username(), url.password(), StandardCharsets.UTF_8));
    }
    byte[] body = request.body();
    boolean mustHaveBody = Set.of("POST", "PUT", "PATCH").contains(request.method());
    RequestBody content =
        body == null && !mustHaveBody
            ? null
            : RequestBody.create(body == null ? new byte[0] : body, null);
    return message.method(request.method(), content).build();
  }

  private static boolean isNamed(Request request, String header) {
    return request.headers().keySet().stream().anyMatch(header::equalsIgnoreCase);
  }

  /** Whether what {@code first} may know, {@code other} may know: the same host, not less safe. */
  static boolean trusts(HttpUrl first, HttpUrl other) {
    if (!first.host().equals(other.host())) {
      return false;
    }
    boolean upgraded = !first.isHttps() && other.isHttps();
    boolean usual = first.port() == 80 && other.port() == 443;
    return first.scheme().equals(other.scheme()) ? first.port() == other.port() : upgraded && usual;
  }

  private static boolean isSecret(String header) {
    return header.equalsIgnoreCase("Authorization")
        || header.equalsIgnoreCase("Proxy-Authorization")
        || header.equalsIgnoreCase("Cookie");
  }
}
