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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * What jobs need is missing for a while under load: the storage, room on the disk, or file handles.
 * No job fails, health is answered, and afterwards all is well without a restart.
 */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OutagesUnderLoadTest {
  /** How long an outage lasts, in seconds. */
  private static final long OUTAGE = Long.getLong("sluice.torture.outage", 60);

  private static final long QUIET_MILLIS = 5_000;

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
    try (Load load = Load.on(server, jobs)) {
      Thread.sleep(QUIET_MILLIS);
      begin.run();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(OUTAGE);
      while (System.nanoTime() < until) {
        wasReady &= server.status("/ready") == 200;
        Thread.sleep(1_000);
      }
      end.run();
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.status("/ready") == 200);
      Thread.sleep(QUIET_MILLIS);
      probes = load.probes();
      failed = load.failedProbes();
    }
    jobs.finish(server);
    AcceptedJobs.Verdict verdict = jobs.judge(server, objects);
    Torture.report(
        name
            + " for "
            + OUTAGE
            + " s, /ready said so: "
            + !wasReady
            + "; "
            + probes
            + "; "
            + verdict);
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict).isEqualTo(verdict.spotless());
    assertThat(failed).isEmpty();
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
