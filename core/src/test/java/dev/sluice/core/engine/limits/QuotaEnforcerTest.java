package dev.sluice.core.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuotaEnforcerTest {
  private final RunMonitor monitor = new RunMonitor(() -> 0);

  @Test
  void a_job_that_is_no_longer_this_workers_is_ended() {
    Job gone =
        Job.submitted(
            new JobId(new UUID(7, 7)),
            TenantId.LOCAL,
            JobRequest.of("https://media.example/opening.mkv"),
            Instant.EPOCH);
    QuotaEnforcer quota =
        new QuotaEnforcer(
            gone,
            TenantQuota.UNLIMITED.withStorage(Optional.of(100L)),
            new InMemoryDatabase().usage(),
            new Outage("The database", () -> 0),
            monitor);

    assertThatThrownBy(() -> quota.reserveSidecar(1)).isInstanceOf(SluiceException.class);

    // Without a reason the end would count as a fault of an adapter.
    assertThat(monitor.reason().map(SluiceException::code)).contains(FailureCode.INTERRUPTED);
  }
}
