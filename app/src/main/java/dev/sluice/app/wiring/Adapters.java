package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ArtifactStore;
import dev.sluice.core.port.LinkedObjects;
import dev.sluice.core.port.WebClient;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.http.HttpMediaFetcher;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.SpoolFolder;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.storage.jobs.DatabaseSettings;
import dev.sluice.storage.jobs.JobDatabase;
import dev.sluice.storage.objects.folder.FileArtifactStore;
import dev.sluice.storage.objects.s3.S3ArtifactStore;
import dev.sluice.storage.objects.s3.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** One adapter from the settings each, for whoever puts some of them together. */
final class Adapters {
  private Adapters() {}

  static OkHttpWebClient web(Settings settings) {
    return OkHttpWebClient.guardedBy(settings.guard());
  }

  static HttpMediaFetcher fetcher(Settings settings, WebClient web) {
    return new HttpMediaFetcher(
        web,
        HttpFetchSettings.DEFAULT
            .withMaxSourceBytes(settings.maxSourceBytes())
            .withStallTimeout(settings.stallTimeout()));
  }

  /** Loads the natives, which takes its time. */
  static LibavTranscoder transcoder(Settings settings, Path spool) {
    return new LibavTranscoder(
        new dev.sluice.media.libav.Settings(
            0,
            dev.sluice.media.libav.Settings.DEFAULT_MAX_PIXELS,
            SpoolFolder.in(spool, settings.maxSourceBytes())));
  }

  /** Objects, and how links to them are answered where they lead back to our own server. */
  record Objects(ArtifactStore store, Optional<LinkedObjects> linked, Runnable end)
      implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  static Objects objects(Settings settings, Supplier<URI> ourAddress) {
    if (settings.s3().isPresent()) {
      S3ArtifactStore bucket = bucket(settings.s3().get());
      return new Objects(bucket, Optional.empty(), bucket::close);
    }
    FileArtifactStore folder =
        FileArtifactStore.in(DataFolder.objects(settings.data()))
            .withLinks(ourAddress, DataFolder.linkSecret(settings.data()), InstantSource.system());
    return new Objects(folder, Optional.of(folder), () -> {});
  }

  static S3ArtifactStore bucket(Settings.Bucket bucket) {
    S3Settings plain =
        S3Settings.of(
            bucket.endpoint(),
            bucket.region(),
            bucket.name(),
            bucket.accessKey().reveal(),
            bucket.secretKey());
    String prefix = bucket.prefix().isEmpty() ? "" : bucket.prefix() + "/";
    return S3ArtifactStore.in(plain.withPrefix(prefix), UUID::randomUUID);
  }

  /** The database of jobs and keys; several processes may have it open. */
  static JobDatabase database(Settings settings) {
    return settings
        .database()
        .map(shared -> JobDatabase.open(databaseSettings(shared)))
        .orElseGet(() -> JobDatabase.embedded(settings.data()));
  }

  private static DatabaseSettings databaseSettings(Settings.Database shared) {
    return DatabaseSettings.of(
        shared.url().reveal(), shared.user().orElse(""), shared.password().orElse(Secret.of("")));
  }
}
