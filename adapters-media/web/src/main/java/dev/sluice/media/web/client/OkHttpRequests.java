package dev.sluice.media.web.client;

import dev.sluice.core.port.web.WebClient.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/**
 * Builds the request of each hop. Secret headers go only to the host that they were meant for.
 * Thread-safe.
 */
final class OkHttpRequests {
  private final String userAgent;
  private final SiteCredentials access;

  OkHttpRequests(String userAgent, SiteCredentials access) {
    this.userAgent = userAgent;
    this.access = access;
  }

  /**
   * Returns the request to send.
   *
   * @param url the URL of this hop
   * @param first the URL of the first hop
   * @param cookies the cookies that earlier responses have set
   */
  okhttp3.Request of(Request request, HttpUrl url, HttpUrl first, SessionCookies cookies) {
    okhttp3.Request.Builder message = new okhttp3.Request.Builder();
    message.url(url).header("User-Agent", userAgent).header("Accept-Encoding", "identity");
    boolean trusted = SecretHeaders.mayGo(first, url);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (trusted || !SecretHeaders.isSecret(name)) {
                message.header(name, value);
              }
            });
    String cookieHeader = cookies.header(url, trusted ? configured(request, url) : ofFile(url));
    if (!cookieHeader.isEmpty()) {
      message.header("Cookie", cookieHeader);
    }
    if (!url.isHttps()) {
      // Sent without waiting for a 407, as for a tunnel: each request would be sent twice.
      access
          .proxy()
          .flatMap(HttpProxy::authorization)
          .ifPresent(credentials -> message.header("Proxy-Authorization", credentials));
    }
    boolean hasAuthorization = isNamed(request, "Authorization");
    if (!url.username().isEmpty() && !(trusted && hasAuthorization)) {
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

  private String configured(Request request, HttpUrl url) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Cookie"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> ofFile(url));
  }

  private String ofFile(HttpUrl url) {
    return access.cookies().flatMap(file -> file.header(url.uri())).orElse("");
  }

  private static boolean isNamed(Request request, String header) {
    return request.headers().keySet().stream().anyMatch(header::equalsIgnoreCase);
  }
}
