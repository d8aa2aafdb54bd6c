package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.testkit.fake.FakeSource;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Subtitles as objects: their names, the room they take, and that they come and go with their file.
 */
class SubtitleObjectsTest extends SubtitlesFixture {
  private Sluice startRefusing(String ending) {
    return rig.start(
        rig.builder()
            .shows(expander)
            .store(
                new CommitListeningStore(
                    rig.store,
                    path -> {
                      if (path.fileName().endsWith(ending)) {
                        throw new SluiceException(FailureCode.STORE_FULL, "The disk is full");
                      }
                    },
                    () -> {})));
  }

  @Test
  void names_are_kept_from_subtitles_of_others() throws Exception {
    Sluice sluice = start();

    Job film = finished(sluice, REQUEST);
    Job sound = finished(sluice, REQUEST.withContainer(Container.MP3));

    assertThat(subtitles(film)).containsExactly("videos/One.en-GB.vtt");
    assertThat(sound.artifact().orElseThrow().path()).hasToString("videos/One (2).mp3");
    assertThat(subtitles(sound)).containsExactly("videos/One (2).en-GB.vtt");
  }

  @Test
  void two_that_want_one_name_at_a_time_both_get_one() throws Exception {
    Sluice sluice = start();
    rig.transcoder.gate().close();
    JobId film = accepted(sluice, REQUEST);
    JobId sound = accepted(sluice, REQUEST.withContainer(Container.MP3));
    EngineRig.until(
        () ->
            rig.database.names().reserved(film).isPresent()
                && rig.database.names().reserved(sound).isPresent());

    rig.transcoder.gate().open();

    assertThat(rig.finished(film).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(rig.finished(sound).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(rig.names())
        .filteredOn(name -> name.endsWith(".vtt"))
        .containsExactlyInAnyOrder("videos/One.en-GB.vtt", "videos/One (2).en-GB.vtt");
  }

  @Test
  void words_that_come_with_a_second_try_replace_nobody_elses() throws Exception {
    rig.fetcher.offer(
        SUBTITLES,
        FakeSource.refusing(new SluiceException(FailureCode.SOURCE_NOT_FOUND, "not there")));
    rig.transcoder.failing(1_000, new SluiceException(FailureCode.SOURCE_CUT, "cut"));
    Sluice sluice =
        rig.start(
            rig.builder()
                .shows(expander)
                .retries(
                    RetryPolicy.withPauses(
                        List.of(Duration.ofMillis(500), Duration.ofMillis(500)))));
    ObjectPath theirs = ObjectPath.of("videos/One.en-GB.vtt");
    sluice.onEvent(
        event -> {
          if (event.kind() == JobEvent.Kind.RETRY_SCHEDULED && rig.store.bytes(theirs).isEmpty()) {
            put(theirs, "somebody else's");
            offerSubtitles();
            rig.transcoder.failing(0, null);
          }
        });

    Job job = finished(sluice, REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(subtitles(job)).containsExactly("videos/One (2).en-GB.vtt");
    assertThat(rig.store.bytes(theirs).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("somebody else's");
  }

  private void put(ObjectPath path, String text) {
    try (ArtifactSink sink =
        rig.store.create(path, new ContentType("text/vtt"), IfExists.FAIL, StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      sink.commit();
    }
  }

  @Test
  void a_file_that_is_not_stored_leaves_no_subtitles() throws Exception {
    // The file's commit fails, and that of the subtitles does not.
    Sluice sluice = startRefusing(".mp4");

    Job job = finished(sluice, REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.STORE_FULL);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_job_whose_subtitles_cannot_be_stored_fails_and_leaves_no_file() throws Exception {
    Sluice sluice = startRefusing(".vtt");

    Job job = finished(sluice, REQUEST);

    assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.STORE_FULL);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void subtitles_go_with_their_file() throws Exception {
    Sluice sluice = start();
    Job job = finished(sluice, REQUEST);

    sluice.tenant(TenantId.LOCAL).deleteFile(job.id());

    assertThat(rig.names()).isEmpty();
  }

  @Test
  void subtitles_take_room_as_the_file_does() throws Exception {
    Sluice sluice = start();
    setQuota(300_000 + SIZE - 1);
    Job refused = finished(sluice, REQUEST);
    assertThat(refused.failure().orElseThrow().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
    assertThat(rig.names()).isEmpty();

    setQuota(300_000 + SIZE);
    assertThat(finished(sluice, REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  private void setQuota(long bytes) {
    keys.setQuota(TenantId.LOCAL, TenantQuota.UNLIMITED.withStorage(Optional.of(bytes)));
  }

  @Test
  void links_into_a_storage_that_came_with_the_job_lead_to_both() throws Exception {
    BucketConfig.S3 settings =
        new BucketConfig.S3(
            URI.create("https://s3.example"),
            "us-east-1",
            "talks",
            Secret.of("ID"),
            Secret.of("SECRET"),
            "client-",
            "videos");
    others.make(settings);
    Sluice sluice = start();

    JobId id =
        sluice
            .tenant(TenantId.LOCAL)
            .withBucket(settings)
            .submit(REQUEST, ShowOptions.ALL)
            .jobs()
            .get(0)
            .id();
    Job job = rig.finished(id);

    assertThat(sluice.links(job, Duration.ofHours(1)))
        .extracting(URI::toString)
        .satisfiesExactly(
            file -> assertThat(file).contains("One.mp4"),
            words -> assertThat(words).contains("One.en-GB.vtt"));
  }
}
