package dev.sluice.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.benchmarks.measure.BenchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real {@code ./sluice serve}, as an operator starts it, and its HTTP API. */
public final class SluiceProcess implements AutoCloseable {
  private static final String KEY = "sk_benchmarks_0123456789abcdef0123456789abcdef";
  private static final double TICKS_PER_SECOND = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final String address;
  private final int port;
  private final Path log;
  private final Thread stopper = new Thread(this::destroy);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private SluiceProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.address = "http://127.0.0.1:" + port;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(stopper);
  }

  /** Starts it with these settings on top of what every comparison needs, until it is ready. */
  public static SluiceProcess start(
      BenchOptions bench, Path data, int workers, List<String> settings)
      throws IOException, InterruptedException {
    return start(bench, data, workers, settings, Map.of());
  }

  /** The same, with these variables in its environment. */
  public static SluiceProcess start(
      BenchOptions bench,
      Path data,
      int workers,
      List<String> settings,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.addAll(List.of(bench.root().resolve("sluice").toString(), "serve"));
    command.addAll(List.of("--data-dir", data.toString(), "--port", Integer.toString(port)));
    command.addAll(List.of("--initial-api-key", KEY, "--allow-networks", "127.0.0.0/8"));
    command.addAll(List.of("--workers", Integer.toString(workers)));
    command.addAll(settings);
    Path log = Files.createDirectories(data).resolveSibling(data.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(bench.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    SluiceProcess server = new SluiceProcess(process, port, log);
    server.awaitReady();
    return server;
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(get("/ready"), BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    String said = Files.readString(log);
    close();
    throw new IOException("./sluice serve did not become ready:\n" + said);
  }

  public int port() {
    return port;
  }

  public String key() {
    return KEY;
  }

  /** Posts the request and returns the job's id. */
  public String submit(Map<String, ?> request) throws IOException, InterruptedException {
    return post("/jobs", request).get("job_id").asText();
  }

  public JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("x-api-key", KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build());
  }

  public JsonNode read(String path) throws IOException, InterruptedException {
    return answer(get(path));
  }

  /** Waits with the API's long poll; any end but Completed is an exception. */
  public JsonNode awaitCompleted(String id) throws IOException, InterruptedException {
    HttpRequest look = get("/jobs/" + id + "?wait=55");
    while (true) {
      JsonNode job = answer(look);
      String status = job.get("status").asText();
      if (status.equals("Completed")) {
        return job;
      }
      if (!status.equals("Pending") && !status.equals("Processing")) {
        throw new IOException("job " + id + " ended as " + job);
      }
    }
  }

  public JsonNode run(Map<String, ?> request) throws IOException, InterruptedException {
    return awaitCompleted(submit(request));
  }

  /** Cancels the job. */
  public void cancel(String id) throws IOException, InterruptedException {
    answer(
        HttpRequest.newBuilder(URI.create(address + "/jobs/" + id))
            .header("x-api-key", KEY)
            .DELETE()
            .build());
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).header("x-api-key", KEY).build();
  }

  private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    JsonNode body = JSON.readTree(response.body());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(request.uri() + " answered " + response.statusCode() + ": " + body);
    }
    return body;
  }

  /**
   * The most memory that was ever resident, in megabytes of a million bytes: the sum over the
   * server and its children that are alive. Memory that they share counts in each.
   */
  public double peakResidentMegabytes() throws IOException {
    double sum = 0;
    for (long pid : javaPids()) {
      sum += peakResidentMegabytes(pid);
    }
    return sum;
  }

  private static double peakResidentMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("this system does not tell VmHWM");
  }

  /** Processor time so far, user and system, of the server and its children, also of ended ones. */
  public double cpuSeconds() throws IOException {
    long ticks = 0;
    for (long pid : javaPids()) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // utime and stime of the process, cutime and cstime of its children that have ended
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  // ./sluice may hand over to Java or start it; the server starts children of its own.
  private List<Long> javaPids() throws IOException {
    List<Long> pids = new ArrayList<>();
    for (ProcessHandle candidate :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      Path name = Path.of("/proc/" + candidate.pid() + "/comm");
      if (Files.exists(name) && Files.readString(name).strip().equals("java")) {
        pids.add(candidate.pid());
      }
    }
    if (pids.isEmpty()) {
      throw new IOException("no Java runs under ./sluice serve");
    }
    return pids;
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(stopper);
    List<ProcessHandle> children = process.descendants().toList();
    destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
