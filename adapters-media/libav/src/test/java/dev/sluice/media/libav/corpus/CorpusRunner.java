package dev.sluice.media.libav.corpus;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.site.LoopbackSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs cases from a site on loopback as jobs, with the web fetcher and the transcoder, and compares
 * their plans with their outcomes. Thread-safe.
 */
final class CorpusRunner implements AutoCloseable {
  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  private final LibavTranscoder transcoder = new LibavTranscoder();
  private final AtomicInteger folders = new AtomicInteger();
  private final Map<Thread, CorpusServer> servers = new ConcurrentHashMap<>();

  CaseResult run(CorpusCase test) {
    long began = System.nanoTime();
    try {
      List<EncodedTrack> written = new ArrayList<>();
      String path = TrackMuxer.recording(written, () -> serve(test));
      return graded(test, path, written, began);
    } catch (RuntimeException bug) {
      return result(test, Grade.WRONG, bug.toString(), 0, began);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return result(test, Grade.WRONG, "interrupted", 0, began);
    }
  }

  /** Serves the source of a case. */
  String serve(CorpusCase test) {
    return test.source().serve(site, "/" + folders.incrementAndGet());
  }

  /** Returns the address of what was served. */
  String address(String path) {
    return site.uri(path).toString();
  }

  private CaseResult graded(CorpusCase test, String path, List<EncodedTrack> written, long began)
      throws InterruptedException {
    JobRequest request =
        JobRequest.of(site.url(path))
            .withOutput(test.output())
            .withSubtitles(!test.captions().isEmpty());
    CorpusServer server = server();
    CorpusServer.Outcome outcome = server.run(request);
    Job job = outcome.job();
    if (job.failure().isPresent()) {
      Job.Failure failure = job.failure().get();
      boolean expected = test.codes().contains(failure.code());
      boolean said = failure.sentence().contains(test.words());
      String sentence = failure.code() + ": " + failure.sentence();
      Grade grade =
          expected && said && failure.code() != FailureCode.INTERNAL ? Grade.TOLD : Grade.WRONG;
      Optional<String> other = planFailure(server, test, request);
      return result(
          test,
          other.isEmpty() ? grade : Grade.WRONG,
          other.map(text -> sentence + "; " + text).orElse(sentence),
          0,
          began);
    }
    Transcoder.Result report = outcome.result().orElseThrow();
    DecodedFile made = DecodedFile.of(outcome.file().orElseThrow());
    ResultCheck check = ResultCheck.of(test, made, Optional.of(report));
    List<String> all = new ArrayList<>(check.faults());
    if (!test.captions().isEmpty()) {
      List<Caption> read = Caption.read(String.join("", outcome.subtitles()));
      Caption.faults(test.captions(), read, made).ifPresent(all::add);
    }
    List<byte[]> payloads =
        written.stream()
            .flatMap(track -> test.isBeginningHidden() ? beginnings(track) : Stream.of(track))
            .map(EncodedTrack::payload)
            .toList();
    all.addAll(CopyCheck.faults(made, report.streams(), payloads, test.mayEndEarly()));
    if (!test.isUnforeseeable()) {
      planDiffers(server, request, job).ifPresent(all::add);
    }
    String faults = String.join("; ", all);
    String missing = String.join(" ", job.missing());
    if (test.timelines().isEmpty()) {
      String detail = "completed instead of a failure: " + report.plan() + " " + missing;
      return result(test, missing.isEmpty() ? Grade.SILENT : Grade.WRONG, detail, 0, began);
    }
    Grade grade;
    if (all.isEmpty()) {
      boolean said = !missing.isEmpty() && missing.contains(test.words());
      grade =
          test.tellsWhatIsMissing()
              ? (said ? Grade.TOLD : Grade.SILENT)
              : missing.isEmpty() ? Grade.RIGHT : Grade.WRONG;
      faults = missing;
    } else {
      grade = missing.isEmpty() ? Grade.SILENT : Grade.WRONG;
    }
    return result(test, grade, faults, check.outOfStep(), began);
  }

  /** Returns the track without none, one and so on up to all of the packets that are hidden. */
  private static Stream<EncodedTrack> beginnings(EncodedTrack track) {
    List<EncodedTrack.Unit> units = track.units();
    return IntStream.range(0, units.size())
        .takeWhile(i -> i == 0 || units.get(i - 1).pts() + units.get(i - 1).duration() <= 0)
        .mapToObj(i -> track.with(units.subList(i, units.size())));
  }

  /** Returns in what the plan differs from the outcome. */
  private static Optional<String> planDiffers(CorpusServer server, JobRequest request, Job job) {
    try {
      JobPlan plan = server.plan(request);
      return plan.isPossible() && plan.streams().equals(job.streams())
          ? Optional.empty()
          : Optional.of(
              "planned %s %s, made %s".formatted(plan.streams(), plan.failures(), job.streams()));
    } catch (SluiceException failure) {
      return Optional.of("the plan fails: " + failure.getMessage());
    }
  }

  /** Returns how the plan of a case that fails differs, if it fails as well. */
  private static Optional<String> planFailure(
      CorpusServer server, CorpusCase test, JobRequest request) {
    List<FailureCode> codes;
    try {
      // What fails in the middle of a source is not foreseen.
      codes = server.plan(request).failures().stream().map(Job.Failure::code).toList();
    } catch (SluiceException failure) {
      codes = List.of(failure.code());
    }
    return test.codes().containsAll(codes)
        ? Optional.empty()
        : Optional.of("the plan fails: " + codes);
  }

  /** Returns the server of this thread. */
  private CorpusServer server() {
    return servers.computeIfAbsent(
        Thread.currentThread(), any -> new CorpusServer(fetcher, transcoder));
  }

  private static CaseResult result(
      CorpusCase test, Grade grade, String detail, double outOfStep, long began) {
    return new CaseResult(test, grade, detail, outOfStep, (System.nanoTime() - began) / 1e9);
  }

  @Override
  public void close() {
    servers.values().forEach(CorpusServer::close);
    fetcher.close();
    web.close();
    site.close();
  }
}
