package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.input.PageReader;
import dev.sluice.media.web.origin.FetchScope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Opens the one film, or the one sound, that a page shows, as yt-dlp finds it. Thread-safe. */
public final class SitePages implements PageReader {
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  /** A URL that names a video and the playlist around it means the video. */
  private static final List<String> ONE = List.of("--no-playlist");

  private final YtDlp pages;
  private final WebClient web;
  private final HttpFetchSettings settings;

  /**
   * @param web fetches what yt-dlp finds
   */
  public SitePages(YtDlp pages, WebClient web, HttpFetchSettings settings) {
    this.pages = Objects.requireNonNull(pages);
    this.web = Objects.requireNonNull(web);
    this.settings = Objects.requireNonNull(settings);
  }

  /**
   * @throws SluiceException as {@link PageReader#open}; MEDIA_PRIVATE, MEDIA_REMOVED,
   *     MEDIA_GEO_BLOCKED, MEDIA_AGE_RESTRICTED; NOT_MEDIA for a page that shows none, or several
   */
  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    Shown shown;
    FetchScope scope = new FetchScope(monitor);
    try {
      shown = single(request.url(), scope);
    } finally {
      scope.close();
    }
    TrackOpener fetch = new TrackOpener(pages, shown.page(), web, settings);
    return SiteMedia.open(shown.facts(), tracks(shown.facts(), request), request, fetch, monitor);
  }

  /**
   * @param page where it is shown
   */
  private record Shown(PageInfo facts, SourceUrl page) {}

  private static List<PageFormat> tracks(PageInfo facts, FetchRequest request) {
    if (facts.upcoming()) {
      throw failure(
          FailureCode.STREAM_NOT_BEGUN,
          "This has not begun yet; ask for live_recording with wait_for_video",
          request.url());
    }
    if (facts.live() && request.live().isEmpty()) {
      throw failure(
          FailureCode.STREAM_UNSUPPORTED,
          "This is a live stream that is not over; ask for live_recording, or give its recording"
              + " when it is",
          request.url());
    }
    List<PageFormat> tracks = tracks(facts.formats(), request, facts.live());
    if (!tracks.isEmpty()) {
      return tracks;
    }
    throw facts.isProtected()
        ? failure(
            FailureCode.MEDIA_PROTECTED,
            "The media is encrypted for players that have a licence",
            request.url())
        : failure(
            FailureCode.NOT_MEDIA,
            "The page offers its media in no way that is taken here",
            request.url());
  }

  // What we read ourselves has several connections and may be read anywhere: it comes first,
  // unless picture or sound is to be had only otherwise.
  private static List<PageFormat> tracks(
      List<PageFormat> formats, FetchRequest request, boolean live) {
    List<PageFormat> all = RenditionSelector.of(formats, request.output());
    List<PageFormat> direct = formats.stream().filter(PageFormat::direct).toList();
    if (!live) {
      List<PageFormat> ours = RenditionSelector.of(direct, request.output());
      return isAsMuch(ours, all) ? ours : all;
    }
    List<PageFormat> playlists =
        RenditionSelector.of(
            direct.stream().filter(format -> format.segments().isEmpty()).toList(),
            request.output());
    return isAsMuch(playlists, all)
        ? playlists
        : direct.stream()
            .flatMap(format -> format.byManifest().stream())
            .findFirst()
            .map(List::of)
            .orElse(playlists);
  }

  private static boolean isAsMuch(List<PageFormat> some, List<PageFormat> all) {
    return has(some, PageFormat::picture) == has(all, PageFormat::picture)
        && has(some, PageFormat::sound) == has(all, PageFormat::sound);
  }

  private static boolean has(
      List<PageFormat> tracks, Function<PageFormat, Optional<String>> codec) {
    return tracks.stream().anyMatch(track -> codec.apply(track).isPresent());
  }

  /** What the page shows, where that is one thing. */
  private Shown single(SourceUrl url, FetchScope scope) {
    PageInfo facts = pages.ask(url, ONE, LONGEST_RUN, scope);
    if (!facts.isList()) {
      return new Shown(facts, url);
    }
    if (facts.entries().size() != 1) {
      throw failure(
          FailureCode.NOT_MEDIA,
          facts.entries().isEmpty()
              ? "yt-dlp finds no media on this page"
              : "This page shows %d videos; give the address of one of them"
                  .formatted(facts.entries().size()),
          url);
    }
    PageInfo only = facts.entries().get(0);
    if (!only.formats().isEmpty()) {
      return new Shown(only, url);
    }
    SourceUrl page =
        only.url()
            .orElseThrow(() -> failure(FailureCode.NOT_MEDIA, "yt-dlp finds no media here", url));
    PageInfo behind = pages.ask(page, ONE, LONGEST_RUN, scope);
    if (behind.isList()) {
      throw failure(
          FailureCode.NOT_MEDIA, "This page shows a list; give the address of one video", url);
    }
    return new Shown(behind, page);
  }

  private static SluiceException failure(FailureCode code, String sentence, SourceUrl url) {
    return new SluiceException(code, sentence + ": " + url);
  }
}
