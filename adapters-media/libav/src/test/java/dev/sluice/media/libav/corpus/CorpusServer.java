package dev.sluice.media.libav.corpus;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.OutputSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one job at a time in memory, once, and remembers what its transcoder returned. */
final class CorpusServer implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final InMemoryArtifactStore store = new InMemoryArtifactStore();
  private final Remembering transcoder;
  private final Sluice sluice;

  /**
   * What became of a job.
   *
   * @param file empty if the job failed, as the result
   * @param subtitles the files of subtitles beside it
   */
  record Outcome(
      Job job, Optional<byte[]> file, List<String> subtitles, Optional<Transcoder.Result> result) {}

  CorpusServer(MediaFetcher fetcher, Transcoder transcoder) {
    this.transcoder = new Remembering(transcoder);
    sluice =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(this.transcoder)
            .store(store)
            .workers(1)
            .retries(RetryPolicy.never())
            .start();
  }

  Outcome run(JobRequest request) throws InterruptedException {
    transcoder.last = null;
    Job job = sluice.await(sluice.submit(request).id(), LONGEST).orElseThrow();
    Optional<byte[]> file = job.artifact().map(Artifact::path).flatMap(store::bytes);
    List<String> subtitles =
        job.artifact().map(Artifact::subtitles).orElse(List.of()).stream()
            .map(text -> new String(store.bytes(text.path()).orElseThrow(), StandardCharsets.UTF_8))
            .toList();
    store.names().forEach(store::delete);
    return new Outcome(
        job,
        file,
        subtitles,
        job.failure().isPresent() ? Optional.empty() : Optional.of(transcoder.last));
  }

  JobPlan plan(JobRequest request) {
    return sluice.plan(request);
  }

  @Override
  public void close() {
    sluice.close();
  }

  /** A transcoder that remembers its last result. */
  private static final class Remembering implements Transcoder {
    private final Transcoder transcoder;
    private volatile @Nullable Result last;

    Remembering(Transcoder transcoder) {
      this.transcoder = transcoder;
    }

    @Override
    public Capabilities capabilities() {
      return transcoder.capabilities();
    }

    @Override
    public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
      return transcoder.probe(inputs, monitor);
    }

    @Override
    public Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
      return transcoder.plan(inputs, output, monitor);
    }

    @Override
    public Result transcode(Task task, ArtifactSink sink, StageMonitor monitor) {
      last = transcoder.transcode(task, sink, monitor);
      return last;
    }
  }
}
