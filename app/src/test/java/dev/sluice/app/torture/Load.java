package dev.sluice.app.torture;

import dev.sluice.app.serve.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that submits jobs all the time, and another that asks for the server's health. */
final class Load implements AutoCloseable {
  private static final long JOB_EVERY_MILLIS = 500;
  private static final long PROBE_EVERY_MILLIS = 100;
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(10);

  private final ServerProcess server;
  private final AcceptedJobs jobs;
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();
  private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failedProbes = Collections.synchronizedList(new ArrayList<>());

  private Load(ServerProcess server, AcceptedJobs jobs) {
    this.server = server;
    this.jobs = jobs;
  }

  static Load on(ServerProcess server, AcceptedJobs jobs) {
    Load load = new Load(server, jobs);
    load.repeat("submitter", JOB_EVERY_MILLIS, () -> load.jobs.submit(load.server));
    HttpClient client = HttpClient.newHttpClient();
    load.repeat("prober", PROBE_EVERY_MILLIS, () -> load.probe(client));
    return load;
  }

  private void repeat(String name, long millis, Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                do {
                  step.run();
                } while (!end.await(millis, TimeUnit.MILLISECONDS));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    clients.add(thread);
    thread.start();
  }

  private void probe(HttpClient client) {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/health"))
            .timeout(LONGEST_PROBE)
            .build();
    long start = System.nanoTime();
    try {
      int status = client.send(health, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        failedProbes.add("status " + status);
      }
      micros.add((System.nanoTime() - start) / 1_000);
    } catch (IOException e) {
      failedProbes.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The probes of the server's health that were not answered. */
  List<String> failedProbes() {
    return List.copyOf(failedProbes);
  }

  /** The times of the probes, for a report. */
  String probes() {
    List<Long> sorted = new ArrayList<>(micros);
    Collections.sort(sorted);
    if (sorted.isEmpty()) {
      return "no probe answered";
    }
    return String.format(
        Locale.ROOT,
        "/health answered %d times, median %.1f ms, 99th percentile %.1f ms, longest %.1f ms,"
            + " not answered %d times",
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1_000.0,
        sorted.get(sorted.size() * 99 / 100) / 1_000.0,
        sorted.get(sorted.size() - 1) / 1_000.0,
        failedProbes.size());
  }

  /** Ends the load; the jobs may still run. */
  @Override
  public void close() throws InterruptedException {
    end.countDown();
    for (Thread client : clients) {
      client.join();
    }
  }
}
