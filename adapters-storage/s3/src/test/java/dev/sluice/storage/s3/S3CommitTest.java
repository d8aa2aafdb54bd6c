package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.StoreFaults.At;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an object exists after a commit, and whose it is. */
class S3CommitTest extends S3FaultsFixture {
  @Test
  void a_commit_whose_answer_is_lost_has_happened() {
    s3.faults()
        .after(
            At.COMPLETE,
            () -> {
              throw new IllegalStateException("done, but not said");
            });

    assertThat(put(store, LARGE)).isEqualTo(LARGE);

    assertThat(s3.read(TALK.value())).hasSize(LARGE);
    store.delete(TALK);
  }

  @Test
  void a_commit_that_failed_is_not_mistaken_for_one_whose_answer_is_lost() {
    put(store, LARGE);
    s3.faults().answerAt(At.COMPLETE, 500, "InternalError");

    assertFails(() -> put(store, LARGE), FailureCode.STORE_UNAVAILABLE, "is busy");

    s3.faults().clear();
    assertThat(s3.keys()).containsExactly(TALK.value());
    store.delete(TALK);
  }

  @Test
  void of_two_writers_of_one_free_name_the_store_itself_refuses_the_second() {
    s3.faults()
        .at(
            At.COMPLETE,
            () -> {
              s3.faults().clear();
              put(store, SMALL);
            });

    try (ArtifactSink sink = create(store, IfExists.FAIL)) {
      sink.begin(0);
      write(sink, LARGE);
      SluiceException e = catchThrowableOfType(SluiceException.class, sink::commit);
      assertThat(e).isNotNull();
      assertThat(e.code()).isEqualTo(FailureCode.NAME_TAKEN);
    }
    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void over_a_way_that_is_not_safe_the_signature_covers_the_bytes() {
    // This machine's loopback under a name that does not look like one.
    URI disguised = URI.create("http://[::ffff:127.0.0.1]:" + s3.endpoint().getPort());
    S3Settings settings =
        S3Settings.of(
            disguised,
            S3ProxyFixture.REGION,
            S3ProxyFixture.BUCKET,
            S3ProxyFixture.ACCESS_KEY,
            Secret.of(S3ProxyFixture.SECRET_KEY));
    assertThat(settings.wayIsSafe()).isFalse();

    assertThat(put(store(settings), LARGE)).isEqualTo(LARGE);
    assertThat(s3.read(TALK.value())).hasSize(LARGE);
    assertThat(put(store(settings), SMALL)).isEqualTo(SMALL);
    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void a_name_that_is_taken_by_the_very_same_write_is_not_taken() {
    // As when a connection breaks after the request, and the client sends it again.
    s3.faults().answerAfter(At.PUT, 412, "PreconditionFailed");

    assertThat(put(store, SMALL, IfExists.FAIL)).isEqualTo(SMALL);

    assertThat(s3.keys()).containsExactly(TALK.value());
    store.delete(TALK);
  }

  @Test
  void a_store_that_does_not_know_conditions_is_asked_without() {
    s3.faults()
        .at(
            At.PUT,
            () -> {
              s3.faults().clear();
              StoreFaults.answer(501, "NotImplemented").strike();
            });

    assertThat(put(store, SMALL, IfExists.FAIL)).isEqualTo(SMALL);

    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void objects_lie_below_the_prefix() {
    S3ArtifactStore below = store(s3.settings().toBuilder().prefix("team/a/").build());
    put(below, SMALL);
    assertThat(s3.keys()).containsExactly("team/a/videos/talk.mp4");
    assertThat(below.exists(TALK)).isTrue();
    assertThat(store.exists(TALK)).isFalse();
    assertThat(below.link(TALK, Duration.ofHours(1)).getPath())
        .isEqualTo("/sluice-test/team/a/videos/talk.mp4");
    below.delete(TALK);
  }

  @Test
  void a_sweep_aborts_only_what_this_installation_began(@TempDir Path ofOthers) {
    // Another installation, or another program: its uploads are not in our records.
    S3ArtifactStore other = S3ArtifactStore.recording(s3.settings(), UUID::randomUUID, ofOthers);
    ArtifactSink theirs = create(other, IfExists.REPLACE);
    ArtifactSink ours = create(store, IfExists.REPLACE);
    for (ArtifactSink sink : List.of(theirs, ours)) {
      sink.begin(0);
      write(sink, 3 * PartSizes.USUAL.unknown());
    }
    Awaitility.await().until(() -> s3.unfinishedUploads().size() == 2);

    // As after a crash: a new process finds the records.
    S3ArtifactStore next = store(s3.settings());
    assertThat(next.sweepUnfinished(Instant.now().minusSeconds(3600))).isZero();
    assertThat(next.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);

    assertThat(s3.unfinishedUploads()).hasSize(1);
    assertThat(next.sweepUnfinished(Instant.now().plusSeconds(60))).isZero();
    ours.close();
    theirs.close();
    other.close();
    assertThat(ofOthers).isEmptyDirectory();
  }

  @Test
  void an_upload_that_ends_leaves_no_record() {
    put(store, LARGE);
    try (ArtifactSink discarded = create(store, IfExists.REPLACE)) {
      discarded.begin(0);
      write(discarded, 2 * PartSizes.USUAL.unknown() + 1);
    }

    assertThat(records).isEmptyDirectory();
    store.delete(TALK);
  }

  @Test
  void a_link_is_valid_at_the_public_endpoint_and_only_there() throws Exception {
    URI named = URI.create("http://localhost:" + s3.endpoint().getPort());
    S3ArtifactStore behind = store(s3.settings().toBuilder().publicEndpoint(named).build());
    put(behind, SMALL);

    URI link = behind.link(TALK, Duration.ofHours(1));
    assertThat(link.getHost()).isEqualTo("localhost");
    assertThat(status(link)).isEqualTo(200);
    assertThat(status(URI.create(link.toString().replace("localhost", "127.0.0.1"))))
        .isEqualTo(403);
    behind.delete(TALK);
  }

  private static int status(URI link) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void a_link_lives_for_seven_days_at_most() {
    assertThat(store.link(TALK, Duration.ofDays(100)).getQuery()).contains("X-Amz-Expires=604800");
    assertThat(store.link(TALK, Duration.ofMillis(1)).getQuery()).contains("X-Amz-Expires=1&");
  }
}
