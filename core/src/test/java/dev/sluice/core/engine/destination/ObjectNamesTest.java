package dev.sluice.core.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {
  private static final String ID = "00000000-0000-0000-0000-000000000001";

  @Test
  void the_chosen_name_comes_first() {
    JobRequest request = JobRequest.of("https://example.com/a.mkv").withFilename("My talk");

    assertThat(wanted(request, titled("A title"))).isEqualTo("videos/My talk.mp4");
  }

  @Test
  void then_the_title_then_the_proposed_name_then_the_urls_last_part() {
    JobRequest request = JobRequest.of("https://example.com/path/clip.mkv?token=1");

    assertThat(wanted(request, new PlainMedia(Optional.of("Über: uns"), Optional.of("b.avi"))))
        .isEqualTo("videos/Über uns.mp4");
    assertThat(wanted(request, new PlainMedia(Optional.empty(), Optional.of("b.avi"))))
        .isEqualTo("videos/b.mp4");
    assertThat(wanted(request, PlainMedia.UNNAMED)).isEqualTo("videos/clip.mp4");
  }

  @Test
  void the_jobs_id_is_the_last_resort() {
    assertThat(wanted(JobRequest.of("https://example.com/"), PlainMedia.UNNAMED))
        .isEqualTo("videos/" + ID + ".mp4");
    assertThat(wanted(JobRequest.of("https://example.com/..%2F.."), PlainMedia.UNNAMED))
        .isEqualTo("videos/" + ID + ".mp4");
  }

  @Test
  void the_folder_stands_between_the_base_and_the_name() {
    JobRequest request =
        JobRequest.of("https://example.com/a.mkv")
            .withFolder("talks/2026")
            .withContainer(Container.WEBM);

    assertThat(wanted(request, PlainMedia.UNNAMED)).isEqualTo("videos/talks/2026/a.webm");
  }

  @Test
  void a_name_with_dots_keeps_what_is_no_extension() {
    JobRequest request = JobRequest.of("https://example.com/v1.2%20final%20cut.mkv");

    assertThat(wanted(request, PlainMedia.UNNAMED)).isEqualTo("videos/v1.2 final cut.mp4");
  }

  private static String wanted(JobRequest request, Media media) {
    Job job = Job.submitted(new JobId(UUID.fromString(ID)), TenantId.LOCAL, request, Instant.EPOCH);
    return ObjectNames.wanted(job, media, "videos/").value();
  }

  private static Media titled(String title) {
    return new PlainMedia(Optional.of(title), Optional.empty());
  }

  private record PlainMedia(Optional<String> title, Optional<String> proposedName)
      implements Media {
    static final Media UNNAMED = new PlainMedia(Optional.empty(), Optional.empty());

    @Override
    public Optional<String> description() {
      return Optional.empty();
    }

    @Override
    public Optional<String> releaseDate() {
      return Optional.empty();
    }

    @Override
    public List<MediaInput> inputs() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
