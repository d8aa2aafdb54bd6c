package dev.sluice.http.webhook.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreErrorMaskingTest {
  private static final String SAID = "Nothing answers at s3.inside.example; see that it runs.";

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void a_failure_of_the_stores_names_no_host_and_every_other_one_stays_as_it_is(FailureCode code) {
    boolean storesOwn =
        code.category() == FailureCode.Category.STORE && code != FailureCode.NAME_TAKEN;

    Job.Failure shown = StoreErrorMasking.shown(new Job.Failure(code, SAID), false);

    assertThat(shown.code()).isEqualTo(code);
    if (storesOwn) {
      assertThat(shown.sentence()).doesNotContain("inside").startsWith("The ");
    } else {
      assertThat(shown.sentence()).isEqualTo(SAID);
    }
  }

  @Test
  void a_tenant_with_a_bucket_of_its_own_learns_its_fault() {
    for (FailureCode code : List.of(FailureCode.STORE_REFUSED, FailureCode.STORE_MISSING)) {
      assertThat(StoreErrorMasking.shown(new Job.Failure(code, SAID), true).sentence())
          .isEqualTo(SAID);
    }
    for (FailureCode code : List.of(FailureCode.STORE_UNAVAILABLE, FailureCode.STORE_FULL)) {
      assertThat(StoreErrorMasking.shown(new Job.Failure(code, SAID), true).sentence())
          .as("it may be the server's database as well")
          .doesNotContain("inside");
    }
  }
}
