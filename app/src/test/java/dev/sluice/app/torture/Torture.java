package dev.sluice.app.torture;

import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.FaultyProxy;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Servers on one data folder that get jobs and, in each round, one blow. */
final class Torture implements AutoCloseable {
  /** What befalls the servers in a round. */
  enum Blow {
    KILL,
    STOP,
    DATABASE_OUTAGE
  }

  private static final int JOBS_A_ROUND = 8;

  private final Path data;
  private final Optional<FaultyProxy> database;
  private final List<String> options;
  private final Random random;
  private final LoopbackSite site = LoopbackSite.start();
  private final WebhookInbox inbox = WebhookInbox.start();
  private final AcceptedJobs jobs = new AcceptedJobs(site, inbox);
  private final List<ServerProcess> servers = new ArrayList<>();
  private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

  /**
   * Starts the servers.
   *
   * @param database what lies between the servers and their database, if it is not embedded
   */
  Torture(Path data, int servers, Optional<FaultyProxy> database, List<String> options, long seed)
      throws IOException {
    this.data = data;
    this.database = database;
    this.options = options;
    random = new Random(seed);
    byte[] clip =
        SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(3)).bytes();
    // Some 300 ms, so that a blow meets jobs at each step.
    site.serve("/clip.mkv", clip).throttle(clip.length * 3L);
    for (int i = 0; i < servers; i++) {
      this.servers.add(start());
    }
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.on(data, options.toArray(String[]::new));
  }

  /**
   * Submits jobs to all servers while the blow falls, and starts what it ended again. The blow
   * follows an accepted job, however slowly this machine starts a server: another blow would meet
   * none.
   */
  void round(Blow blow) throws Exception {
    int before = jobs.accepted();
    Thread client = new Thread(this::submitSome, "client");
    client.start();
    int enough = before + 1 + random.nextInt(JOBS_A_ROUND);
    while (client.isAlive() && jobs.accepted() < enough) {
      Thread.sleep(5);
    }
    Thread.sleep(random.nextInt(1_000));
    fall(blow);
    client.join();
    restart();
  }

  /** Kills a server that has accepted all its jobs, so that no client has to repeat anything. */
  void killAfterSubmission() throws Exception {
    submitSome();
    fall(Blow.KILL);
    restart();
  }

  private void fall(Blow blow) throws Exception {
    int victim = random.nextInt(servers.size());
    blows.merge(blow, 1, Integer::sum);
    switch (blow) {
      case KILL -> servers.get(victim).kill();
      case STOP -> servers.get(victim).terminate();
      case DATABASE_OUTAGE -> {
        database.orElseThrow().refuse().drop();
        Thread.sleep(1_000 + random.nextInt(3_000));
        database.orElseThrow().heal();
      }
    }
  }

  private void restart() throws IOException {
    for (int i = 0; i < servers.size(); i++) {
      if (!servers.get(i).isAlive()) {
        servers.set(i, start());
      }
    }
  }

  private void submitSome() {
    for (int i = 0; i < JOBS_A_ROUND; i++) {
      jobs.submit(servers.get(i % servers.size()));
    }
  }

  /** Any blow; most are kills. */
  Blow anyBlow() {
    int die = random.nextInt(10);
    return die < 6 ? Blow.KILL : die < 8 ? Blow.STOP : Blow.DATABASE_OUTAGE;
  }

  /** Lets all jobs end, stops the servers, and returns what became of the jobs. */
  AcceptedJobs.Verdict verdict() throws Exception {
    jobs.finish(servers.get(0));
    for (ServerProcess server : servers.subList(1, servers.size())) {
      server.terminate();
    }
    AcceptedJobs.Verdict verdict = jobs.judge(servers.get(0), data);
    report(servers.size() + " servers, " + blows + ": " + verdict);
    return verdict;
  }

  /**
   * Adds a line to {@code target/torture.txt}, where the figures of docs/promises.md come from, or
   * to the file that {@code sluice.torture.report} names.
   */
  static void report(String line) throws IOException {
    Path file = Path.of(System.getProperty("sluice.torture.report", "target/torture.txt"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    inbox.close();
    site.close();
  }
}
