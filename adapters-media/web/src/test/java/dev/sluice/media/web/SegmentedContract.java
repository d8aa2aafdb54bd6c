package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.SiteResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The contract over a manifest, whose segments are stretches of one file. */
public abstract class SegmentedContract extends LoopbackContract {
  /** Where the file is that the manifest names. */
  protected static final String BYTES = "/bytes";

  private static final int LONGEST = 400_000;

  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  /** A part of the file, its last byte included. */
  protected record Stretch(long from, long last) {}

  /** A manifest with the whole file as one segment. */
  protected abstract String whole();

  /** A manifest with these as its segments. */
  protected abstract String inStretches(List<Stretch> stretches);

  /** What manifests of this kind are sent as. */
  protected abstract String type();

  private SiteResource manifest(String text) {
    return site.serve("/a", text.getBytes(UTF_8)).type(type());
  }

  @Override
  protected SiteResource serve(ByteSource bytes) {
    manifest(whole());
    return site.serve(BYTES, bytes);
  }

  @Override
  protected MediaFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected void closeFetcher() {
    fetcher.close();
  }

  @Override
  protected SourceUrl publish(ByteSource bytes) {
    long size = bytes.size();
    List<Stretch> stretches = new ArrayList<>();
    for (long from = 0; from < size; from += LONGEST) {
      stretches.add(new Stretch(from, Math.min(size, from + LONGEST) - 1));
    }
    manifest(stretches.isEmpty() ? whole() : inStretches(stretches));
    site.serve(BYTES, bytes);
    return site.url("/a");
  }

  @Override
  protected SourceUrl mute() {
    manifest(whole()).delay(Duration.ofMinutes(5));
    return site.url("/a");
  }
}
