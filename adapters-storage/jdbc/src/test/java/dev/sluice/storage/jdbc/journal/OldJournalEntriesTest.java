package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Lease;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.job.Timings;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bytes that earlier versions wrote, to the letter: an upgrade loses no job. */
class OldJournalEntriesTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static final String INSERTED =
      """
      010000000100000000000000010000000000000002000000076f776e65722d3100000023
      68747470733a2f2f6d656469612e6578616d706c652f612e6d6b763f746f6b656e3d3100
      0000045745424d00000003565039000000044f505553000000044b3132380000001f0100
      00000474616c6b010000000a74616c6b732f32303236010000001768747470733a2f2f6d
      652e6578616d706c652f646f6e6501fffffffd0000000069a42a40000000000100000000
      00000003000000000000000401000000000000000500000000000000060000000750454e
      44494e47000000000000000000000000000000000000000069a42a400000000000000000
      000006515545554544000000000000000000000000000000000000000000000000000000
      00000000000000000000000000000000000000
      """;

  private static final String ENDED =
      """
      0200000000000000010000000000000002000000076f776e65722d310000002368747470
      733a2f2f6d656469612e6578616d706c652f612e6d6b763f746f6b656e3d310000000457
      45424d00000003565039000000044f505553000000044b3132380000001f010000000474
      616c6b010000000a74616c6b732f32303236010000001768747470733a2f2f6d652e6578
      616d706c652f646f6e6501fffffffd0000000069a42a4000000000010000000000000003
      0000000000000004010000000000000005000000000000000600000009434f4d504c4554
      4544000000010000000000000000000000020000000069a42a4000000000010000000069
      a42a4100000000010000000069a42a4200000000000000000846494e4953484544405900
      000000000000000000000000000000000000000000000000000000000000010000000641
      2074616c6b00010000000a323032362d30322d3238010000000468323634010000000361
      6163010000001b766964656f732f74616c6b732f323032362f74616c6b2e7765626d0000
      000a766964656f2f7765626d00000000000010e100000011683236343e76703920616163
      3e6f707573000100000000002dc6c0000000000100000000773594000000000100000000
      000000070000000000000008000000000000000100000000000000020000000d4a4f425f
      434f4d504c455445440000001768747470733a2f2f6d652e6578616d706c652f646f6e65
      0000000750454e44494e47000000000000000069a42a42000000000000000069a42a4200
      0000000000
      """;

  @Test
  void jobs_of_the_first_layout_are_read() throws IOException {
    assertThat(EntryReader.entry(bytes(INSERTED)))
        .isEqualTo(new JournalEntry.Inserted(List.of(submitted())));
  }

  @Test
  void ends_of_the_first_layout_are_read() throws IOException {
    Job done =
        submitted()
            .claimed(new Lease("w", START.plusSeconds(10)), START.plusSeconds(1))
            .completed(
                new Artifact(
                    ObjectPath.of("videos/talks/2026/talk.webm"),
                    new ContentType("video/webm"),
                    4321,
                    "h264>vp9 aac>opus"),
                new SourceSummary(
                    Optional.of("A talk"),
                    Optional.empty(),
                    Optional.of("2026-02-28"),
                    Optional.of("h264"),
                    Optional.of("aac")),
                Timings.NONE.withQueueWait(Duration.ofMillis(3)),
                START.plusSeconds(2));
    Notification told =
        Notification.of(
            new UUID(7, 8),
            done.id(),
            Notification.Kind.JOB_COMPLETED,
            WebhookTarget.parse("https://me.example/done"),
            START.plusSeconds(2));

    assertThat(EntryReader.entry(bytes(ENDED)))
        .isEqualTo(new JournalEntry.Ended(done, List.of(told)));
  }

  private static Job submitted() {
    JobRequest request =
        JobRequest.of("https://media.example/a.mkv?token=1")
            .withOutput(
                new OutputSpec(
                    Container.WEBM,
                    VideoCodec.VP9,
                    AudioCodec.OPUS,
                    AudioBitrate.K128,
                    new VideoQuality(31)))
            .withFilename("talk")
            .withFolder("talks/2026")
            .withWebhook("https://me.example/done")
            .withOverwrite(true)
            .withPriority(-3);
    return Job.submitted(new JobId(new UUID(1, 2)), new TenantId("owner-1"), request, START)
        .toBuilder()
        .batch(Optional.of(new BatchId(new UUID(3, 4))))
        .retryOf(Optional.of(new JobId(new UUID(5, 6))))
        .build();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
