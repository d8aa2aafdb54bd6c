package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.Accepted;
import dev.sluice.core.Submitting;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.failure.Violation;
import dev.sluice.core.job.Job;
import dev.sluice.core.request.JobRequest;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Many jobs in one call, all or none of them. */
final class BulkRoutes {
  private static final int MOST = 100;

  /** What an item says for itself; everything else is shared. */
  private static final List<String> OF_ITEM = List.of("url", "filename");

  /** What is said of all together. */
  private static final Set<String> OF_BATCH = Set.of("jobs", "paused");

  private BulkRoutes() {}

  static void create(Context ctx, Tenant tenant) throws IOException {
    JsonNode body = Body.object(ctx);
    Tenant to = StorageFields.destination(body, tenant);
    try (Submitting submitting = IdempotencyHeader.submitting(ctx, "/jobs/bulk", body, to)) {
      if (submitting.answer().isPresent()) {
        IdempotencyHeader.again(ctx, submitting.answer().get());
        return;
      }
      Answers.json(ctx, 201, BulkWire.of(accepted(body, tenant, submitting)));
    }
  }

  private static Accepted accepted(JsonNode body, Tenant tenant, Submitting submitting) {
    try {
      return submitting.acceptAll(
          requests(body, tenant), paused(body), made -> IdempotencyHeader.kept(BulkWire.of(made)));
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(
          e.violations().stream().map(BulkRoutes::named).distinct().toList());
    }
  }

  // A shared option that is wrong is wrong once, not once for each item.
  private static Violation named(Violation found) {
    String field =
        found.request().isPresent() && OF_ITEM.contains(found.field())
            ? name(found.request().getAsInt()) + "." + found.field()
            : found.field();
    return new Violation(field, found.message());
  }

  private static String name(int index) {
    return "jobs[" + index + "]";
  }

  private static List<JobRequest> requests(JsonNode body, Tenant tenant) {
    JsonNode items = items(body);
    refuseWrongTypes(items);
    List<JobRequest> requests = new ArrayList<>();
    List<Violation> broken = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      int item = index;
      List<Violation> found;
      try {
        JobRequest request =
            JobRequestWire.read(merged(items.get(index), body), tenant::violationsAmongOthers);
        requests.add(request);
        // Told here too: what is wrong with the values of others must not hide it.
        found = tenant.violationsAmongOthers(request);
      } catch (InvalidRequestException e) {
        found = e.violations();
      }
      found.forEach(one -> broken.add(one.ofRequest(item)));
    }
    if (!broken.isEmpty()) {
      throw new InvalidRequestException(broken);
    }
    return requests;
  }

  private static void refuseWrongTypes(JsonNode items) {
    List<String> wrong = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      JsonNode item = items.get(index);
      if (!item.isObject()) {
        wrong.add(
            "%s: expected an object, found %s"
                .formatted(name(index), RequestFields.typeName(item)));
        continue;
      }
      for (String own : OF_ITEM) {
        JsonNode value = item.path(own);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
          wrong.add(
              "%s.%s: expected a string, found %s"
                  .formatted(name(index), own, RequestFields.typeName(value)));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw Refusal.wrongTypes(String.join("; ", wrong));
    }
  }

  private static boolean paused(JsonNode body) {
    RequestFields fields = new RequestFields(body);
    boolean paused = fields.flag("paused");
    fields.refuseWrongTypes();
    return paused;
  }

  private static JsonNode items(JsonNode body) {
    JsonNode items = body.path("jobs");
    if (items.isMissingNode() || items.isNull()) {
      throw new InvalidRequestException("jobs", "jobs is required");
    }
    if (!items.isArray()) {
      throw Refusal.wrongTypes("jobs: expected an array, found " + RequestFields.typeName(items));
    }
    if (items.isEmpty() || items.size() > MOST) {
      throw new InvalidRequestException(
          "jobs", "jobs has %d items; give 1 to %d".formatted(items.size(), MOST));
    }
    return items;
  }

  private static JsonNode merged(JsonNode item, JsonNode body) {
    ObjectNode merged = ((ObjectNode) body).objectNode();
    body.properties()
        .forEach(
            field -> {
              if (!OF_BATCH.contains(field.getKey()) && !OF_ITEM.contains(field.getKey())) {
                merged.set(field.getKey(), field.getValue());
              }
            });
    for (String own : OF_ITEM) {
      JsonNode value = item.path(own);
      if (value.isTextual()) {
        merged.set(own, value);
      }
    }
    return merged;
  }

  /** The answer of {@code POST /jobs/bulk}. */
  record BulkWire(String batchId, int totalJobs, List<String> jobIds) {
    static BulkWire of(Accepted accepted) {
      List<Job> jobs = accepted.jobs();
      String batch = accepted.batch().orElseThrow().id().toString();
      return new BulkWire(
          batch, jobs.size(), jobs.stream().map(job -> job.id().toString()).toList());
    }
  }
}
