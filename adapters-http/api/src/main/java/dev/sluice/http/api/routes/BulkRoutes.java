package dev.sluice.http.api.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.IdempotentSubmit;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.json.JsonFields;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.request.JobRequestParser;
import dev.sluice.http.api.request.StorageFields;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Many jobs in one call, all or none of them. */
public final class BulkRoutes {
  private static final int MOST = 100;

  /** What an item says for itself; everything else is shared. */
  private static final List<String> OF_ITEM = List.of("url", "filename");

  /** What is said of all together. */
  private static final Set<String> OF_BATCH = Set.of("jobs", "paused");

  private BulkRoutes() {}

  public static void create(Context ctx, Tenant tenant) throws IOException {
    JsonNode body = RequestBody.object(ctx);
    Tenant to = StorageFields.destination(body, tenant);
    try (IdempotentSubmit submitting = IdempotencyHeader.submitting(ctx, "/jobs/bulk", body, to)) {
      if (submitting.answer().isPresent()) {
        IdempotencyHeader.again(ctx, submitting.answer().get());
        return;
      }
      ResponseWriter.json(ctx, 201, BulkWire.of(accepted(body, tenant, submitting)));
    }
  }

  private static SubmitResult accepted(JsonNode body, Tenant tenant, IdempotentSubmit submitting) {
    try {
      return submitting.acceptAll(
          requests(body, tenant), paused(body), made -> IdempotencyHeader.kept(BulkWire.of(made)));
    } catch (InvalidRequestException e) {
      throw new InvalidFieldsException(named(FieldViolation.of(e.violations())));
    } catch (InvalidFieldsException e) {
      throw new InvalidFieldsException(named(e.violations()));
    }
  }

  // A shared option that is wrong is wrong once, not once for each item.
  private static List<FieldViolation> named(List<FieldViolation> violations) {
    return violations.stream().map(BulkRoutes::named).distinct().toList();
  }

  private static FieldViolation named(FieldViolation found) {
    String field =
        found.item().isPresent() && OF_ITEM.contains(found.field())
            ? name(found.item().getAsInt()) + "." + found.field()
            : found.field();
    return new FieldViolation(field, found.message());
  }

  private static String name(int index) {
    return "jobs[" + index + "]";
  }

  private static List<JobRequest> requests(JsonNode body, Tenant tenant) {
    JsonNode items = items(body);
    refuseWrongTypes(items);
    List<JobRequest> requests = new ArrayList<>();
    List<FieldViolation> broken = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      int item = index;
      List<FieldViolation> found;
      try {
        JobRequest request =
            JobRequestParser.read(merged(items.get(index), body), tenant::violationsAmongOthers);
        requests.add(request);
        // Told here too: what is wrong with the values of others must not hide it.
        found = FieldViolation.of(tenant.violationsAmongOthers(request));
      } catch (InvalidFieldsException e) {
        found = e.violations();
      }
      found.forEach(one -> broken.add(one.ofItem(item)));
    }
    if (!broken.isEmpty()) {
      throw new InvalidFieldsException(broken);
    }
    return requests;
  }

  private static void refuseWrongTypes(JsonNode items) {
    List<String> wrong = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      JsonNode item = items.get(index);
      if (!item.isObject()) {
        wrong.add(name(index) + ": expected an object, found " + JsonFields.typeName(item));
        continue;
      }
      for (String own : OF_ITEM) {
        JsonNode value = item.path(own);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
          wrong.add(
              name(index) + "." + own + ": expected a string, found " + JsonFields.typeName(value));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw ApiError.wrongTypes(String.join("; ", wrong));
    }
  }

  private static boolean paused(JsonNode body) {
    JsonFields fields = new JsonFields(body);
    boolean paused = fields.flag("paused");
    fields.refuseWrongTypes();
    return paused;
  }

  private static JsonNode items(JsonNode body) {
    JsonNode items = body.path("jobs");
    if (items.isMissingNode() || items.isNull()) {
      throw new InvalidFieldsException("jobs", "jobs is required");
    }
    if (!items.isArray()) {
      throw ApiError.wrongTypes("jobs: expected an array, found " + JsonFields.typeName(items));
    }
    if (items.isEmpty() || items.size() > MOST) {
      throw new InvalidFieldsException(
          "jobs", "jobs has " + items.size() + " items; give 1 to " + MOST);
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
    static BulkWire of(SubmitResult accepted) {
      List<Job> jobs = accepted.jobs();
      String batch = accepted.batch().orElseThrow().id().toString();
      return new BulkWire(
          batch, jobs.size(), jobs.stream().map(job -> job.id().toString()).toList());
    }
  }
}
