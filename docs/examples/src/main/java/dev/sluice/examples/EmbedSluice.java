package dev.sluice.examples;

import dev.sluice.core.Sluice;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.job.Job;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.folder.FileArtifactStore;
import java.nio.file.Path;
import java.time.Duration;

/** The whole of it: a media URL becomes an mp4 in a folder. */
public final class EmbedSluice {
  private EmbedSluice() {}

  /** {@code EmbedSluice URL FOLDER}. */
  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[1]);
    Job done = fetch(arguments[0], folder, AddressPolicy.publicOnly());
    System.out.println(done.status());
    done.artifact().ifPresent(made -> System.out.println(folder.resolve(made.path().value())));
    done.failure().ifPresent(why -> System.out.println(why.sentence()));
  }

  static Job fetch(String url, Path folder, AddressPolicy guard) throws InterruptedException {
    try (OkHttpWebClient web = OkHttpWebClient.guardedBy(guard);
        WebMediaFetcher fetcher = new WebMediaFetcher(web);
        Sluice sluice =
            Sluice.builder()
                .fetcher(fetcher)
                .transcoder(new LibavTranscoder())
                .store(FileArtifactStore.in(folder))
                .start()) {
      Job job = sluice.submit(JobRequest.of(url).withContainer(Container.MP4));
      return sluice.await(job.id(), Duration.ofHours(1)).orElseThrow();
    }
  }
}
