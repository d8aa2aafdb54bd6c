package dev.sluice.http.api.wire;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobPlan;
import dev.sluice.http.api.error.FieldViolation;
import dev.sluice.http.api.request.JobFields;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;

/** The answer of {@code POST /plan}; what is not known is null. */
public record PlanWire(
    boolean possible,
    String title,
    Double duration,
    Long estimatedSize,
    List<StreamReportWire> streams,
    List<String> missing,
    List<FieldViolation> violations,
    List<FailureWire> failures) {

  /** A failure with which the job would end. */
  record FailureWire(String error, String errorCode) {}

  public static PlanWire of(JobPlan plan) {
    return new PlanWire(
        plan.isPossible(),
        plan.title().orElse(null),
        plan.duration().map(MetadataWire::seconds).orElse(null),
        plan.estimatedSize().isPresent() ? plan.estimatedSize().getAsLong() : null,
        StreamReportWire.of(plan.streams()),
        WireNames.sentences(plan.missing()),
        JobFields.named(plan.violations()),
        plan.failures().stream().map(PlanWire::failure).toList());
  }

  private static FailureWire failure(Job.Failure why) {
    return new FailureWire(WireNames.sentence(why.sentence()), why.code().name());
  }
}
