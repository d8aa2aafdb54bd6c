package dev.sluice.core.job;

import static dev.sluice.core.job.JobStatus.COMPLETED;
import static dev.sluice.core.job.JobStatus.FAILED;
import static dev.sluice.core.job.JobStatus.PENDING;
import static dev.sluice.core.job.JobStatus.PROCESSING;
import static dev.sluice.core.job.JobStatus.SKIPPED;
import static dev.sluice.core.job.JobStatus.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStatusTest {
  private static final Map<JobStatus, Set<JobStatus>> ALLOWED =
      Map.of(
          PENDING, Set.of(PENDING, PROCESSING, FAILED, SKIPPED),
          PROCESSING, Set.of(PENDING, PROCESSING, COMPLETED, FAILED, WARNING, SKIPPED),
          COMPLETED, Set.of(),
          FAILED, Set.of(),
          WARNING, Set.of(),
          SKIPPED, Set.of());

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void only_the_moves_of_the_table_are_allowed(JobStatus from) {
    List<JobStatus> allowed = Arrays.stream(JobStatus.values()).filter(from::mayBecome).toList();

    assertThat(allowed).containsExactlyInAnyOrderElementsOf(ALLOWED.get(from));
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void a_status_is_final_exactly_when_no_move_leads_out(JobStatus status) {
    assertThat(status.isFinal()).isEqualTo(Set.of().equals(ALLOWED.get(status)));
  }
}
