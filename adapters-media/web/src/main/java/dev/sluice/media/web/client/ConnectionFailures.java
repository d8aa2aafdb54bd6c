package dev.sluice.media.web.client;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Failures of a request that got no response, in sentences. */
final class ConnectionFailures {
  private ConnectionFailures() {}

  static SluiceException of(IOException failure, URI uri, Duration timeout) {
    String host = uri.getHost();
    String address = uri.getPort() < 0 ? host : host + ":" + uri.getPort();
    if (failure instanceof AddressPolicy.ForbiddenAddressException forbidden) {
      return new SluiceException(FailureCode.ADDRESS_FORBIDDEN, forbidden.sentence(host), failure);
    }
    if (failure instanceof UnknownHostException) {
      return new SluiceException(
          FailureCode.HOST_UNKNOWN,
          "The host %s is unknown; check its spelling".formatted(host),
          failure);
    }
    Optional<SlowPeerException> slow = SlowPeerException.in(failure);
    if (slow.isPresent()) {
      return new SluiceException(FailureCode.SOURCE_STALLED, slow.get().sentence(address), failure);
    }
    if (failure instanceof SocketTimeoutException) {
      return new SluiceException(
          FailureCode.SOURCE_STALLED,
          address + " did not answer within " + Math.max(1, timeout.toSeconds()) + " s",
          failure);
    }
    if (failure instanceof SSLException tls) {
      return new SluiceException(
          FailureCode.TLS_FAILED,
          "No secure connection to %s: %s".formatted(address, tlsReason(tls)),
          failure);
    }
    if (failure instanceof ConnectException && says(failure, "refused")) {
      return new SluiceException(
          FailureCode.CONNECTION_REFUSED,
          "%s refused the connection; nothing listens there".formatted(address),
          failure);
    }
    return new SluiceException(
        FailureCode.CONNECTION_FAILED,
        "The connection to %s failed before a response came".formatted(address),
        failure);
  }

  /** Returns the proxy's failure; empty if the proxy does not seem to have failed. */
  static Optional<SluiceException> ofProxy(IOException failure, HttpProxy proxy) {
    if (failure instanceof AddressPolicy.ForbiddenAddressException) {
      return Optional.empty();
    }
    if (failure instanceof ConnectException) {
      return Optional.of(ofProxy(proxy, "cannot be reached", failure));
    }
    if (failure instanceof UnknownHostException && says(failure, proxy.host())) {
      return Optional.of(ofProxy(proxy, "is unknown", failure));
    }
    // OkHttp's messages for a 407 to credentials, and for any other answer to CONNECT but 200.
    if (says(failure, "authenticate with proxy")) {
      return Optional.of(ofProxy(proxy, "rejected its credentials", failure));
    }
    return says(failure, "response code for connect")
        ? Optional.of(ofProxy(proxy, "did not connect to the source", failure))
        : Optional.empty();
  }

  static SluiceException ofProxy(HttpProxy proxy, String what, @Nullable Throwable cause) {
    return new SluiceException(
        FailureCode.CONNECTION_FAILED,
        "The proxy %s of this key (setting site-credentials) %s".formatted(proxy, what),
        cause);
  }

  static SluiceException redirects(URI at, String what) {
    return new SluiceException(
        FailureCode.REDIRECT_LOOP, "%s %s".formatted(SourceUrl.redacted(at), what));
  }

  private static String tlsReason(SSLException failure) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return "its certificate is for another host";
    }
    if (says(failure, "path building failed") || says(failure, "certif")) {
      return "its certificate is not trusted";
    }
    if (says(failure, "plaintext") || says(failure, "unsupported or unrecognized")) {
      return "it does not support TLS; try http:// instead of https://";
    }
    return "the TLS handshake failed";
  }

  private static boolean says(Throwable failure, String part) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (message != null && message.toLowerCase(Locale.ROOT).contains(part)) {
        return true;
      }
    }
    return false;
  }
}
