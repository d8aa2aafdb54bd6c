package dev.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.wiring.StartException;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the HTTP API, as any program would be. */
final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI server;
  private final Secret key;

  ApiClient(URI server, Secret key) {
    this.server = server;
    this.key = key;
  }

  JsonNode post(String path, String body) throws InterruptedException {
    return answer(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  JsonNode get(String path) throws InterruptedException {
    return answer(request(path).build());
  }

  /** Returns the size of a link's target, without a key: the link itself is the permission. */
  long sizeBehind(URI link) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(link).timeout(PATIENCE).build();
    HttpResponse<byte[]> response = send(request);
    if (response.statusCode() != 200) {
      throw new StartException("The link to the result answers " + response.statusCode(), null);
    }
    return response.body().length;
  }

  /**
   * @throws StartException if it is no JSON
   */
  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new StartException("What was received is no JSON", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(PATIENCE)
        .header("x-api-key", key.reveal())
        .header("Content-Type", "application/json");
  }

  private JsonNode answer(HttpRequest request) throws InterruptedException {
    HttpResponse<byte[]> response = send(request);
    JsonNode body = json(response.body());
    if (response.statusCode() / 100 != 2) {
      throw new StartException(
          "%s %s answers %s: %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  body.path("error").asText()),
          null);
    }
    return body;
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new StartException(
          "The server does not answer at %s: %s".formatted(server, e.getMessage()), e);
    }
  }
}
