package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Expands a playlist or channel of a video site to its videos. yt-dlp lists them without opening
 * their pages; the tabs of a channel are read one after the other. Thread-safe.
 */
public final class SitePlaylists implements ShowExpander {
  /** The same limit as for feeds. */
  static final int MAX_VIDEOS = 20_000;

  static final int MAX_TABS = 20;
  private static final Duration TIME_LIMIT = Duration.ofMinutes(10);
  private static final List<String> OPTIONS =
      List.of("--yes-playlist", "--playlist-end=" + (MAX_VIDEOS + 1));

  private final YtDlp pages;
  private final InstantSource clock;

  public SitePlaylists(YtDlp pages, InstantSource clock) {
    this.pages = Objects.requireNonNull(pages);
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public boolean recognises(ShowQuery query) {
    return query.feed().isEmpty() && PlaylistLinks.isList(query.url());
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    SourceUrl url = query.url();
    try (FetchScope scope = new FetchScope(StageMonitor.none())) {
      PageInfo list = describe(url, deadline, scope);
      List<PageInfo> videos = list.isList() ? videos(list, deadline, scope) : List.of(list);
      if (videos.isEmpty()) {
        throw new SluiceException(FailureCode.SHOW_EMPTY, "The list has no videos: " + url);
      }
      return new Show(
          Show.Kind.PLAYLIST,
          list.title().orElse("Videos"),
          list.author(),
          Optional.empty(),
          episodes(videos, url));
    }
  }

  private List<PageInfo> videos(PageInfo list, Instant deadline, FetchScope scope) {
    List<PageInfo> videos = new ArrayList<>();
    int tabs = 0;
    for (PageInfo entry : list.entries()) {
      boolean isTab = entry.isList() || entry.url().filter(PlaylistLinks::isList).isPresent();
      if (!isTab) {
        videos.add(entry);
      } else if (!entry.entries().isEmpty()) {
        videos.addAll(entry.entries());
      } else if (entry.url().isPresent() && tabs < MAX_TABS) {
        tabs++;
        videos.addAll(describe(entry.url().get(), deadline, scope).entries());
      }
      if (videos.size() > MAX_VIDEOS) {
        throw new SluiceException(
            FailureCode.FEED_TOO_LARGE, "The list has more than " + MAX_VIDEOS + " videos");
      }
    }
    return videos;
  }

  private PageInfo describe(SourceUrl url, Instant deadline, FetchScope scope) {
    Duration left = Duration.between(clock.instant(), deadline);
    if (left.isNegative() || left.isZero()) {
      throw timedOut(url, null);
    }
    try {
      return pages.describe(
          url, OPTIONS, left.compareTo(TIME_LIMIT) < 0 ? left : TIME_LIMIT, scope);
    } catch (SluiceException e) {
      throw switch (e.code()) {
        case SOURCE_STALLED -> timedOut(url, e);
        case MEDIA_REMOVED -> new SluiceException(FailureCode.SHOW_NOT_FOUND, e.getMessage(), e);
        case NOT_MEDIA, MEDIA_PRIVATE, MEDIA_GEO_BLOCKED, MEDIA_AGE_RESTRICTED ->
            new SluiceException(
                FailureCode.SHOW_UNSUPPORTED,
                e.getMessage() + "; give the addresses of its videos one by one",
                e);
        default -> e;
      };
    }
  }

  private static SluiceException timedOut(SourceUrl url, @Nullable SluiceException why) {
    return new SluiceException(
        FailureCode.SHOW_TIMEOUT, "The list could not be read in time: " + url, why);
  }

  private static List<ShowEpisode> episodes(List<PageInfo> videos, SourceUrl list) {
    Map<String, ShowEpisode> episodes = new LinkedHashMap<>();
    for (PageInfo video : videos) {
      // A list may contain a video twice.
      String identity = video.url().map(SourceUrl::text).or(video::id).orElse("");
      if (!identity.isEmpty()) {
        episodes.putIfAbsent(identity, episode(identity, video, list));
      }
    }
    return List.copyOf(episodes.values());
  }

  private static ShowEpisode episode(String identity, PageInfo video, SourceUrl list) {
    String title =
        video
            .title()
            .or(video::id)
            .map(text -> text.replaceAll("\\s+", " ").strip())
            .orElse("Video");
    return new ShowEpisode(
        Optional.of(Guid.ofService(identity)),
        title,
        video.description(),
        video
            .releaseDate()
            .map(day -> LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        video.url().orElse(list),
        video.url().map(page -> new Enclosure(page, Optional.empty())).stream().toList(),
        video.url().isPresent()
            ? Optional.empty()
            : Optional.of("The list has no address for " + title));
  }
}
