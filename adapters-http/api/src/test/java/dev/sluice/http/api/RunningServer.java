package dev.sluice.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.Sluice;
import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.json.Json;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A real server on a real port, in front of a Sluice that lives in memory. */
public final class RunningServer implements AutoCloseable {
  public static final String MEDIA = "https://media.example/talk.mp4";

  public final FakeMediaFetcher fetcher =
      FakeMediaFetcher.serving(FakeSource.ofSize(100_000).titled("A talk"));
  public final FakeTranscoder transcoder = new FakeTranscoder();
  public final MemoryObjects objects = new MemoryObjects();
  public final ApiKeyStore keyStore;
  public final ApiKeys keys;
  public final Secret key;
  public final Secret otherKey;
  public final Sluice sluice;
  public final SluiceServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public RunningServer() {
    this((builder, keys) -> builder);
  }

  public RunningServer(BiFunction<SluiceBuilder, ApiKeyStore, SluiceBuilder> change) {
    this(change, builder -> builder);
  }

  public RunningServer(
      BiFunction<SluiceBuilder, ApiKeyStore, SluiceBuilder> change,
      UnaryOperator<SluiceServer.Builder> serving) {
    this(new InMemoryDatabase(), change, serving);
  }

  public RunningServer(
      Database database,
      BiFunction<SluiceBuilder, ApiKeyStore, SluiceBuilder> change,
      UnaryOperator<SluiceServer.Builder> serving) {
    keyStore = database.keys();
    keys = new ApiKeys(keyStore, new SecureRandom(), InstantSource.system(), UUID::randomUUID);
    key = keys.create("first").orElseThrow();
    otherKey = keys.create("second").orElseThrow();
    SluiceBuilder builder =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(transcoder)
            .store(objects)
            .database(database)
            .workers(2);
    sluice = change.apply(builder, keyStore).start();
    server =
        serving
            .apply(
                SluiceServer.builder()
                    .sluice(sluice)
                    .keys(keyStore)
                    .ids(UUID::randomUUID)
                    .linkedObjects(objects)
                    .readiness("encoders", () -> {})
                    .port(0))
            .start();
  }

  /** Returns the number of open event streams. */
  public int streams() {
    return server.streams().size();
  }

  public URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + server.port() + pathAndQuery);
  }

  public HttpResponse<byte[]> send(
      String method, String path, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      Described.hold(
          method, path, answer.statusCode(), answer.headers()::firstValue, answer.body());
      return answer;
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** With the first key, and a body of JSON if any. */
  public HttpResponse<byte[]> call(String method, String path, String body) {
    return send(
        method,
        path,
        Map.of("x-api-key", key.reveal(), "Content-Type", "application/json"),
        body == null ? null : body.getBytes(StandardCharsets.UTF_8));
  }

  public JsonNode json(String method, String path, String body) {
    return tree(call(method, path, body));
  }

  /** The id of a new job for {@link #MEDIA}. */
  public String submitted() {
    return json("POST", "/jobs", "{\"url\":\"" + MEDIA + "\"}").get("job_id").textValue();
  }

  /** The job when it is over. */
  public JsonNode finished(String id) {
    return json("GET", "/jobs/" + id + "?wait=30", null);
  }

  public static JsonNode tree(HttpResponse<byte[]> response) {
    return Json.tree(response.body());
  }

  public static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
    sluice.close();
    fetcher.assertNothingIsOpen();
    transcoder.assertNothingRuns();
  }
}
