package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentThreads;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * HTTP Live Streaming (RFC 8216): transport streams and fragmented mp4, byte ranges, AES-128,
 * discontinuities, separate audio. Segments are loaded ahead, several at a time, and read as one
 * input. A segment that cannot be fetched fails the source. A live stream is recorded if the
 * request asks for it. Thread-safe. Closing it ends every open input.
 */
public final class HlsFormat implements ManifestFormat, AutoCloseable {
  private final HttpFiles files;
  private final Duration maxSilence;
  private final ExecutorService executor;

  public HlsFormat(HttpFiles files) {
    this(files, MAX_SILENCE);
  }

  /**
   * Creates the format.
   *
   * @param maxSilence how long a live stream may bring nothing new
   */
  public HlsFormat(HttpFiles files, Duration maxSilence) {
    this.files = Objects.requireNonNull(files);
    this.maxSilence = Objects.requireNonNull(maxSilence);
    this.executor = SegmentThreads.start();
  }

  @Override
  public boolean begins(String head) {
    return head.startsWith(PlaylistParser.FIRST_LINE);
  }

  @Override
  public Media open(Manifest manifest, WebClient web, FetchRequest request, StageMonitor monitor) {
    FetchScope scope = new FetchScope(monitor);
    HttpFiles session = files.with(web);
    try {
      HlsTracks tracks = new HlsTracks(session, executor, monitor, scope, maxSilence);
      if (PlaylistParser.isMaster(manifest)) {
        MasterPlaylist master = PlaylistParser.master(manifest);
        tracks.subtitles(VariantSelector.subtitles(master, request.output()));
        for (URI uri : VariantSelector.of(master, request.output())) {
          Manifest named = session.readSmall(uri, LARGEST, scope).manifest();
          tracks.add(named.uri(), playlist(named, request));
        }
      } else {
        tracks.add(manifest.uri(), playlist(manifest, request));
      }
      return tracks.open(request.live());
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  private static SegmentWindow playlist(Manifest manifest, FetchRequest request) {
    if (!manifest.text().startsWith(PlaylistParser.FIRST_LINE)) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "An address in the playlist does not lead to another playlist: "
              + SourceUrl.redacted(manifest.uri()));
    }
    if (!PlaylistParser.isStream(manifest)) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "This is a list of files, not a stream; give the URL of one of them: "
              + SourceUrl.redacted(manifest.uri()));
    }
    SegmentWindow playlist = PlaylistParser.media(manifest);
    if (!playlist.ended() && request.live().isEmpty()) {
      throw ManifestFormat.hasNoEnd(manifest);
    }
    return playlist;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
