package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.job.JobDestination;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link TenantBucketStore}. */
public abstract class TenantBucketStoreContract {
  private static final TenantId OWNER = new TenantId("one");
  private static final TenantId OTHER = new TenantId("two");

  private int last;

  /** Returns the store of this test: the same at each call, and empty at the first. */
  protected abstract TenantBucketStore storages();

  /**
   * Returns a store on the same data after the one of this test was closed; empty for a store that
   * ends with its process. Afterwards {@link #storages()} is the new one.
   */
  protected Optional<TenantBucketStore> reopened() {
    return Optional.empty();
  }

  private BucketId id() {
    last++;
    return new BucketId(new UUID(0x7f00000000004000L, 0x8000000000000000L + last));
  }

  private TenantBucket sample(TenantId tenant, String bucket) {
    return sample(tenant, bucket, Duration.ofSeconds(last + 1));
  }

  private TenantBucket sample(TenantId tenant, String bucket, Duration after) {
    return new TenantBucket(
        id(),
        tenant,
        new BucketConfig.S3(
            URI.create("https://s3.example:9000"),
            "eu-central-1",
            bucket,
            Secret.of("AKID" + bucket),
            Secret.of("secret/of+" + bucket),
            "clients/ž'1-",
            "media/2026",
            new S3Options(
                Optional.of(Secret.of("session/token+of-" + bucket)),
                S3Options.AddressingStyle.VIRTUAL,
                Optional.of(S3Options.Encryption.kms("alias/" + bucket)),
                S3Options.Checksums.MD5)),
        JobSamples.START.plus(after));
  }

  private TenantBucket set(TenantId tenant, String bucket) {
    TenantBucket storage = sample(tenant, bucket);
    storages().set(storage);
    return storage;
  }

  @Test
  protected void nothing_is_set_at_first() {
    assertThat(storages().current(OWNER)).isEmpty();
    assertThat(storages().ofNewJobs(OWNER)).isEmpty();
    assertThat(storages().find(id())).isEmpty();
    assertThat(storages().reset(OWNER, id(), JobSamples.START)).isFalse();
  }

  @Test
  protected void every_field_of_what_was_set_survives() {
    TenantBucket storage = set(OWNER, "bucket");

    assertThat(storages().current(OWNER)).contains(storage);
    assertThat(storages().ofNewJobs(OWNER))
        .contains(JobDestination.of(storage.id(), storage.settings().space()));
    assertThat(storages().find(storage.id())).contains(storage);
    assertThat(storages().current(OTHER)).isEmpty();
  }

  @Test
  protected void what_is_set_last_counts() {
    set(OWNER, "bucket-1");
    TenantBucket second = set(OWNER, "bucket-2");
    TenantBucket others = set(OTHER, "bucket-3");

    assertThat(storages().current(OWNER)).contains(second);
    assertThat(storages().current(OTHER)).contains(others);
  }

  @Test
  protected void settings_that_were_replaced_stay_for_an_hour_for_jobs_on_their_way() {
    TenantBucket first = sample(OWNER, "bucket-1", Duration.ZERO);
    TenantBucket second = sample(OWNER, "bucket-2", Duration.ofDays(1));
    TenantBucket third = sample(OWNER, "bucket-3", Duration.ofDays(1).plusMinutes(59));
    storages().set(first);
    storages().set(second);

    assertThat(storages().find(first.id())).as("replaced just now").contains(first);

    storages().set(third);
    storages().reset(OWNER, id(), JobSamples.START.plus(Duration.ofDays(1).plusMinutes(59)));

    assertThat(storages().find(second.id())).as("replaced at this moment").contains(second);
    assertThat(storages().find(first.id())).as("replaced 59 minutes ago").contains(first);
    assertThat(storages().find(third.id())).as("reset just now").contains(third);
  }

  @Test
  protected void a_reset_ends_what_was_set_and_can_be_followed_by_another() {
    set(OWNER, "bucket-1");

    assertThat(storages().reset(OWNER, id(), JobSamples.START)).isTrue();
    assertThat(storages().current(OWNER)).isEmpty();
    assertThat(storages().ofNewJobs(OWNER)).isEmpty();
    assertThat(storages().reset(OWNER, id(), JobSamples.START)).isFalse();

    TenantBucket again = set(OWNER, "bucket-1");
    assertThat(storages().current(OWNER)).contains(again);
  }

  @Test
  protected void of_several_at_once_one_counts_for_all() {
    List<TenantBucket> samples =
        IntStream.range(0, 6).mapToObj(i -> sample(OWNER, "bucket-" + i)).toList();

    ConcurrentCalls.run(
        6,
        i -> {
          storages().set(samples.get(i));
          return i;
        });

    TenantBucket current = storages().current(OWNER).orElseThrow();
    assertThat(samples).contains(current);
    TenantBucket later = set(OWNER, "later");
    assertThat(storages().current(OWNER)).contains(later);
  }

  @Test
  protected void what_was_set_survives_a_reopening() {
    TenantBucket stored = set(OWNER, "bucket-1");
    set(OTHER, "bucket-2");
    storages().reset(OTHER, id(), JobSamples.START);

    assumeTrue(reopened().isPresent(), "these end with their process");

    assertThat(storages().current(OWNER)).contains(stored);
    assertThat(storages().current(OTHER)).isEmpty();
  }
}
