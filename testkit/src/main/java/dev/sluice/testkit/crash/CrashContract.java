package dev.sluice.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.IdempotentSubmit;
import dev.sluice.core.Sluice;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import dev.sluice.testkit.contract.Waiting;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a set of adapters promises together if a process dies between two steps of its jobs: no job,
 * file or notification is lost or doubled, and nothing half-written is visible. A batch of two jobs
 * is submitted, and its process halts at each step in turn. Another process finishes the jobs, and
 * the client repeats its request there. Then the first process goes on, as if it had been
 * suspended, and must change nothing.
 */
public abstract class CrashContract {
  private static final IdempotencyKey KEY = new IdempotencyKey("batch");
  private static final TenantId TENANT = TenantId.LOCAL;

  /** The clock of the second process: the leases of the first have ended. */
  private static final Duration LATER = Duration.ofMinutes(30);

  /** Reads and writes are many and alike: the process dies at the first few. */
  private static final List<String> PIECES =
      List.of("MediaInput.read#", "ArtifactSink.write#", "ArtifactSink.rewrite#");

  private static final int FIRST_PIECES = 2;

  /** Steps of threads that wait for the next ones. */
  private static final List<String> LAST =
      List.of("JobStore.insert#", "JobQueue.claim#", "ObjectNameStore.release#", "Outbox.update#");

  /** The adapters of one run, with nothing in them. */
  public interface Adapters extends AutoCloseable {
    MediaFetcher fetcher();

    Transcoder transcoder();

    ArtifactStore store();

    Database database();

    /** Returns the URLs of two sources with the same bytes. */
    List<String> sources();

    /** Returns the visible objects by their paths. */
    Map<String, byte[]> objects();

    @Override
    void close();
  }

  protected abstract Adapters open() throws Exception;

  /** Takes the number of deaths and what was wrong afterwards, for a report. */
  protected void report(int deaths, List<String> wrong) throws Exception {}

  @Test
  void a_death_between_any_two_steps_loses_and_doubles_nothing() throws Exception {
    List<String> steps = new ArrayList<>();
    byte[] content = undisturbed(steps);
    List<String> wrong = new ArrayList<>();
    List<String> deaths = steps.stream().distinct().filter(CrashContract::isChosen).toList();
    for (String step : deaths) {
      wrong.addAll(dying(step, content).stream().map(what -> step + ": " + what).toList());
    }

    report(deaths.size(), wrong);
    assertThat(deaths).contains("after JobStore.insert#1", "before JobStore.move#2");
    assertThat(wrong).isEmpty();
  }

  /** A death after a step is one before the next, except after the last. */
  private static boolean isChosen(String step) {
    if (step.startsWith("after ") && LAST.stream().noneMatch(step::contains)) {
      return false;
    }
    return PIECES.stream().noneMatch(step::contains)
        || Integer.parseInt(step.substring(step.indexOf('#') + 1)) <= FIRST_PIECES;
  }

  private byte[] undisturbed(List<String> steps) throws Exception {
    try (Adapters adapters = open()) {
      CrashingPorts recording = CrashingPorts.recording();
      Receiver receiver = new Receiver();
      List<JobId> jobs;
      try (Sluice sluice = started(adapters, recording, receiver, Duration.ZERO)) {
        jobs = submitted(sluice, adapters);
        finish(sluice, jobs, receiver);
        Waiting.until(() -> count(recording.steps(), "after Outbox.update#") == 3);
      }
      steps.addAll(recording.steps());
      Job first = adapters.database().jobs().find(jobs.get(0)).orElseThrow();
      String path = first.artifact().orElseThrow().path().value();
      byte[] content = adapters.objects().getOrDefault(path, new byte[0]);
      assertThat(content).isNotEmpty();
      assertThat(wrong(adapters, jobs, receiver, content)).isEmpty();
      return content;
    }
  }

  private static long count(List<String> steps, String prefix) {
    return steps.stream().filter(step -> step.startsWith(prefix)).count();
  }

