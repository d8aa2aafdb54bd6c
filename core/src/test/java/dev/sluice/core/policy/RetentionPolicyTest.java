package dev.sluice.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
  @Test
  void a_time_is_from_an_hour_to_a_hundred_years() {
    RetentionPolicy policy = RetentionPolicy.FOREVER;
    Duration hour = Duration.ofHours(1);
    Duration century = Duration.ofDays(36_500);

    assertThat(policy.withJobs(century).withFiles(hour))
        .isEqualTo(new RetentionPolicy(Optional.of(century), Optional.empty(), Optional.of(hour)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withNotifications(hour.minusSeconds(1)))
        .withMessageContaining("notifications must be kept for an hour to 36500 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withJobs(century.plusSeconds(1)))
        .withMessageContaining("jobs must be kept for an hour to 36500 days");
  }
}
