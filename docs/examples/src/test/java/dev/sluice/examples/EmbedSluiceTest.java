package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's program as it stands there. */
class EmbedSluiceTest {
  @TempDir Path folder;

  @Test
  void it_does_what_the_readme_says() throws IOException, InterruptedException {
    try (LoopbackSite site = LoopbackSite.start()) {
      site.serve("/talk.mkv", SampleClip.of("matroska", "h264", "vorbis").bytes());
      AddressPolicy guard = AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.0/8")));

      Job done = EmbedSluice.fetch(site.uri("/talk.mkv").toString(), folder, guard);

      assertThat(done.failure()).isEmpty();
      assertThat(done.artifact().orElseThrow().plan()).isEqualTo("h264:copy vorbis>aac");
      assertThat(Files.size(folder.resolve("videos/talk.mp4")))
          .isEqualTo(done.artifact().orElseThrow().size());
    }
  }

  @Test
  void its_guard_keeps_it_from_this_machine() throws InterruptedException {
    try (LoopbackSite site = LoopbackSite.start()) {
      Job done =
          EmbedSluice.fetch(site.uri("/talk.mkv").toString(), folder, AddressPolicy.publicOnly());

      assertThat(done.status()).isEqualTo(JobStatus.FAILED);
      assertThat(done.failure().orElseThrow().code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
      assertThat(site.acceptedConnections()).isZero();
    }
  }
}
