package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.storage.s3.S3ProxyFixture;
import dev.sluice.storage.s3.StoreFaults;
import dev.sluice.testkit.site.FaultyProxy;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.WebhookInbox;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed while its jobs are at a chosen step. What the step needs (the origin, the
 * storage, the database or the receiver) does not respond, so that the jobs stay there; it responds
 * again when the next server starts.
 */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class StepKillsTest {
  private static final int JOBS = 2;
  private static final String SOURCE = "/clip.mkv";

  /** Enough for several parts in S3. */
  private static final int LARGE = 24_000_000;

  @TempDir Path folder;
  private final LoopbackSite site = LoopbackSite.start();
  private final WebhookInbox inbox = WebhookInbox.start();
  private final FaultyProxy receiver = FaultyProxy.to(URI.create(inbox.url()).getPort());
  private final AcceptedJobs jobs =
      new AcceptedJobs(site, inbox, "http://127.0.0.1:" + receiver.port() + "/hook");
  private final List<String> kills = new ArrayList<>();
  private byte[] clip;
  private List<String> options = List.of();
  private ServerProcess server;

  @BeforeEach
  void serveClip() {
    clip =
        SampleClip.of("matroska", "h264", "aac")
            .lasting(Duration.ofSeconds(4))
            .encodedWith(
                Map.of(
                    "x264-params",
                    "nal-hrd=cbr:bitrate=64000:vbv-maxrate=64000:vbv-bufsize=64000:filler=1"))
            .bytes();
    site.serve(SOURCE, clip);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    receiver.close();
    inbox.close();
    site.close();
  }

  /** A step at which jobs stay. */
  private interface Blocked extends AutoCloseable {
    /** Whether a job is at the step. */
    boolean isReached() throws Exception;

    /** Lets the step go on. */
    @Override
    void close() throws Exception;
  }

  private interface Block {
    Blocked begin() throws Exception;
  }

  private void start() throws Exception {
    server = ServerProcess.on(folder.resolve("data"), options.toArray(String[]::new));
  }

  private void killAt(String step, Block block) throws Exception {
    try (Blocked blocked = block.begin()) {
      for (int i = 0; i < JOBS; i++) {
        jobs.submit(server);
      }
      Awaitility.await(step + " " + server.got("/jobs?limit=4"))
          .atMost(Duration.ofMinutes(1))
          .until(blocked::isReached);
      server.kill();
      kills.add(step);
    }
    start();
  }

  private void assertSpotless(StoredObjects objects) throws Exception {
    jobs.finish(server);
    AcceptedJobs.Verdict verdict = jobs.judge(server, objects);
    Torture.report("kills at the steps " + kills + ": " + verdict);
    assertThat(verdict).isEqualTo(verdict.spotless());
    assertThat(verdict.accepted()).isEqualTo(kills.size() * JOBS);
  }

  @Test
  void kills_at_steps_on_h2_and_a_folder() throws Exception {
    start();
    Path objects = folder.resolve("data/objects");

    killAt("source is asked", () -> origin(0));
    killAt("first bytes have come", () -> origin(1_000));
    killAt("half of the object is written", () -> halfWritten(objects));
    killAt("recorded, webhook not sent", this::refusingReceiver);
    killAt("webhook not answered", this::silentReceiver);

    assertSpotless(StoredObjects.in(objects));
  }

  @Test
  void kills_at_steps_on_postgresql_and_s3() throws Exception {
    assertThat(clip).hasSizeGreaterThan(LARGE);
    DatabaseSettings database = TestPostgres.freshDatabase();
    Path bucket = Files.createDirectories(folder.resolve("bucket"));
    try (S3ProxyFixture s3 = S3ProxyFixture.start(bucket)) {
      options =
          List.of(
              "--database-url=" + database.url(),
              "--database-user=" + database.user(),
              "--s3-endpoint=" + s3.endpoint(),
              "--s3-region=" + S3ProxyFixture.REGION,
              "--s3-bucket=" + S3ProxyFixture.BUCKET,
              "--s3-access-key=" + S3ProxyFixture.ACCESS_KEY,
              "--s3-secret-key=" + S3ProxyFixture.SECRET_KEY);
      start();

      killAt("source is asked", () -> origin(0));
      killAt("first bytes have come", () -> origin(1_000));
      killAt("name not reserved", () -> table(database, "name_reservations", "SHARE"));
      killAt("upload begins", () -> storage(s3, StoreFaults.At.BEGIN));
      killAt("first part", () -> storage(s3, StoreFaults.At.PART));
      killAt("half of the source is read", () -> origin(clip.length / 2));
      killAt("last bytes of the source", () -> origin(clip.length - 1));
      killAt("upload ends", () -> storage(s3, StoreFaults.At.COMPLETE));
      killAt("committed, not answered", () -> afterStorage(s3, StoreFaults.At.COMPLETE));
      killAt("end half recorded", () -> table(database, "notifications", "SHARE"));
      killAt("recorded, webhook not sent", this::refusingReceiver);
      killAt("webhook not answered", this::silentReceiver);

      assertSpotless(StoredObjects.in(s3));
    }
  }

  /** The origin sends so many bytes and then nothing. */
  private Blocked origin(long bytes) {
    int before = site.requests(SOURCE).size();
    long sent = site.sentBytes();
    if (bytes == 0) {
      site.serve(SOURCE, clip).delay(Duration.ofMinutes(10));
    } else {
      // In one transfer, not in ranges.
      site.serve(SOURCE, clip).ignoringRanges().stallAfter(bytes);
    }
    return blocked(
        () ->
            site.requests(SOURCE).size() >= before + JOBS
                && site.sentBytes() >= sent + bytes * JOBS,
        () -> {
          site.serve(SOURCE, clip);
          site.dropConnections();
        });
  }

  private Blocked halfWritten(Path objects) {
    Blocked origin = origin(clip.length / 2);
    return blocked(
        () -> origin.isReached() && StoredObjects.in(objects).unfinished() >= JOBS, origin::close);
  }

  private Blocked refusingReceiver() {
    receiver.refuse().drop();
    int connections = receiver.acceptedConnections();
    return blocked(() -> receiver.acceptedConnections() > connections, receiver::heal);
  }

  private Blocked silentReceiver() {
    int before = inbox.received().size();
    inbox.thenNoAnswer().thenNoAnswer();
    return blocked(() -> inbox.received().size() >= before + JOBS, () -> {});
  }

  private static Blocked storage(S3ProxyFixture s3, StoreFaults.At request) {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch arrived = s3.faults().blockAt(request, open);
    return blocked(
        () -> arrived.getCount() == 0,
        () -> {
          s3.faults().clear();
          open.countDown();
        });
  }

  private static Blocked afterStorage(S3ProxyFixture s3, StoreFaults.At request) {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(1);
    s3.faults()
        .after(
            request,
            () -> {
              arrived.countDown();
              open.await();
            });
    return blocked(
        () -> arrived.getCount() == 0,
        () -> {
          s3.faults().clear();
          open.countDown();
        });
  }

  /** Another connection holds a lock on a table, for which the statement of a job waits. */
  private static Blocked table(DatabaseSettings database, String table, String mode)
      throws Exception {
    Connection holder = connection(database);
    holder.setAutoCommit(false);
    execute(holder, "LOCK TABLE " + table + " IN " + mode + " MODE");
    Connection observer = connection(database);
    return blocked(
        () -> waiting(observer, table) > 0,
        () -> {
          observer.close();
          holder.close();
        });
  }

  private static Connection connection(DatabaseSettings database) throws Exception {
    return DriverManager.getConnection(
        database.url(), database.user(), database.password().reveal());
  }

  private static void execute(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int waiting(Connection connection, String table) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"
                    + table
                    + "'::regclass")) {
      result.next();
      return result.getInt(1);
    }
  }

  private interface Reached {
    boolean isTrue() throws Exception;
  }

  private interface End {
    void end() throws Exception;
  }

  private static Blocked blocked(Reached reached, End end) {
    return new Blocked() {
      @Override
      public boolean isReached() throws Exception {
        return reached.isTrue();
      }

      @Override
      public void close() throws Exception {
        end.end();
      }
    };
  }
}
