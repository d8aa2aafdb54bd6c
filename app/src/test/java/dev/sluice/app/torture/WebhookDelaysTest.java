package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.webhook.WebhookFailureType;
import dev.sluice.http.webhook.WebhookNotifier;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.jdbc.AesSecretBox;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How late the webhooks of a key are beside those of another one whose receivers never answer. */
class WebhookDelaysTest {
  private static final TenantId HANGING = new TenantId("hanging");
  private static final TenantId OTHER = new TenantId("other");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void webhooks_of_a_key_arrive_beside_those_that_hang() throws Exception {
    arriveBesideThoseThatHang(30);
  }

  @Tag("torture")
  @Test
  void webhooks_of_a_key_arrive_beside_those_that_hang_at_one_host() throws Exception {
    arriveBesideThoseThatHang(1);
  }

  private void arriveBesideThoseThatHang(int hosts) throws Exception {
    try (Servers servers = new Servers(folder, hosts)) {
      servers.hang(100);

      assertThat(servers.delays(2, Duration.ZERO)).hasSize(2);

      assertThat(servers.failures()).isZero();
    }
  }

  @Tag("torture")
  @ParameterizedTest
  @ValueSource(ints = {1, 30, 200})
  void webhooks_of_a_key_beside_a_thousand_that_hang(int hosts) throws Exception {
    try (Servers servers = new Servers(folder, hosts)) {
      List<Long> alone = servers.delays(50, Duration.ZERO);
      servers.hang(1_000);
      // Longer than a sender waits for an answer.
      List<Long> beside = servers.delays(150, Duration.ofMillis(300));

      assertThat(beside).hasSize(150);
      Torture.report(
          String.format(
              Locale.ROOT,
              "webhooks of a key beside 1,000 of another one at %d hosts that never answer:"
                  + " median %d ms, max %d ms of %d; alone: median %d ms, max %d ms",
              hosts,
              median(beside),
              beside.get(beside.size() - 1),
              beside.size(),
              median(alone),
              alone.get(alone.size() - 1)));
    }
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  /** A Sluice with an embedded database, receivers that never answer, and one that does. */
  private static final class Servers implements AutoCloseable {
    private final WebhookInbox inbox = WebhookInbox.start();
    private final List<ServerSocket> silent = new ArrayList<>();
    private final List<Socket> hanging = new CopyOnWriteArrayList<>();
    private final Map<JobId, Long> endedAt = new ConcurrentHashMap<>();
    private final OkHttpWebClient web =
        OkHttpWebClient.guardedBy(
            AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.0/8"))));
    private final JobDatabase database;
    private final Sluice sluice;

    Servers(Path folder, int hosts) throws IOException {
      for (int host = 0; host < hosts; host++) {
        silent.add(new ServerSocket(0, 50, InetAddress.getByName("127.0.0." + (host + 2))));
      }
      silent.forEach(this::accept);
      database =
          JobDatabase.embedded(
              folder, AesSecretBox.of(List.of(Secret.of("5e".repeat(32))), new SecureRandom()));
      sluice =
          Sluice.builder()
              .fetcher(FakeMediaFetcher.serving(FakeSource.ofSize(1_000)))
              .transcoder(new FakeTranscoder())
              .store(new InMemoryArtifactStore())
              .database(database)
              .notifier(
                  new WebhookNotifier(
                      web, InstantSource.system(), WebhookFailureType.JOB_COMPLETED))
              .workers(2)
              .start();
      sluice.onEvent(
          event -> {
            if (event.kind() == JobEvent.Kind.FINISHED) {
              endedAt.put(event.job().id(), System.nanoTime());
            }
          });
    }

    /** Takes connections, and reads and answers nothing. */
    private void accept(ServerSocket receiver) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    hanging.add(receiver.accept());
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              },
              "silent-receiver");
      thread.setDaemon(true);
      thread.start();
    }

    /**
     * Adds so many webhooks whose receivers never answer, and waits until as many as may hang do.
     */
    void hang(int count) throws InterruptedException {
      Job job = ended(HANGING, url(0));
      for (int i = 1; i < count; i++) {
        database
            .outbox()
            .add(
                Notification.of(
                    UUID.randomUUID(),
                    job.id(),
                    Notification.Kind.JOB_COMPLETED,
                    WebhookTarget.parse(url(i)),
                    Instant.now()));
      }
      // Two at a time go to a host, and those of one key take half of the senders.
      int most = Math.min(2 * silent.size(), 24);
      Awaitility.await().atMost(PATIENCE).until(() -> hanging.size() >= most);
    }

    private String url(int number) {
      ServerSocket receiver = silent.get(number % silent.size());
      return "http://"
          + receiver.getInetAddress().getHostAddress()
          + ":"
          + receiver.getLocalPort()
          + "/hook";
    }

    /** Returns how many attempts to reach a receiver that hangs are over. */
    int failures() {
      return endedAt.keySet().stream()
          .flatMap(id -> database.outbox().about(id).stream())
          .filter(one -> !one.target().url().text().startsWith(inbox.url()))
          .mapToInt(Notification::attempts)
          .sum();
    }

    private Job ended(TenantId tenant, String webhook) throws InterruptedException {
      JobRequest request = JobRequest.of("https://media.example/talk").withWebhook(webhook);
      Job job = sluice.tenant(tenant).submit(request);
      return sluice.tenant(tenant).await(job.id(), PATIENCE).orElseThrow();
    }

    /** Returns how long after the end of its job each webhook of the other key came, sorted. */
    List<Long> delays(int count, Duration pause) throws InterruptedException {
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int before = inbox.received().size();
        Job job = ended(OTHER, inbox.url());
        inbox.await(before + 1);
        long received = System.nanoTime();
        Awaitility.await().until(() -> endedAt.containsKey(job.id()));
        millis.add(Math.max(0, received - endedAt.get(job.id())) / 1_000_000);
        Thread.sleep(pause.toMillis());
      }
      return millis.stream().sorted().toList();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocket receiver : silent) {
        receiver.close();
      }
      for (Socket connection : hanging) {
        connection.close();
      }
      sluice.close();
      database.close();
      web.close();
      inbox.close();
    }
  }
}
