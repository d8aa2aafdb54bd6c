package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A web client on top of the JDK's, for tests of code that uses the port. It has no guard and dials
 * every address, so it is for tests only. The timeout covers the response's head only. Records all
 * requests. Thread-safe.
 */
public final class PlainWebClient implements WebClient {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Returns all requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public Response send(Request request) {
    requests.add(request);
    boolean follow =
        request.maxRedirects() > 0
            && (request.method().equals("GET") || request.method().equals("HEAD"));
    Set<URI> seen = new HashSet<>();
    URI uri = request.uri();
    while (true) {
      Answer answer = exchange(request, uri);
      if (!follow || !REDIRECTS.contains(answer.status())) {
        return answer;
      }
      answer.close();
      if (!seen.add(uri) || seen.size() > request.maxRedirects()) {
        throw failed(FailureCode.REDIRECT_LOOP, "Redirects too often: ", request, null);
      }
      uri = uri.resolve(answer.header("Location").orElseThrow());
    }
  }

  private Answer exchange(Request request, URI uri) {
    byte[] body = request.body() == null ? new byte[0] : request.body();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .timeout(request.timeout())
            .method(request.method(), BodyPublishers.ofByteArray(body));
    request.headers().forEach(builder::header);
    if (!request.headers().containsKey("User-Agent")) {
      builder.header("User-Agent", "Sluice/test");
    }
    try {
      return new Answer(client.send(builder.build(), BodyHandlers.ofInputStream()));
    } catch (HttpTimeoutException e) {
      throw failed(FailureCode.SOURCE_STALLED, "No answer from ", request, e);
    } catch (ConnectException e) {
      throw failed(FailureCode.CONNECTION_REFUSED, "Nothing listens at ", request, e);
    } catch (IOException e) {
      throw failed(FailureCode.CONNECTION_FAILED, "The connection broke to ", request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(FailureCode.INTERRUPTED, "Interrupted: ", request, e);
    }
  }

  private static SluiceException failed(
      FailureCode code, String sentence, Request request, @Nullable Exception cause) {
    return new SluiceException(code, sentence + SourceUrl.redacted(request.uri()), cause);
  }

  private record Answer(HttpResponse<InputStream> response) implements Response {
    @Override
    public int status() {
      return response.statusCode();
    }

    @Override
    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    @Override
    public List<String> headers(String name) {
      return response.headers().allValues(name);
    }

    @Override
    public URI uri() {
      return response.uri();
    }

    @Override
    public InputStream body() {
      return response.body();
    }

    @Override
    public void close() {
      try {
        response.body().close();
      } catch (IOException e) {
        // The caller did not want the rest.
      }
    }
  }
}
