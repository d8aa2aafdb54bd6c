package dev.sluice.core.engine.show;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Enclosure;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowQuery;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** From a show's episodes to their jobs, and from a job back to its episode. Thread-safe. */
public final class EpisodeJobs {
  private final ShowExpansions expansions;

  public EpisodeJobs(ShowExpansions expansions) {
    this.expansions = expansions;
  }

  /**
   * The show's jobs, as far as they are wanted.
   *
   * @throws SluiceException SHOW_EMPTY, if none is
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
   * A job for each wanted episode, in their order. One without media is skipped from the beginning.
   *
   * @param template what is asked for each
   * @param submitted makes a job of a request
   */
  static List<Job> of(
      ShowQuery query,
      Show show,
      List<EpisodeSelection.Wanted> wanted,
      JobRequest template,
      Function<JobRequest, Job> submitted) {
    return wanted.stream().map(one -> job(query, show, one, template, submitted)).toList();
  }

  private static Job job(
      ShowQuery query,
      Show show,
      EpisodeSelection.Wanted one,
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
                        episode.identity(),
                        one.number(),
                        show.title(),
                        show.author(),
                        episode.image().or(show::image),
                        episode.transcript())))
            .build();
    return episode
        .whyNone()
        .map(why -> job.skipped(new JobFailure(FailureCode.EPISODE_MISSING, why)))
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

  // The publisher's first choice; where sound alone is wanted, its first choice of sound.
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
   * A skipped job again, with the media that its show has for it by now.
   *
   * @return what makes the request of the new job of the old one's
   * @throws SluiceException EPISODE_MISSING, if there is still none; SHOW_TIMEOUT; what the
   *     expansion of the show throws
   */
  public UnaryOperator<JobRequest> found(Job skipped) {
    Episode episode = skipped.episode().orElseThrow();
    Show show = expansions.expandAnew(query(episode), StageMonitor.none());
    ShowEpisode now =
        byIdentity(show, episode)
            .orElseThrow(() -> missing("The show does not have this episode any more"));
    if (now.whyNone().isPresent()) {
      throw missing(now.whyNone().get());
    }
    return request ->
        request.withUrl(candidates(now, request.output().container()).findFirst().orElseThrow());
  }

  /**
   * Where else the media of a job's episode is, by what its show says now.
   *
   * @return empty if the job is for no episode, or its show names no other place
   */
  Optional<SourceUrl> elsewhere(Job job, StageMonitor monitor) {
    if (job.episode().isEmpty()) {
      return Optional.empty();
    }
    Episode episode = job.episode().get();
    ShowQuery query = query(episode);
    if (!expansions.isShow(query)) {
      return Optional.empty();
    }
    Container container = job.request().output().container();
    return byIdentity(expansions.expandAnew(query, monitor), episode).stream()
        .flatMap(now -> candidates(now, container))
        .filter(url -> !url.equals(job.request().url()))
        .findFirst();
  }

  private static ShowQuery query(Episode episode) {
    return new ShowQuery(episode.show(), episode.feed());
  }

  private static Optional<ShowEpisode> byIdentity(Show show, Episode episode) {
    return show.episodes().stream()
        .filter(one -> one.identity().equals(episode.identity()))
        .findFirst();
  }

  private static SluiceException missing(String why) {
    return new SluiceException(FailureCode.EPISODE_MISSING, why);
  }
}
