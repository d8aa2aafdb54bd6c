package dev.sluice.storage.jdbc.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobDocumentTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00.000001Z");

  private static final Job WITH_EVERYTHING =
      Job.submitted(
              new JobId(new UUID(1, 2)),
              new TenantId("tenant-1"),
              JobRequest.builder("https://media.example/a.mkv?token=1")
                  .output(
                      OutputSpec.builder()
                          .container(Container.WEBM)
                          .videoCodec(VideoCodec.VP9)
                          .audioCodec(AudioCodec.OPUS)
                          .audioBitrate(AudioBitrate.K128)
                          .videoQuality(new VideoQuality(31))
                          .preset(VideoQuality.Preset.HIGHEST)
                          .maxResolution(new MaxResolution(720))
                          .clip(
                              new Clip(
                                  Optional.of(new Clip.Timecode(Duration.ofMillis(1_500))),
                                  Optional.of(new Clip.Timecode(Duration.ofSeconds(60)))))
                          .audioLanguages(LanguageChoice.parse("pt-BR"))
                          .audioTracks(AudioTracks.ALL)
                          .allowIncomplete(true)
                          .build())
                  .filename("talk")
                  .folder("talks/2026")
                  .webhook("https://me.example/done")
                  .overwrite(true)
                  .priority(-3)
                  .progressWebhook(true)
                  .subtitles(LanguageChoice.parse("en,de"))
                  .thumbnail(true)
                  .live(
                      LiveRecording.untilItsEnd()
                          .fromItsStart()
                          .waiting()
                          .withMost(Duration.ofHours(2))
                          .keepingPartial())
                  .build(),
              START)
          .toBuilder()
          .batch(Optional.of(new BatchId(new UUID(3, 4))))
          .retryOf(Optional.of(new JobId(new UUID(5, 6))))
          .status(JobStatus.PROCESSING)
          .attempt(2)
          .lostLeases(1)
          .deathsAlone(1)
          .excused(new Excuses(1, 2, 3, 4))
          .isAlone(true)
          .version(7)
          .startedAt(Optional.of(START.plusSeconds(1)))
          .lease(Optional.of(new Lease("worker-1", START.plusSeconds(30))))
          .progress(new Progress(Step.UPLOADING, 12.5, 100, OptionalLong.of(800), 90))
          .source(
              new SourceSummary(
                  Optional.of("Ein \"Vortrag\""),
                  Optional.of("two\nlines"),
                  Optional.of("2026-02-28"),
                  Optional.of("h264"),
                  Optional.of("aac")))
          .artifact(
              Optional.of(
                  new Artifact(
                      ObjectPath.of("videos/talk.webm"),
                      new ContentType("video/webm"),
                      4_321,
                      "h264>vp9 aac>opus",
                      Optional.of(720),
                      List.of(new SidecarFile(ObjectPath.of("videos/talk.en.vtt"), 12)),
                      Optional.of(new SidecarFile(ObjectPath.of("videos/talk.jpg"), 34)))))
          .streams(
              List.of(
                  new StreamReport(
                      StreamKind.AUDIO,
                      "aac",
                      Optional.of("eng"),
                      Optional.of("Main"),
                      Set.of(Disposition.ORIGINAL, Disposition.DEFAULT),
                      StreamReport.Action.ENCODED,
                      Optional.of("opus"),
                      Optional.of("the request asks for it"))))
          .missing(List.of("The source ends early"))
          .failure(Optional.of(new Job.Failure(FailureCode.NOT_MEDIA, "It is not media.")))
          .timings(
              new Timings(
                  Optional.of(Duration.ofNanos(1)),
                  Optional.of(Duration.ofNanos(2)),
                  Optional.of(Duration.ofNanos(3)),
                  Optional.of(Duration.ofNanos(4)),
                  Optional.of(Duration.ofNanos(5)),
                  Optional.of(Duration.ofNanos(6))))
          .storage(
              Optional.of(
                  new JobDestination(
                      new BucketId(new UUID(7, 8)),
                      "a bucket",
                      Optional.of("sealed.1.a"),
                      Optional.of("sealed.1.b"))))
          .episode(
              Optional.of(
                  new Episode(
                      SourceUrl.parse("https://show.example/"),
                      Optional.of(SourceUrl.parse("https://show.example/feed")),
                      new EpisodeIdentity(
                          Optional.of("guid-1"),
                          Set.of("0123456789abcdef"),
                          Set.of("a", "b"),
                          "Forty-two",
                          Optional.of(START),
                          Set.of(EpisodeIdentity.Text.TITLE, EpisodeIdentity.Text.TITLE_AND_DATE)),
                      42,
                      "The Show",
                      Optional.of("An Author"),
                      Optional.of(SourceUrl.parse("https://show.example/image.jpg")),
                      Optional.of(
                          new Transcript(
                              SourceUrl.parse("https://show.example/42.vtt"),
                              "text/vtt",
                              Optional.of("en-GB"))))))
          .build();

  // The stored form, to the letter: later versions must still read it.
  private static final String TEXT =
      String.format(
          Locale.ROOT,
          """
          {"format":2,"id":"00000000-0000-0001-0000-000000000002",
          "tenant":"tenant-1",
          "request":{"url":"https://media.example/a.mkv?token=1",
          "output":{"container":"WEBM","video_codec":"VP9","audio_codec":"OPUS",
          "audio_bitrate":"K128","video_quality":%d,"preset":"HIGHEST","max_resolution":720,
          "clip_from":1500000000,"clip_to":60000000000,
          "audio_languages":"pt-BR","audio_tracks":"ALL","allow_incomplete":true},
          "filename":"talk","folder":"talks/2026","webhook":"https://me.example/done",
          "overwrite":true,"priority":-3,"progress_webhook":true,"subtitles":"en,de",
          "thumbnail":true,
          "live":{"from_start":true,"wait":true,"most":7200000000000,"keep_partial":true}},
          "batch":"00000000-0000-0003-0000-000000000004",
          "retry_of":"00000000-0000-0005-0000-000000000006",
          "status":"PROCESSING","attempt":2,"lost_leases":1,
          "deaths_alone":1,"excused":10,
          "excused_for":{"storage":1,"handles":2,"memory":3},"alone":true,"version":7,
          "created_at":"2026-03-01T12:00:00.000001Z","due_at":"2026-03-01T12:00:00.000001Z",
          "started_at":"2026-03-01T12:00:01.000001Z",
          "progress":{"step":"UPLOADING","percent":12.5,"bytes_downloaded":100,
          "bytes_uploaded":90,"bytes_total":800},
          "source":{"title":"Ein \\"Vortrag\\"","description":"two\\nlines",
          "release_date":"2026-02-28","video_codec":"h264","audio_codec":"aac"},
          "timings":{"queue_wait":1,"extract":2,"download":3,"mux":4,"upload":5,"total":6},
          "lease":{"worker":"worker-1","until":"2026-03-01T12:00:30.000001Z"},
          "artifact":{"path":"videos/talk.webm","type":"video/webm","size":4321,
          "plan":"h264>vp9 aac>opus","shorter_side":720,
          "subtitles":[{"path":"videos/talk.en.vtt","size":12}],
          "thumbnail":{"path":"videos/talk.jpg","size":34}},
          "streams":[{"kind":"AUDIO","codec":"aac","language":"eng","title":"Main",
          "dispositions":["DEFAULT","ORIGINAL"],"action":"ENCODED","target":"opus",
          "reason":"the request asks for it"}],"missing":["The source ends early"],
          "failure":{"code":"NOT_MEDIA","sentence":"It is not media."},
          "destination":{"id":"00000000-0000-0007-0000-000000000008","bucket_address":"a bucket",
          "settings":"sealed.1.a","link":"sealed.1.b"},
          "episode":{"show":"https://show.example/","feed":"https://show.example/feed",
          "identified_by":{"guid":"guid-1","page":["0123456789abcdef"],"media":["a","b"],
          "title":"Forty-two","published_at":"2026-03-01T12:00:00.000001Z",
          "unique":["TITLE","TITLE_AND_DATE"]},"number":42,"show_title":"The Show","author":"An Author",
          "image":"https://show.example/image.jpg",
          "transcript":{"url":"https://show.example/42.vtt","type":"text/vtt","language":"en-GB"}}}
          """,
          WITH_EVERYTHING.request().output().videoQuality().crf());

  private static final String LEAST =
      """
      {"id":"00000000-0000-0001-0000-000000000002","tenant":"tenant-1",
      "request":{"url":"https://media.example/a.mkv"},"status":"PENDING","version":0,
      "created_at":"2026-03-01T12:00:00.000001Z","due_at":"2026-03-01T12:00:00.000001Z"}
      """;

  @Test
  void a_job_is_written_as_this_text() {
    assertThat(JobDocument.toText(WITH_EVERYTHING, Optional.empty()))
        .isEqualTo(TEXT.replace("\n", ""));
  }

  @Test
  void this_text_is_read_as_the_job() {
    assertThat(JobDocument.read(TEXT, Optional.empty())).isEqualTo(WITH_EVERYTHING);
  }

  @Test
  void no_component_of_the_artifact_has_its_default() throws ReflectiveOperationException {
    requireDifferent(
        WITH_EVERYTHING.artifact().orElseThrow(),
        new Artifact(ObjectPath.of("a"), new ContentType("a/b"), 1, ""));
  }

  /** Ensures that an option that is never written, or never read, fails the tests above. */
  private static void requireDifferent(Object sample, Object plain)
      throws ReflectiveOperationException {
    for (Field field : sample.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        Method accessor = sample.getClass().getMethod(field.getName());
        assertThat(accessor.invoke(sample))
            .as(field.getName())
            .isNotEqualTo(accessor.invoke(plain));
      }
    }
  }

  @Test
  void any_job_is_read_as_it_was_written() {
    JobSamples samples = new JobSamples(11);
    for (int i = 0; i < 500; i++) {
      Job job = samples.any();
      assertThat(JobDocument.read(JobDocument.toText(job, Optional.empty()), Optional.empty()))
          .isEqualTo(job);
    }
  }

  @Test
  void an_episode_of_which_only_a_name_was_stored_has_the_title_and_date_of_its_source() {
    String before =
        LEAST.replace(
            "\"version\":0",
            "\"version\":0,\"source\":{\"title\":\"One\",\"release_date\":\"2026-02-28T10:00:00Z\"},"
                + "\"episode\":{\"show\":\"https://show.example/\",\"identity\":\"guid-1\",\"number\":1,\"show_title\":\"The"
                + " Show\"}");

    assertThat(JobDocument.read(before, Optional.empty()).episode().orElseThrow().identity())
        .isEqualTo(
            EpisodeIdentity.named(
                "guid-1", "One", Optional.of(Instant.parse("2026-02-28T10:00:00Z"))));
  }

  @Test
  void excused_attempts_of_which_only_the_sum_was_stored_have_no_bounded_reason() {
    String before = LEAST.replace("\"version\":0", "\"version\":0,\"excused\":7");

    assertThat(JobDocument.read(before, Optional.empty()).excused())
        .isEqualTo(new Excuses(0, 0, 0, 7));
  }

  @Test
  void absent_members_have_their_default() {
    Job plain =
        Job.submitted(
            new JobId(new UUID(1, 2)),
            new TenantId("tenant-1"),
            JobRequest.of("https://media.example/a.mkv"),
            START);

    assertThat(JobDocument.read(LEAST, Optional.empty())).isEqualTo(plain);
  }

  @Test
  void unknown_members_are_ignored_wherever_they_are() {
    String later =
        LEAST
            .replace(
                "\"request\":{", "\"later\":[1,{\"a\":[]}],\"request\":{\"later\":{\"b\":null},")
            .replace("\"version\":0", "\"version\":0,\"attempt\":null");

    assertThat(JobDocument.read(later, Optional.empty()))
        .isEqualTo(JobDocument.read(LEAST, Optional.empty()));
  }

  @Test
  void a_value_unknown_to_this_version_is_an_error_that_names_it() {
    assertThatThrownBy(
            () -> JobDocument.read(LEAST.replace("PENDING", "PONDERING"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PONDERING");
    assertThatThrownBy(
            () -> JobDocument.read(LEAST.replace("\"url\"", "\"uri\""), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the member url is missing");
  }

  // A journal of a later version is refused, not half read.
  @Test
  void a_job_of_a_later_format_is_an_error() {
    assertThatThrownBy(
            () -> JobDocument.read(TEXT.replace("\"format\":2", "\"format\":3"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a job that a later version stored");
  }

  @Test
  void a_document_that_would_not_fit_into_a_column_is_cut_at_its_texts() {
    // Each of these characters takes six in JSON.
    String description = "\u0001".repeat(900_000);
    Job job =
        WITH_EVERYTHING.toBuilder()
            .source(
                new SourceSummary(
                    Optional.of("title"),
                    Optional.of(description),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .build();

    String text = JobDocument.toText(job, Optional.empty());

    assertThat(text).hasSizeLessThanOrEqualTo(JobDocument.LONGEST);
    SourceSummary read = JobDocument.read(text, Optional.empty()).source();
    assertThat(read.title()).contains("title");
    assertThat(read.description().orElseThrow()).startsWith("\u0001".repeat(100_000));
  }

  @Test
  void half_characters_are_replaced_where_a_text_is_cut() {
    String cut = ObjectWriter.toText(2, out -> out.text("a", "x🎬"));

    assertThat(cut).isEqualTo("{\"a\":\"x\ufffd\"}");
  }
}
