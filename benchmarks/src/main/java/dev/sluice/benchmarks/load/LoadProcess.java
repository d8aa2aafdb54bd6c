package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.peer.ChildJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a load from a process of its own, with a thread and a connection for each client. At a
 * given rate each request has a moment at which it is due, and its time counts from then, so that a
 * server that falls behind cannot hide it.
 */
public final class LoadProcess {
  private static final int HEAP_MEGABYTES = 256;

  private final LoadPlan load;
  private final List<byte[]> requests;
  private final AtomicLong turn = new AtomicLong();
  private final long begin;
  private final long counting;
  private final long end;

  private LoadProcess(LoadPlan load, List<byte[]> requests) {
    this.load = load;
    this.requests = requests;
    this.begin = System.nanoTime();
    this.counting = begin + TimeUnit.SECONDS.toNanos(load.warmUpSeconds());
    this.end = counting + TimeUnit.SECONDS.toNanos(load.seconds());
  }

  /** The measurements of one client. */
  private static final class Seen {
    long[] micros = new long[1024];
    int counted;
    long all;
    long failures;

    void took(long nanos) {
      if (counted == micros.length) {
        micros = Arrays.copyOf(micros, 2 * counted);
      }
      micros[counted++] = nanos / 1_000;
    }
  }

  /** Runs the load in a child process and waits for its end. */
  public static LoadResult run(LoadPlan load) throws IOException {
    try (ChildJvm child = ChildJvm.start("load", load.arguments(), HEAP_MEGABYTES)) {
      return LoadResult.parse(child.firstLine());
    }
  }

  /** Sends the load and prints a line about it. */
  public static void send(LoadPlan load, PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    List<byte[]> requests =
        Files.readAllLines(load.paths()).stream()
            .map(path -> KeepAlive.request(load.method(), path, load.key(), load.body()))
            .toList();
    LoadProcess process = new LoadProcess(load, requests);
    out.println(process.seen().line());
    out.flush();
  }

  private LoadResult seen() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(load.clients());
    try {
      List<Callable<Seen>> clients = new ArrayList<>();
      for (int i = 0; i < load.clients(); i++) {
        clients.add(this::client);
      }
      List<Seen> all = new ArrayList<>();
      for (Future<Seen> client : threads.invokeAll(clients)) {
        all.add(client.get());
      }
      long[] micros =
          all.stream().flatMapToLong(seen -> Arrays.stream(seen.micros, 0, seen.counted)).toArray();
      return LoadResult.of(
          micros,
          all.stream().mapToLong(seen -> seen.all).sum(),
          all.stream().mapToLong(seen -> seen.failures).sum(),
          load.seconds());
    } finally {
      threads.shutdownNow();
    }
  }

  private Seen client() {
    Seen seen = new Seen();
    while (System.nanoTime() < end) {
      try (KeepAlive connection = new KeepAlive(load.port())) {
        converse(connection, seen);
      } catch (IOException e) {
        seen.failures++;
      }
    }
    return seen;
  }

  private void converse(KeepAlive connection, Seen seen) throws IOException {
    while (true) {
      long number = turn.getAndIncrement();
      long due = due(number);
      if (due >= end) {
        return;
      }
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      int status = connection.exchange(requests.get((int) (number % requests.size())));
      long now = System.nanoTime();
      if (status / 100 != 2) {
        seen.failures++;
        continue;
      }
      seen.all++;
      if (due >= counting && now < end) {
        seen.took(now - due);
      }
    }
  }

  private long due(long number) {
    return load.perSecond() == 0
        ? System.nanoTime()
        : begin + number * TimeUnit.SECONDS.toNanos(1) / load.perSecond();
  }
}