  private List<String> dying(String step, byte[] content) throws Exception {
    try (Adapters adapters = open()) {
      CrashingPorts crash = CrashingPorts.haltingAt(step);
      Receiver receiver = new Receiver();
      // Its threads are daemons: if it is not revived, it is as dead as a process.
      Sluice first = started(adapters, crash, receiver, Duration.ZERO);
      CompletableFuture<List<JobId>> client =
          CompletableFuture.supplyAsync(() -> submitted(first, adapters), CrashContract::run);
      Waiting.until(crash::hasHalted);
      List<String> wrong = new ArrayList<>();
      try (Sluice second = started(adapters, CrashingPorts.recording(), receiver, LATER)) {
        List<JobId> jobs = submitted(second, adapters);
        finish(second, jobs, receiver);
        wrong.addAll(wrong(adapters, jobs, receiver, content));

        crash.revive();
        wrong.addAll(differing(client, jobs));
        Waiting.until(() -> crash.openMedia() == 0);
        first.close();
        wrong(adapters, jobs, receiver, content).stream()
            .map(what -> "when it went on, " + what)
            .forEach(wrong::add);
      }
      return wrong;
    }
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "client");
    thread.setDaemon(true);
    thread.start();
  }

  /** The client whose process was suspended gets the same jobs, or an error. */
  private static List<String> differing(CompletableFuture<List<JobId>> client, List<JobId> jobs) {
    List<JobId> response =
        client
            .exceptionally(
                e ->
                    e.getCause() instanceof SluiceException known
                            && known.code() == FailureCode.KEY_IN_USE
                        ? jobs
                        : List.of())
            .join();
    return response.equals(jobs) ? List.of() : List.of("the client got " + response);
  }

  private static Sluice started(
      Adapters adapters, CrashingPorts crash, Receiver receiver, Duration ahead) {
    Database database = adapters.database();
    if (ahead.isZero()) {
      // So that room is reserved, too.
      database
          .keys()
          .setQuota(TENANT, TenantQuota.UNLIMITED.withStorage(Optional.of(1_000_000_000L)));
    }
    return Sluice.builder()
        .fetcher(crash.of(MediaFetcher.class, adapters.fetcher()))
        .transcoder(crash.of(Transcoder.class, adapters.transcoder()))
        .store(crash.of(ArtifactStore.class, adapters.store()))
        .database(crash.of(Database.class, database))
        .notifier(crash.of(Notifier.class, receiver))
        .clock(() -> Instant.now().plus(ahead))
        // One, so that the steps of each run have the same order.
        .workers(1)
        .start();
  }

  private static List<JobId> submitted(Sluice sluice, Adapters adapters) {
    List<JobRequest> requests =
        adapters.sources().stream()
            .map(JobRequest::of)
            .map(request -> request.withWebhook("https://me.example/hook").withThumbnail(true))
            .toList();
    try (IdempotentSubmit submit = sluice.tenant(TENANT).beginSubmit(KEY, "the same")) {
      if (submit.response().isPresent()) {
        return Stream.of(submit.response().get().split(" "))
            .map(id -> new JobId(UUID.fromString(id)))
            .toList();
      }
      SubmitResult result =
          submit.submitAll(requests, Batch.Start.IMMEDIATE, CrashContract::response);
      return result.jobs().stream().map(Job::id).toList();
    }
  }

  private static String response(SubmitResult result) {
    return result.jobs().stream()
        .map(job -> job.id().value().toString())
        .collect(Collectors.joining(" "));
  }

  private static void finish(Sluice sluice, List<JobId> jobs, Receiver receiver)
      throws InterruptedException {
    for (JobId job : jobs) {
      assertThat(sluice.await(job, Duration.ofMinutes(1))).as("job %s", job).isPresent();
    }
    Waiting.until(() -> receiver.ids.size() >= jobs.size() + 1);
  }

  private static List<String> wrong(
      Adapters adapters, List<JobId> jobs, Receiver receiver, byte[] content) {
    List<String> wrong = new ArrayList<>();
    Database database = adapters.database();
    Map<String, byte[]> objects = adapters.objects();
    List<String> paths = new ArrayList<>();
    long stored = 0;
    for (JobId id : jobs) {
      Job job = database.jobs().find(id).orElseThrow();
      if (job.status() != JobStatus.COMPLETED) {
        wrong.add("a job is " + job.status() + " " + job.failure());
        continue;
      }
      Artifact artifact = job.artifact().orElseThrow();
      artifact.paths().forEach(path -> paths.add(path.value()));
      stored += artifact.storedBytes();
      byte[] bytes = objects.getOrDefault(artifact.path().value(), new byte[0]);
      if (artifact.path().fileName().contains("(2)")) {
        wrong.add("a job left its name to what a dead attempt had stored: " + artifact.path());
      }
      if (!Arrays.equals(bytes, content)) {
        wrong.add("an object has " + bytes.length + " bytes instead of " + content.length);
      }
    }
    Set<String> orphans = new TreeSet<>(objects.keySet());
    orphans.removeAll(paths);
    if (!orphans.isEmpty() || !objects.keySet().containsAll(paths)) {
      wrong.add("the objects of the jobs are " + paths + ", the stored ones " + objects.keySet());
    }
    long all = database.queue().count(TENANT, JobStatus.COMPLETED);
    if (all != jobs.size()) {
      wrong.add("there are " + all + " completed jobs");
    }
    if (receiver.ids.size() != jobs.size() + 1
        || receiver.ids.values().stream().anyMatch(ids -> ids.size() != 1)) {
      wrong.add("the announced ends are " + receiver.ids);
    }
    Usage usage = database.usage().usage(TENANT);
    if (usage.completed() != jobs.size()
        || usage.storedBytes() != stored
        || usage.reservedBytes() != 0) {
      wrong.add("the usage is " + usage + " instead of " + stored + " bytes");
    }
    return wrong;
  }

  /** Takes notifications, and keeps their ids by what they are about. */
  private static final class Receiver implements Notifier {
    private final Map<NotificationSubject, Set<UUID>> ids = new ConcurrentHashMap<>();

    @Override
    public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
      return taken(notification);
    }

    @Override
    public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
      return taken(notification);
    }

    private Outcome taken(Notification notification) {
      if (!notification.kind().isProgress()) {
        ids.computeIfAbsent(notification.about(), about -> ConcurrentHashMap.newKeySet())
            .add(notification.id());
      }
      return Outcome.taken(Duration.ZERO);
    }
  }
}
