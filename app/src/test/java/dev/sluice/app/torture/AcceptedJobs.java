package dev.sluice.app.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.ReceivedWebhook;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The jobs that servers accepted while they were tortured. All have the same good source, so each
 * must end as Completed, with the same bytes in an object of its own and one webhook. Thread-safe.
 */
final class AcceptedJobs {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Set<String> FINAL = Set.of("Completed", "Failed", "Warning", "Skipped");

  private final LoopbackSite site;
  private final WebhookInbox inbox;
  private final String receiver;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, String> idsByKey = new ConcurrentHashMap<>();
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
  private final Set<String> wrongReplies = ConcurrentHashMap.newKeySet();

  AcceptedJobs(LoopbackSite site, WebhookInbox inbox) {
    this(site, inbox, inbox.url());
  }

  /**
   * @param receiver the URL of the inbox for the servers
   */
  AcceptedJobs(LoopbackSite site, WebhookInbox inbox, String receiver) {
    this.site = site;
    this.inbox = inbox;
    this.receiver = receiver;
  }

  /** Submits one job under a new idempotency key. */
  void submit(ServerProcess server) {
    submit(server, "key-" + numbers.incrementAndGet());
  }

  private boolean submit(ServerProcess server, String key) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("url", site.uri("/clip.mkv?" + key).toString());
    body.put("filename", key);
    body.put("webhook_url", receiver);
    try {
      ServerProcess.Reply reply = server.post("/jobs", body, Optional.of(key));
      if (reply.status() == 201) {
        String id = reply.body().path("job_id").asText();
        String before = idsByKey.put(key, id);
        if (before != null && !before.equals(id)) {
          wrongReplies.add(key + " is " + before + " and " + id);
        }
        unanswered.remove(key);
        return true;
      }
      if (reply.status() != 409 && reply.status() != 503) {
        wrongReplies.add(reply.toString());
      }
    } catch (UncheckedIOException e) {
      // The server died, and whether it accepted the job is unknown: the client repeats it.
    }
    unanswered.add(key);
    return false;
  }

  /** Repeats what was not answered, and waits until all jobs are over. */
  void finish(ServerProcess server) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (String key : List.copyOf(unanswered)) {
      while (!submit(server, key) && System.nanoTime() < end) {
        Thread.sleep(1_000);
      }
    }
    for (String id : idsByKey.values()) {
      while (!FINAL.contains(server.ended(id).path("status").asText())) {
        if (System.nanoTime() > end) {
          return;
        }
      }
    }
    while (webhooks().size() < idsByKey.size() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
  }

  /** How many were accepted. */
  int accepted() {
    return idsByKey.size();
  }

  /** What became of all jobs; the server is stopped afterwards, and nothing else runs. */
  Verdict judge(ServerProcess server, Path data) throws Exception {
    return judge(server, StoredObjects.in(data.resolve("objects")));
  }

  /** What became of all jobs, with the objects of this storage. */
  Verdict judge(ServerProcess server, StoredObjects objects) throws Exception {
    Map<String, JsonNode> jobs = new HashMap<>();
    Map<String, Integer> failures = new TreeMap<>();
    int lost = unanswered.size();
    int attempts = 1;
    for (String id : idsByKey.values()) {
      JsonNode job = server.job(id);
      jobs.put(id, job);
      attempts = Math.max(attempts, job.path("attempt").asInt());
      String status = job.path("status").asText();
      if (!FINAL.contains(status)) {
        lost++;
      } else if (!status.equals("Completed")) {
        failures.merge(job.path("error_code").asText(), 1, Integer::sum);
      }
    }
    Set<String> doubled = new TreeSet<>();
    int more = server.got("/jobs?limit=1").path("total").asInt() - jobs.size();
    if (more != 0) {
      doubled.add(more + " jobs more than accepted");
    }
    Map<String, Set<String>> webhooks = webhooks();
    int silent = (int) jobs.keySet().stream().filter(id -> !webhooks.containsKey(id)).count();
    int twice = (int) webhooks.values().stream().filter(ids -> ids.size() > 1).count();

    Thread.sleep(1_000);
    int stale = 0;
    for (Map.Entry<String, JsonNode> job : jobs.entrySet()) {
      JsonNode later = server.job(job.getKey());
      stale += same(job.getValue(), later) ? 0 : 1;
    }
    server.terminate();

    Set<String> keys = new HashSet<>();
    Set<String> contents = new HashSet<>();
    Map<String, String> digests = objects.digests();
    for (JsonNode job : jobs.values()) {
      if (job.path("status").asText().equals("Completed")) {
        String key = job.path("s3_key").asText();
        if (!keys.add(key)) {
          doubled.add(key + " is the object of several jobs");
        }
        // Each missing object is a content of its own.
        contents.add(digests.getOrDefault(key, "missing " + key));
      }
    }
    for (String key : digests.keySet()) {
      if (!keys.contains(key)) {
        doubled.add(key + " is the object of no completed job");
      }
    }
    objects.sweep();
    int parts = objects.unfinished();
    return new Verdict(
        jobs.size(),
        lost,
        doubled,
        stale,
        Math.max(0, contents.size() - 1),
        failures,
        silent,
        twice,
        parts,
        attempts,
        Set.copyOf(wrongReplies));
  }

  private static boolean same(JsonNode earlier, JsonNode later) {
    return Stream.of("status", "attempt", "finished_at", "s3_key", "file_size")
        .allMatch(field -> earlier.path(field).equals(later.path(field)));
  }

  /** The ids of the messages about the end of each job. */
  private Map<String, Set<String>> webhooks() {
    Map<String, Set<String>> ids = new HashMap<>();
    for (ReceivedWebhook webhook : inbox.received()) {
      String text = webhook.text();
      int at = text.indexOf("\"job_id\":\"") + 10;
      ids.computeIfAbsent(text.substring(at, at + 36), job -> new HashSet<>())
          .add(webhook.header("webhook-id").orElseThrow());
    }
    return ids;
  }

  /**
   * What became of the jobs.
   *
   * @param accepted jobs
   * @param lost jobs without an end, and submissions that are never answered
   * @param doubled jobs or objects more than accepted, in words
   * @param stale jobs that changed after their end
   * @param differing contents of objects other than the first, and missing objects
   * @param failures jobs that failed, by code; all are innocent
   * @param silent jobs without a webhook
   * @param announcedTwice jobs with webhooks of several ids
   * @param parts part files and uploads left behind after the last stop, and not swept
   * @param attempts the most that a job had
   * @param wrongReplies replies that no client should get, and keys with two jobs
   */
  record Verdict(
      int accepted,
      int lost,
      Set<String> doubled,
      int stale,
      int differing,
      Map<String, Integer> failures,
      int silent,
      int announcedTwice,
      int parts,
      int attempts,
      Set<String> wrongReplies) {

    /** This verdict if nothing was wrong. */
    Verdict spotless() {
      return new Verdict(accepted, 0, Set.of(), 0, 0, Map.of(), 0, 0, 0, attempts, Set.of());
    }
  }
}
