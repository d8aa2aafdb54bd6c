package dev.sluice.http;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.WebClient;
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
import java.util.List;
import java.util.Optional;

/** As much of a web client as webhooks need: no guard, no redirects. */
final class JdkWebClient implements WebClient {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public Response send(Request request) {
    if (request.maxRedirects() != 0) {
      throw new IllegalArgumentException("follows no redirects");
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(request.timeout())
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.headers().forEach(builder::header);
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
      throw failed(FailureCode.CANCELLED, "Interrupted: ", request, e);
    }
  }

  private static SluiceException failed(
      FailureCode code, String sentence, Request request, Exception cause) {
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
        // Nobody wanted the rest.
      }
    }
  }
}
