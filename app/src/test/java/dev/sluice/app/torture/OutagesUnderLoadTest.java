package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.storage.s3.S3ProxyFixture;
import dev.sluice.storage.s3.StoreFaults;
import dev.sluice.testkit.site.FaultyProxy;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What jobs need is missing for a while under load: the storage, the database, room on the disk, or
 * file handles. No job fails, no attempt counts, health is answered, and afterwards all is well
 * without a restart.
 */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OutagesUnderLoadTest {
  /** How long an outage lasts, in seconds. */
  private static final long OUTAGE = Long.getLong("sluice.torture.outage", 60);

  private static final long QUIET_MILLIS = 5_000;
  private static final int WORKERS = 2;

  @TempDir Path folder;
  private final LoopbackSite site = LoopbackSite.start();
  private final WebhookInbox inbox = WebhookInbox.start();
  private final AcceptedJobs jobs = new AcceptedJobs(site, inbox);
  private final List<Path> mounts = new ArrayList<>();

  OutagesUnderLoadTest() {
    byte[] clip =
        SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(3)).bytes();
    site.serve("/clip.mkv", clip).throttle(clip.length * 3L);
  }

  @AfterEach
  void stop() throws Exception {
    inbox.close();
    site.close();
    for (Path mount : mounts) {
      run("umount", "-l", mount.toString());
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private void outage(
      String name, ServerProcess server, StoredObjects objects, Step begin, Step end)
      throws Exception {
    String probes;
    List<String> failed;
    boolean wasReady = true;
    double seconds;
    try (Load load = Load.on(server, jobs)) {
      Thread.sleep(QUIET_MILLIS);
      begin.run();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(OUTAGE);
      while (System.nanoTime() < until) {
        wasReady &= server.status("/ready") == 200;
        Thread.sleep(1_000);
      }
      end.run();
      long ended = System.nanoTime();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> isAtFullSpeed(server));
      seconds = (System.nanoTime() - ended) / 1e9;
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.status("/ready") == 200);
      Thread.sleep(QUIET_MILLIS);
      probes = load.probes();
      failed = load.failedProbes();
    }
    jobs.finish(server);
    String metrics = server.metrics();
    long retried = sum(metrics, "sluice_jobs_postponed_total");
    long excused = sum(metrics, "sluice_attempts_excused_total");
    AcceptedJobs.Verdict verdict = jobs.judge(server, objects);
    Torture.report(
        String.format(
            Locale.ROOT,
            "%s for %d s, /ready said so: %s; all workers ran %.1f s after its end; %d attempts"
                + " failed, %d of them excused; %s; %s",
            name,
            OUTAGE,
            !wasReady,
            seconds,
            retried,
            excused,
            probes,
            verdict));
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict).isEqualTo(verdict.spotless());
    assertThat(retried).isEqualTo(excused);
    assertThat(failed).isEmpty();
  }

  /** Whether all workers run jobs, or none waits. */
  private static boolean isAtFullSpeed(ServerProcess server) {
    try {
      String metrics = server.metrics();
      return sum(metrics, "sluice_queue_running") >= WORKERS
          || sum(metrics, "sluice_queue_waiting") == 0;
    } catch (NumberFormatException e) {
      // The store does not respond.
      return false;
    }
  }

  /** The sum of a metric over its tags. */
  private static long sum(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToLong(line -> count(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static long count(String value) {
    return new BigDecimal(value).longValueExact();
  }

  @Test
  void a_storage_that_answers_503_fails_no_job() throws Exception {
    onS3(
        (s3, line, server) ->
            outage(
                "The storage answers 503",
                server,
                StoredObjects.in(s3),
                () -> {
                  for (StoreFaults.At request : StoreFaults.At.values()) {
                    s3.faults().answerAt(request, 503, "SlowDown");
                  }
                },
                () -> s3.faults().clear()));
  }

  @Test
  void a_storage_that_refuses_connections_fails_no_job() throws Exception {
    onS3(
        (s3, line, server) ->
            outage(
                "The storage refuses connections",
                server,
                StoredObjects.in(s3),
                () -> line.refuse().drop(),
                line::heal));
  }

  @Test
  void a_storage_that_does_not_respond_fails_no_job() throws Exception {
    onS3(
        (s3, line, server) ->
            outage(
                "The storage does not respond",
                server,
                StoredObjects.in(s3),
                () -> line.delay(Duration.ofSeconds(30)),
                () -> line.heal().drop()));
  }

  private interface OnS3 {
    void run(S3ProxyFixture s3, FaultyProxy line, ServerProcess server) throws Exception;
  }

  private void onS3(OnS3 test) throws Exception {
    Path bucket = Files.createDirectories(folder.resolve("bucket"));
    try (S3ProxyFixture s3 = S3ProxyFixture.start(bucket);
        FaultyProxy line = FaultyProxy.to(s3.endpoint().getPort());
        ServerProcess server =
            ServerProcess.on(
                folder.resolve("data"),
                "--s3-endpoint=http://127.0.0.1:" + line.port(),
                "--s3-region=" + S3ProxyFixture.REGION,
                "--s3-bucket=" + S3ProxyFixture.BUCKET,
                "--s3-access-key=" + S3ProxyFixture.ACCESS_KEY,
                "--s3-secret-key=" + S3ProxyFixture.SECRET_KEY)) {
      test.run(s3, line, server);
    }
  }

  @Test
  void a_database_that_refuses_connections_fails_no_job() throws Exception {
    onPostgres("The database refuses connections", line -> line.refuse().drop(), FaultyProxy::heal);
  }

  @Test
  void a_database_that_does_not_respond_fails_no_job() throws Exception {
    onPostgres(
        "The database does not respond",
        line -> line.delay(Duration.ofMinutes(5)),
        line -> line.heal().drop());
  }

  private void onPostgres(String name, Consumer<FaultyProxy> begin, Consumer<FaultyProxy> end)
      throws Exception {
    DatabaseSettings database = TestPostgres.freshDatabase();
    URI address = URI.create(database.url().substring("jdbc:".length()));
    Path data = folder.resolve("data");
    try (FaultyProxy line = FaultyProxy.to(address.getPort());
        ServerProcess server =
            ServerProcess.on(
                data,
                "--database-url=jdbc:postgresql://127.0.0.1:" + line.port() + address.getPath(),
                "--database-user=" + database.user())) {
      outage(
          name,
          server,
          StoredObjects.in(data.resolve("objects")),
          () -> begin.accept(line),
          () -> end.accept(line));
    }
  }

  @Test
  void a_full_disk_of_the_objects_fails_no_job() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path objects = smallDisk(data.resolve("objects"));
    DatabaseSettings database = TestPostgres.freshDatabase();
    try (ServerProcess server =
        ServerProcess.on(
            data, "--database-url=" + database.url(), "--database-user=" + database.user())) {
      fullDisk("The disk of the objects is full", server, objects, objects);
    }
  }

  @Test
  void a_full_disk_of_the_whole_data_folder_fails_no_job() throws Exception {
    Path data = smallDisk(folder.resolve("data"));
    try (ServerProcess server = ServerProcess.on(data)) {
      fullDisk("The disk of objects and database is full", server, data, data.resolve("objects"));
    }
  }

  private void fullDisk(String name, ServerProcess server, Path disk, Path objects)
      throws Exception {
    Path ballast = disk.resolve("ballast");
    outage(
        name, server, StoredObjects.in(objects), () -> fill(ballast), () -> Files.delete(ballast));
  }

  private static void fill(Path ballast) {
    byte[] zeros = new byte[64 * 1024];
    for (int size = zeros.length; size > 0; size /= 16) {
      try (OutputStream file =
          Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          file.write(zeros, 0, size);
        }
      } catch (IOException e) {
        // Full, for pieces of this size.
      }
    }
  }

  private Path smallDisk(Path mount) throws Exception {
    Files.createDirectories(mount);
    if (run("mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", mount.toString()) != 0) {
      abort("this user may not mount a small disk");
    }
    mounts.add(mount);
    return mount;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void a_process_without_free_handles_fails_no_job() throws Exception {
    Path data = folder.resolve("data");
    // As in sluice.jar, which is open: a class that cannot be read once is missing for good.
    List<String> classPath = List.of("-cp", jarred(System.getProperty("java.class.path")));
    int quiet;
    try (ServerProcess server = ServerProcess.on(data, List.of(), classPath)) {
      jobs.submit(server);
      jobs.finish(server);
      quiet = handles(server);
      server.terminate();
    }
    int limit = quiet + 40;
    try (ServerProcess server =
        ServerProcess.on(
            data, List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "sh"), classPath)) {
      List<Socket> taken = new ArrayList<>();
      outage(
          "All but a few of " + limit + " file handles are taken",
          server,
          StoredObjects.in(data.resolve("objects")),
          () -> takeHandles(server, limit, taken),
          () -> taken.forEach(OutagesUnderLoadTest::close));
    }
  }

  @Test
  void a_limit_of_open_files_that_sinks_fails_no_job() throws Exception {
    Path data = folder.resolve("data");
    List<String> classPath = List.of("-cp", jarred(System.getProperty("java.class.path")));
    try (ServerProcess server = ServerProcess.on(data, List.of(), classPath)) {
      outage(
          "The limit of open files is what is open",
          server,
          StoredObjects.in(data.resolve("objects")),
          () -> limitHandles(server, Integer.toString(handles(server))),
          () -> limitHandles(server, "1000"));
    }
  }

  private static void limitHandles(ServerProcess server, String limit) throws Exception {
    String pid = Long.toString(server.pid());
    assertThat(run("prlimit", "--pid", pid, "--nofile=" + limit + ":")).isZero();
  }

  private static int handles(ServerProcess server) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
      return (int) open.count();
    }
  }

  /** Clients that begin a request and keep the connection, until no more are accepted. */
  private static void takeHandles(ServerProcess server, int limit, List<Socket> taken)
      throws Exception {
    for (int i = 0; i < limit; i++) {
      Socket socket = new Socket();
      taken.add(socket);
      try {
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()), 1_000);
        socket.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  /** The class path with a jar instead of its folders. */
  private String jarred(String classPath) throws IOException {
    Path jar = folder.resolve("classes.jar");
    Set<String> names = new HashSet<>();
    List<String> jars = new ArrayList<>(List.of(jar.toString()));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String entry : classPath.split(File.pathSeparator, -1)) {
        Path path = Path.of(entry);
        if (!Files.isDirectory(path)) {
          jars.add(entry);
          continue;
        }
        try (Stream<Path> files = Files.walk(path)) {
          for (Path file : files.toList()) {
            boolean isFolder = Files.isDirectory(file);
            String name = path.relativize(file) + (isFolder ? "/" : "");
            if (names.add(name)) {
              out.putNextEntry(new ZipEntry(name));
              if (!isFolder) {
                Files.copy(file, out);
              }
            }
          }
        }
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
