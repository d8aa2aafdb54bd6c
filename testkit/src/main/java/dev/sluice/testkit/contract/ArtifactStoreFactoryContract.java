package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import java.nio.ByteBuffer;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The contract of {@link ArtifactStoreFactory}. */
public abstract class ArtifactStoreFactoryContract {
  private static final ObjectPath PATH = ObjectPath.of("a/videos/check");

  /** Returns the factory of this test: the same at each call. */
  protected abstract ArtifactStoreFactory stores();

  /** Returns settings that open an empty bucket. */
  protected abstract BucketConfig.S3 one();

  /** Returns settings that open another empty bucket, with other keys if possible. */
  protected abstract BucketConfig.S3 other();

  /** Returns the keys of all objects in the bucket. */
  protected abstract Set<String> names(BucketConfig.S3 settings);

  @Test
  protected void each_settings_lead_to_their_own_bucket() {
    put(one(), "of-one");
    put(other(), "of-other");

    assertThat(names(one())).containsExactly("of-one");
    assertThat(names(other())).containsExactly("of-other");
    assertThat(stores().of(one()).exists(ObjectPath.of("of-other"))).isFalse();
  }

  @Test
  protected void a_trial_leaves_nothing_behind() {
    stores().tryOut(one(), PATH);

    assertThat(names(one())).isEmpty();
  }

  @Test
  protected void a_wrong_secret_is_refused() {
    BucketConfig.S3 wrong =
        new BucketConfig.S3(
            one().endpoint(),
            one().region(),
            one().bucket(),
            one().accessKey(),
            Secret.of("not-the-secret-of-this-key"),
            "",
            "");

    refused(() -> stores().tryOut(wrong, PATH), FailureCode.STORE_REFUSED);
    refused(() -> stores().of(wrong).check(), FailureCode.STORE_REFUSED);
    assertThat(names(one())).isEmpty();
  }

  @Test
  protected void a_bucket_that_is_not_there_is_told_by_its_name() {
    BucketConfig.S3 nowhere =
        new BucketConfig.S3(
            one().endpoint(),
            one().region(),
            "a-bucket-that-is-not-there",
            one().accessKey(),
            one().secretKey(),
            "",
            "");

    SluiceException failure =
        refused(() -> stores().tryOut(nowhere, PATH), FailureCode.STORE_MISSING);
    assertThat(failure.getMessage()).contains("'a-bucket-that-is-not-there'");
  }

  @Test
  protected void asking_for_a_store_asks_nothing_of_it() {
    BucketConfig.S3 nowhere =
        new BucketConfig.S3(
            one().endpoint(), "nowhere", "no-such-bucket", Secret.of("x"), Secret.of("x"), "", "");

    assertThatCode(() -> stores().of(nowhere)).doesNotThrowAnyException();
  }

  @Test
  protected void a_store_goes_on_however_many_others_are_asked_for() {
    ArtifactStore held = stores().of(one());
    try (ArtifactSink sink =
        held.create(
            ObjectPath.of("held"),
            new ContentType("text/plain"),
            ArtifactStore.IfExists.FAIL,
            StageMonitor.none())) {
      sink.begin(0);
      for (int i = 0; i < 500; i++) {
        stores()
            .of(
                new BucketConfig.S3(
                    one().endpoint(),
                    one().region(),
                    "bucket-" + i,
                    one().accessKey(),
                    one().secretKey(),
                    "",
                    ""));
      }
      sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.commit();
    }

    assertThat(names(one())).containsExactly("held");
  }

  private void put(BucketConfig.S3 where, String key) {
    try (ArtifactSink sink =
        stores()
            .of(where)
            .create(
                ObjectPath.of(key),
                new ContentType("text/plain"),
                ArtifactStore.IfExists.FAIL,
                StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.commit();
    }
  }

  private SluiceException refused(ThrowingCallable call, FailureCode code) {
    SluiceException[] failure = new SluiceException[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              failure[0] = e;
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).doesNotContain(one().secretKey().reveal());
            });
    return failure[0];
  }
}
