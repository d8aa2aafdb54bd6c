package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens the video or audio that a web page shows, as yt-dlp finds it. It takes any URL for that of
 * a page: {@link dev.sluice.media.web.WebMediaFetcher} asks it about pages only. Thread-safe.
 */
public final class SitePages implements MediaFetcher {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

  /** A URL that names a video and its playlist means the video. */
  private static final List<String> SINGLE_VIDEO = List.of("--no-playlist");

  private final YtDlp pages;
  private final WebClient web;
  private final HttpFetchSettings settings;

  /**
   * Creates a reader of web pages.
   *
   * @param web fetches the media that yt-dlp finds
   */
  public SitePages(YtDlp pages, WebClient web, HttpFetchSettings settings) {
    this.pages = Objects.requireNonNull(pages);
    this.web = Objects.requireNonNull(web);
    this.settings = Objects.requireNonNull(settings);
  }

  /** Returns true: only the page itself shows whether it has media. */
  @Override
  public boolean handles(SourceUrl url) {
    return true;
  }

  /**
   * Opens the media of the page.
   *
   * @throws SluiceException as {@link MediaFetcher#open}; MEDIA_PRIVATE, MEDIA_REMOVED,
   *     MEDIA_GEO_BLOCKED, MEDIA_AGE_RESTRICTED; NOT_MEDIA for a page without media, or with
   *     several
   */
  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    FetchScope scope = new FetchScope(monitor);
    try {
      ShownMedia shown = single(request.url(), scope);
      TrackOpener fetch = new TrackOpener(pages, shown.page(), web.session(), settings);
      List<PageFormat> tracks = tracks(shown.info(), request);
      return SiteMedia.open(shown.info(), tracks, request, fetch, monitor, scope);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Media and the page that shows it.
   *
   * @param page its address
   */
  private record ShownMedia(PageInfo info, SourceUrl page) {}

  private static List<PageFormat> tracks(PageInfo info, FetchRequest request) {
    if (info.upcoming()) {
      throw failure(FailureCode.STREAM_NOT_BEGUN, YtDlpErrors.NOT_BEGUN, request.url());
    }
    if (info.live() && request.live().isEmpty()) {
      throw failure(
          FailureCode.STREAM_LIVE,
          "This is a live stream that has not ended; request "
              + RequestField.LIVE_RECORDING.option()
              + ", or give the address of its recording",
          request.url());
    }
    List<PageFormat> tracks = tracks(info.formats(), request, info.live());
    boolean wantsVideo = !request.output().container().audioOnly();
    boolean lacksVideo =
        wantsVideo && isLocked(StreamKind.VIDEO, PageFormat::videoCodec, info, tracks);
    boolean lacksAudio = isLocked(StreamKind.AUDIO, PageFormat::audioCodec, info, tracks);
    if (lacksVideo || lacksAudio || (tracks.isEmpty() && info.isProtected())) {
      throw failure(FailureCode.MEDIA_PROTECTED, "The media is protected by DRM", request.url());
    }
    if (!tracks.isEmpty()) {
      return tracks;
    }
    throw failure(
        FailureCode.NOT_MEDIA, "The page offers its media in no supported format", request.url());
  }

  /** Returns whether there is such a stream, but protected in all formats. */
  private static boolean isLocked(
      StreamKind kind,
      Function<PageFormat, Optional<String>> codec,
      PageInfo info,
      List<PageFormat> tracks) {
    return info.locked().contains(kind) && !has(tracks, codec);
  }

  // Formats that the web client reads go first, because they are fetched faster and are seekable,
  // unless picture or sound is available only in others.
  private static List<PageFormat> tracks(
      List<PageFormat> formats, FetchRequest request, boolean live) {
    List<PageFormat> all = RenditionSelector.select(formats, request.output());
    List<PageFormat> direct = formats.stream().filter(PageFormat::direct).toList();
    if (!live) {
      List<PageFormat> own = RenditionSelector.select(direct, request.output());
      return isAsMuch(own, all) ? own : all;
    }
    List<PageFormat> playlists =
        RenditionSelector.select(
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
    return has(some, PageFormat::videoCodec) == has(all, PageFormat::videoCodec)
        && has(some, PageFormat::audioCodec) == has(all, PageFormat::audioCodec);
  }

  private static boolean has(
      List<PageFormat> tracks, Function<PageFormat, Optional<String>> codec) {
    return tracks.stream().anyMatch(track -> codec.apply(track).isPresent());
  }

  /** Returns the media that the page shows, if it is one. */
  private ShownMedia single(SourceUrl url, FetchScope scope) {
    PageInfo info = describe(url, scope);
    if (!info.isList()) {
      return new ShownMedia(info, url);
    }
    if (info.entries().size() != 1) {
      throw failure(
          FailureCode.NOT_MEDIA,
          info.entries().isEmpty()
              ? "yt-dlp finds no media on this page"
              : "This page shows "
                  + info.entries().size()
                  + " videos; give the address of one of them",
          url);
    }
    PageInfo only = info.entries().get(0);
    if (!only.formats().isEmpty()) {
      return new ShownMedia(only, url);
    }
    SourceUrl page =
        only.url()
            .orElseThrow(
                () -> failure(FailureCode.NOT_MEDIA, "yt-dlp finds no media on this page", url));
    PageInfo behind = describe(page, scope);
    if (behind.isList()) {
      throw failure(
          FailureCode.NOT_MEDIA, "This page shows a list; give the address of one video", url);
    }
    return new ShownMedia(behind, page);
  }

  private PageInfo describe(SourceUrl url, FetchScope scope) {
    try {
      return pages.describe(url, SINGLE_VIDEO, TIME_LIMIT, scope);
    } catch (SluiceException e) {
      if (e.code() != FailureCode.FEED_TOO_LARGE) {
        throw e;
      }
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "This page shows more than "
              + SitePlaylists.MAX_VIDEOS
              + " videos; give the address of one of them: "
              + url,
          e);
    }
  }

  private static SluiceException failure(FailureCode code, String sentence, SourceUrl url) {
    return new SluiceException(code, sentence + ": " + url);
  }
}
