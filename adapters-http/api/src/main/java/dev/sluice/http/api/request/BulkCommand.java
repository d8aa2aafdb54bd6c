package dev.sluice.http.api.request;

import dev.sluice.core.Tenant;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The body of {@code POST /jobs/bulk}, as what it asks for. Immutable.
 *
 * @param requests in the order of the items; each has the shared options
 * @param paused whether the batch waits to be started
 * @param bucket the bucket that the body brings for these jobs alone
 */
public record BulkCommand(
    List<JobRequest> requests, boolean paused, Optional<BucketConfig> bucket) {
  private static final String ITEMS = "jobs";
  private static final int MAX_ITEMS = 100;

  public BulkCommand {
    requests = List.copyOf(requests);
  }

  /**
   * Reads a body. Pure.
   *
   * @param rules returns the rules that one of several requests breaks; asked only if a value is
   *     wrong, so that all is said at once. A submit checks them anyway.
   * @throws dev.sluice.http.api.error.ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException with everything that is wrong
   */
  public static BulkCommand parse(
      JsonFields fields, Function<JobRequest, List<InvalidRequestException.Violation>> rules) {
    List<JsonFields> items = fields.requiredItems(ITEMS);
    JobCommand shared = JobFields.read(JobFields.SHARED, fields, JobCommand.EMPTY);
    List<JobRequest> requests =
        items.stream()
            .map(item -> JobFields.read(JobFields.OF_ITEM, item, shared).request())
            .toList();
    fields.requireTypes();
    if (items.isEmpty() || items.size() > MAX_ITEMS) {
      throw new InvalidFieldsException(
          ITEMS, "jobs has " + items.size() + " items; give 1 to " + MAX_ITEMS);
    }
    List<FieldViolation> wrong = fields.violations();
    if (!wrong.isEmpty()) {
      List<InvalidRequestException.Violation> broken = new ArrayList<>();
      for (int index = 0; index < requests.size(); index++) {
        for (InvalidRequestException.Violation one : rules.apply(requests.get(index))) {
          broken.add(one.ofRequest(index));
        }
      }
      throw new InvalidFieldsException(byItem(JobFields.merge(wrong, named(broken)), items.size()));
    }
    return new BulkCommand(requests, shared.paused(), shared.bucket());
  }

  /** Returns the violations of shared fields, then those of each item. */
  private static List<FieldViolation> byItem(List<FieldViolation> violations, int items) {
    List<FieldViolation> ordered =
        new ArrayList<>(
            violations.stream().filter(one -> !one.field().startsWith(ITEMS + "[")).toList());
    for (int index = 0; index < items; index++) {
      String prefix = JsonFields.item(ITEMS, index) + ".";
      violations.stream().filter(one -> one.field().startsWith(prefix)).forEach(ordered::add);
    }
    return ordered;
  }

  /**
   * Returns the violations with the names of their fields: an item's own with its index, a shared
   * one once and not once for each item.
   */
  public static List<FieldViolation> named(List<InvalidRequestException.Violation> violations) {
    return violations.stream()
        .map(one -> new FieldViolation(name(one), one.message()))
        .distinct()
        .toList();
  }

  private static String name(InvalidRequestException.Violation one) {
    String field = JobFields.name(one.field());
    boolean ofItem = JobFields.OF_ITEM.stream().anyMatch(row -> row.field() == one.field());
    return ofItem && one.request().isPresent()
        ? JsonFields.item(ITEMS, one.request().getAsInt()) + "." + field
        : field;
  }

  /** Returns when the jobs of a batch may run. */
  public Batch.Start start() {
    return paused ? Batch.Start.PAUSED : Batch.Start.IMMEDIATE;
  }

  /** Returns the tenant whose submits go into the bucket of this command, if it brings one. */
  public Tenant destination(Tenant tenant) {
    return bucket.map(tenant::withBucket).orElse(tenant);
  }
}
