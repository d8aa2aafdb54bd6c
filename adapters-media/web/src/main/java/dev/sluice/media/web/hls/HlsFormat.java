package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
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
 * discontinuities, sound apart. Segments are fetched ahead, several at a time, and come out as one
 * input. A segment that cannot be had fails the whole. A stream that has no end yet is recorded
 * where that is asked for. Thread-safe. Closing it ends every input that is still open.
 */
public final class HlsFormat implements ManifestFormat, AutoCloseable {
  private final HttpFiles files;
  private final Duration longestSilence;
  private final ExecutorService executor;

  public HlsFormat(HttpFiles files) {
    this(files, LONGEST_SILENCE);
  }

  /**
   * @param longestSilence how long a stream without an end may bring nothing new
   */
  public HlsFormat(HttpFiles files, Duration longestSilence) {
    this.files = Objects.requireNonNull(files);
    this.longestSilence = Objects.requireNonNull(longestSilence);
    this.executor = SegmentThreads.start();
  }

  @Override
  public boolean begins(String head) {
    return head.startsWith(PlaylistParser.FIRST_LINE);
  }

  @Override
  public Media open(Manifest manifest, FetchRequest request, StageMonitor monitor) {
    FetchScope scope = new FetchScope(monitor);
    try {
      HlsTracks tracks = new HlsTracks(files, executor, monitor, scope, longestSilence);
      if (PlaylistParser.isMaster(manifest)) {
        MasterPlaylist master = PlaylistParser.master(manifest);
        tracks.words(VariantSelector.words(master, request.output()));
        for (URI place : VariantSelector.of(master, request.output())) {
          Manifest named = files.small(place, LARGEST, scope).manifest();
          tracks.add(named.place(), playlist(named, request));
        }
      } else {
        tracks.add(manifest.place(), playlist(manifest, request));
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
          "Something else was found where a playlist was named: "
              + SourceUrl.redacted(manifest.place()));
    }
    if (!PlaylistParser.isStream(manifest)) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "This is a list of files and no stream; give the URL of one of them: "
              + SourceUrl.redacted(manifest.place()));
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
