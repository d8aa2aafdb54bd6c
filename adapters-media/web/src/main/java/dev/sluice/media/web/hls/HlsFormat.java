package dev.sluice.media.web.hls;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentThreads;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * HTTP Live Streaming (RFC 8216): transport streams and fragmented mp4, byte ranges, AES-128,
 * discontinuities, separate audio. Segments are loaded ahead, several at a time, and read as one
 * input. A segment that cannot be fetched fails the source, unless the request allows an incomplete
 * result. A live stream is recorded if the request asks for it. Thread-safe. Closing it ends every
 * open input.
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
    return PlaylistParser.isPlaylist(head);
  }

  @Override
  public Optional<SourceUrl> leadsTo(Manifest manifest) {
    List<String> entries = PlaylistParser.entries(manifest).limit(2).toList();
    return entries.size() == 1 && !PlaylistParser.isStream(manifest)
        ? Optional.of(SourceUrl.parse(manifest.resolved(entries.get(0)).toString()))
        : Optional.empty();
  }

  @Override
  public Media open(Manifest manifest, WebClient web, FetchRequest request, StageMonitor monitor) {
    return new HlsOpener(files.with(web), executor, maxSilence, request, monitor).open(manifest);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
