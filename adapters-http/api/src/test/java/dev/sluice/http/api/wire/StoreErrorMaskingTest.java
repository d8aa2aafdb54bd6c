package dev.sluice.http.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCategory;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.Lease;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.webhook.WebhookBodies;
import dev.sluice.http.webhook.WebhookFailureType;
import dev.sluice.http.webhook.wire.StoreErrorMasking;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreErrorMaskingTest {
  private static final String SAID = "Nothing answers at s3.inside.example; see that it runs.";

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void what_fails_in_the_stores_is_told_without_the_place_and_all_else_as_it_is(FailureCode code) {
    boolean storesOwn = code.category() == FailureCategory.STORE && code != FailureCode.NAME_TAKEN;

    JobFailure shown = StoreErrorMasking.shown(new JobFailure(code, SAID), false);

    assertThat(shown.code()).isEqualTo(code);
    if (storesOwn) {
      assertThat(shown.sentence()).doesNotContain("inside").startsWith("The ");
    } else {
      assertThat(shown.sentence()).isEqualTo(SAID);
    }
  }

  @Test
  void who_brought_the_storage_is_told_what_is_wrong_with_it() {
    for (FailureCode code : List.of(FailureCode.STORE_REFUSED, FailureCode.STORE_MISSING)) {
      assertThat(StoreErrorMasking.shown(new JobFailure(code, SAID), true).sentence())
          .isEqualTo(SAID);
    }
    for (FailureCode code : List.of(FailureCode.STORE_UNAVAILABLE, FailureCode.STORE_FULL)) {
      assertThat(StoreErrorMasking.shown(new JobFailure(code, SAID), true).sentence())
          .as("it may be the server's database as well")
          .doesNotContain("inside");
    }
  }

  @Test
  void neither_a_job_nor_its_webhook_names_the_place() {
    Job waiting = new JobSamples(1).pending();
    Job job =
        waiting
            .claimed(new Lease("w", JobSamples.START.plusSeconds(10)), JobSamples.START)
            .failed(new JobFailure(FailureCode.STORE_REFUSED, SAID), JobSamples.START);

    String shown = shownAs(JobWire.of(job, List.of(), List.of()));
    String told = shownAs(WebhookBodies.Failed.of(job, WebhookFailureType.JOB_FAILED));

    assertThat(List.of(shown, told))
        .allSatisfy(
            text -> assertThat(text).contains("does not take this").doesNotContain("inside"));
  }

  private static String shownAs(Object wire) {
    return new String(Json.bytes(wire), StandardCharsets.UTF_8);
  }
}
