package dev.sluice.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.Main;
import dev.sluice.http.api.Described;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sluice serve} in a JVM of its own, as an operator has it, and a client of it. */
public final class ServerProcess implements AutoCloseable {
  public static final String KEY = "sk_test_0123456789abcdef";

  private static final Pattern LISTENS = Pattern.compile("Sluice listens at (\\S+) and .*");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The statuses of jobs that are not over. */
  private static final Set<String> OPEN = Set.of("Pending", "Processing");

  /** Shorter than a test may take. */
  private static final int MOST_WAITS = 4;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI address;

  private ServerProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one on this data, on a free port, with loopback allowed and {@link #KEY} known. */
  public static ServerProcess on(Path data, String... more) throws IOException {
    return on(data, List.of(), List.of(), more);
  }

  /**
   * Starts one on this data, through another program and with flags for its JVM.
   *
   * @param launcher the program and its arguments, before the command of the JVM
   * @param jvmFlags they may name another class path
   */
  public static ServerProcess on(
      Path data, List<String> launcher, List<String> jvmFlags, String... more) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            // It lives for seconds: what starts quickly is quick enough.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC"));
    command.addAll(jvmFlags);
    if (!jvmFlags.contains("-cp")) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    command.addAll(
        List.of(
            Main.class.getName(),
            "serve",
            "--port=0",
            "--initial-api-key=" + KEY,
            "--data-dir=" + data));
    for (String usual : List.of("--allow-networks=127.0.0.0/8", "--workers=2")) {
      String name = usual.substring(0, usual.indexOf('=') + 1);
      if (Arrays.stream(more).noneMatch(option -> option.startsWith(name))) {
        command.add(usual);
      }
    }
    command.addAll(List.of(more));
    File log = data.resolveSibling(data.getFileName() + ".log").toFile();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log)).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.matches()) {
        return new ServerProcess(process, URI.create(listens.group(1)));
      }
    }
    throw new IOException("the server ended:\n" + Files.readString(log.toPath()));
  }

  /** The job's id. */
  public String submit(URI source, String webhook) {
    String hook = webhook == null ? "" : ",\"webhook_url\":\"%s\"".formatted(webhook);
    JsonNode answer =
        answer(request("/jobs", KEY), "{\"url\":\"%s\"%s}".formatted(source, hook), 201);
    return answer.path("job_id").asText();
  }

  /** What a POST is answered, with this status. */
  JsonNode posted(String path, String body, int status) {
    return answer(request(path, KEY), body, status);
  }

  public JsonNode got(String path) {
    return answer(request(path, KEY), null, 200);
  }

  public JsonNode job(String id) {
    return answer(request("/jobs/" + id, KEY), null, 200);
  }

  /** The job when it is over, or as it stands after some minutes. */
  public JsonNode ended(String id) {
    JsonNode job = waitedFor(id);
    for (int waits = 1; waits < MOST_WAITS && OPEN.contains(job.path("status").asText()); waits++) {
      job = waitedFor(id);
    }
    return job;
  }

  /** The job when it is over, or after the longest wait of one request. */
  private JsonNode waitedFor(String id) {
    return answer(request("/jobs/" + id + "?wait=55", KEY), null, 200);
  }

  /** What the job's stream of events says until it ends. */
  String events(String id) {
    HttpResponse<byte[]> stream = send(request("/jobs/" + id + "/events", KEY), null);
    return new String(stream.body(), StandardCharsets.UTF_8);
  }

  /** What lies behind the URL. */
  JsonNode metadata(URI url) {
    return answer(request("/metadata", KEY), "{\"url\":\"%s\"}".formatted(url), 200);
  }

  int statusWith(String key) {
    return send(request("/jobs", key), null).statusCode();
  }

  public String metrics() {
    return new String(send(request("/metrics", KEY), null).body(), StandardCharsets.UTF_8);
  }

  public byte[] bytesBehind(String link) {
    return send(HttpRequest.newBuilder(URI.create(link)), null).body();
  }

  /** A status and the document with it. */
  public record Reply(int status, JsonNode body) {}

  /** Posts a document, under an idempotency key if there is one. */
  public Reply post(String path, JsonNode body, Optional<String> idempotencyKey) {
    HttpRequest.Builder request = request(path, KEY);
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    HttpResponse<byte[]> response = send(request, body.toString());
    try {
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cancels a job that runs. */
  public void cancel(String id) {
    delete("/jobs/" + id);
  }

  void delete(String path) {
    HttpResponse<byte[]> response = send(request(path, KEY).DELETE(), null);
    if (response.statusCode() >= 300) {
      throw new AssertionError("answered " + response.statusCode());
    }
  }

  /** Whether the process has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  private HttpRequest.Builder request(String path, String key) {
    return HttpRequest.newBuilder(address.resolve(path)).header("x-api-key", key);
  }

  private JsonNode answer(HttpRequest.Builder request, String body, int expected) {
    HttpResponse<byte[]> response = send(request, body);
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() != expected) {
      throw new AssertionError(
          String.format(Locale.ROOT, "answered %d: %s", response.statusCode(), text));
    }
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String body) {
    try {
      HttpRequest whole =
          body == null ? request.build() : request.POST(BodyPublishers.ofString(body)).build();
      HttpResponse<byte[]> answer = client.send(whole, BodyHandlers.ofByteArray());
      URI target = whole.uri();
      if (target.getPort() == address.getPort()) {
        Described.hold(
            whole.method(),
            target.getRawPath(),
            answer.statusCode(),
            answer.headers()::firstValue,
            answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The port on 127.0.0.1 at which it listens. */
  public int port() {
    return address.getPort();
  }

  public long pid() {
    return process.pid();
  }

  /** The status of a GET without a key. */
  public int status(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)), null).statusCode();
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As SIGTERM does; the exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the server does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
