package dev.sluice.core.engine.show;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.EpisodeIdentities;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Creates jobs for the episodes of a show, and finds the episode of a job again. Thread-safe. */
public final class EpisodeJobs {
  private final ShowExpansions expansions;

  public EpisodeJobs(ShowExpansions expansions) {
    this.expansions = expansions;
  }

  /**
   * Creates the jobs for the selected episodes of a show.
   *
   * @throws SluiceException SHOW_EMPTY if none is selected
   */
  public static List<Job> of(
      ShowQuery query,
      Show show,
      ShowOptions options,
      JobRequest template,
      Function<JobRequest, Job> submitted) {
    return of(
        query, show, EpisodeSelection.of(show, options, template.filename()), template, submitted);
  }

  /**
   * Creates a job for each selected episode, in order. The job of an episode without media starts
   * as Skipped.
   *
   * @param template the request for each episode
   * @param submitted creates a job for a request
   */
  static List<Job> of(
      ShowQuery query,
      Show show,
      List<EpisodeSelection.Selected> selected,
      JobRequest template,
      Function<JobRequest, Job> submitted) {
    EpisodeIdentities identities = EpisodeIdentities.of(show.episodes());
    return selected.stream()
        .map(one -> job(query, show, identities, one, template, submitted))
        .toList();
  }

  private static Job job(
      ShowQuery query,
      Show show,
      EpisodeIdentities identities,
      EpisodeSelection.Selected one,
      JobRequest template,
      Function<JobRequest, Job> submitted) {
    ShowEpisode episode = one.episode();
    SourceUrl media =
        candidates(episode, template.output().container()).findFirst().orElse(episode.page());
    Job job =
        submitted.apply(template.withUrl(media).withFilename(one.name())).toBuilder()
            .source(summary(episode))
            .episode(
                Optional.of(
                    new Episode(
                        query.url(),
                        query.feed(),
                        identities.identityOf(episode),
                        one.number(),
                        show.title(),
                        show.author(),
                        episode.image().or(show::image),
                        episode.transcript())))
            .build();
    return episode
        .unavailableReason()
        .map(why -> job.skipped(new Job.Failure(FailureCode.EPISODE_MISSING, why)))
        .orElse(job);
  }

  private static SourceSummary summary(ShowEpisode episode) {
    return new SourceSummary(
        Optional.of(episode.title()),
        episode.description(),
        episode.publishedAt().map(moment -> moment.toString()),
        Optional.empty(),
        Optional.empty());
  }

  // The publisher's order; for audio results, audio enclosures first.
  private static Stream<SourceUrl> candidates(ShowEpisode episode, Container container) {
    Stream<Enclosure> inOrder = episode.enclosures().stream();
    if (container.audioOnly()) {
      inOrder =
          Stream.concat(
              episode.enclosures().stream().filter(Enclosure::isAudio),
              episode.enclosures().stream().filter(enclosure -> !enclosure.isAudio()));
    }
    return inOrder.map(Enclosure::url);
  }

  /**
   * Finds the media of a skipped job in the current state of its show.
   *
   * @return the function from the old request to the new one
   * @throws SluiceException EPISODE_MISSING if there is still none; SHOW_TIMEOUT; what the
   *     expansion of the show throws
   */
  public UnaryOperator<JobRequest> currentMedia(Job skipped) {
    Episode episode = skipped.episode().orElseThrow();
    ShowEpisode now =
        expansions
            .find(query(episode), episode.identity(), StageMonitor.none())
            .orElseThrow(() -> missing("The show does not have this episode any more"));
    if (now.unavailableReason().isPresent()) {
      throw missing(now.unavailableReason().get());
    }
    return request ->
        request.withUrl(candidates(now, request.output().container()).findFirst().orElseThrow());
  }

  /**
   * Finds another URL for the media of a job's episode in the current state of its show.
   *
   * @return empty if the job is for no episode, or its show has no other URL
   */
  Optional<SourceUrl> otherUrl(Job job, StageMonitor monitor) {
    if (job.episode().isEmpty()) {
      return Optional.empty();
    }
    Episode episode = job.episode().get();
    ShowQuery query = query(episode);
    if (!expansions.isShow(query)) {
      return Optional.empty();
    }
    Container container = job.request().output().container();
    return expansions.find(query, episode.identity(), monitor).stream()
        .flatMap(now -> candidates(now, container))
        .filter(url -> !url.equals(job.request().url()))
        .findFirst();
  }

  private static ShowQuery query(Episode episode) {
    return new ShowQuery(episode.show(), episode.feed());
  }

  private static SluiceException missing(String why) {
    return new SluiceException(FailureCode.EPISODE_MISSING, why);
  }
}
