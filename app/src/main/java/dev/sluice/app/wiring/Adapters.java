package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.SluiceServer;
import dev.sluice.http.webhook.WebhookFailureType;
import dev.sluice.http.webhook.WebhookNotifier;
import dev.sluice.media.libav.LibavSettings;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.ProcessSettings;
import dev.sluice.media.libav.ProcessTranscoder;
import dev.sluice.media.site.SitePages;
import dev.sluice.media.site.YtDlp;
import dev.sluice.media.web.TenantMediaFetcher;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.GuardedSockets;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.client.SiteCredentials;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.storage.jdbc.AesSecretBox;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.s3.S3ArtifactStore;
import dev.sluice.storage.s3.S3ArtifactStoreFactory;
import dev.sluice.storage.s3.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Creates each adapter from the settings. */
final class Adapters {
  private Adapters() {}

  static OkHttpWebClient web(Settings settings) {
    return OkHttpWebClient.guardedBy(settings.guard());
  }

  /**
   * @param nameOf the name of a tenant's key
   */
  static TenantMediaFetcher fetcher(
      Settings settings,
      OkHttpWebClient web,
      SiteCredentialsFile credentials,
      Function<TenantId, Optional<String>> nameOf) {
    HttpFetchSettings fetching =
        HttpFetchSettings.DEFAULT
            .withMaxSourceBytes(settings.maxSourceBytes())
            .withReadTimeout(settings.readTimeout());
    Optional<YtDlp> program = YtDlpProgram.of(settings);
    return new TenantMediaFetcher(
        tenant ->
            credentials.size() == 0 ? SiteCredentials.NONE : credentials.of(nameOf.apply(tenant)),
        access -> {
          WebClient theirs = web.with(access);
          return program
              .map(pages -> new SitePages(pages.with(access), theirs, fetching))
              .map(pages -> new WebMediaFetcher(theirs, fetching, pages))
              .orElseGet(() -> new WebMediaFetcher(theirs, fetching));
        });
  }

  /** Loads the natives, which takes a moment. */
  static LibavTranscoder transcoder(Settings settings, Path spool) {
    return new LibavTranscoder(libav(settings, spool));
  }

  /**
   * Starts the first child process, and does not wait for it. There are as many as workers, and
   * some for the requests that look at a source.
   *
   * @param workers how many jobs run at a time
   */
  static ProcessTranscoder isolated(Settings settings, Path spool, int workers) {
    return new ProcessTranscoder(
        ProcessSettings.standard()
            .libav(libav(settings, spool))
            .children(workers + SluiceServer.MAX_INSPECTIONS));
  }

  private static LibavSettings libav(Settings settings, Path spool) {
    return LibavSettings.standard().spoolTo(spool, settings.maxSourceBytes());
  }

  /**
   * Checks the encoders that every server needs.
   *
   * @throws SluiceException ENCODER_MISSING
   */
  static void checkEncoders(Transcoder transcoder) {
    // The fallback of every format; without it the natives are broken, not merely without GPL.
    if (!transcoder.capabilities().canEncode(AudioCodec.AAC)) {
      throw new SluiceException(
          FailureCode.ENCODER_MISSING, "libav has no AAC encoder here; sluice doctor says more");
    }
  }

  static QueueLimits limits(Settings.Access access) {
    return new QueueLimits(
        access.jobsWaiting().orElse(QueueLimits.NONE.waiting()),
        access.jobsRunning().orElse(QueueLimits.NONE.running()));
  }

  static WebhookNotifier notifier(Settings settings, WebClient web, InstantSource clock) {
    WebhookFailureType failures =
        WebhookFailureType.named(settings.webhookFailureType()).orElseThrow();
    return new WebhookNotifier(web, clock, failures);
  }

  static ObjectStorage objects(Settings settings, Supplier<URI> ourAddress) {
    if (settings.s3().isPresent()) {
      S3ArtifactStore bucket =
          S3ArtifactStore.recording(
              settings.s3().get(), UUID::randomUUID, DataFolder.uploads(settings.dataDir()));
      return new ObjectStorage(
          bucket,
          Optional.empty(),
          bucket::sweepUnfinished,
          bucket::credentialsSource,
          bucket::close);
    }
    FileArtifactStore folder =
        FileArtifactStore.in(DataFolder.objects(settings.dataDir()))
            .withLinks(
                ourAddress, DataFolder.linkSecret(settings.dataDir()), InstantSource.system());
    return new ObjectStorage(folder, Optional.of(folder), folder::sweep, Optional::empty, () -> {});
  }

  static S3ArtifactStore bucket(S3Settings bucket) {
    return S3ArtifactStore.in(bucket, UUID::randomUUID);
  }

  /** Returns the factory of clients' buckets, guarded as their media URLs are. */
  static ArtifactStoreFactory stores(Settings settings, IdSource ids) {
    return new S3ArtifactStoreFactory(new GuardedSockets(settings.guard()), ids);
  }

  /** Seals with the key of the settings, or else with the data folder's own. */
  static SecretBox secrets(Settings settings) {
    List<Secret> keys =
        settings.encryptionKeys().isEmpty()
            ? List.of(DataFolder.encryptionKey(settings.dataDir()))
            : settings.encryptionKeys();
    return AesSecretBox.of(keys, new SecureRandom());
  }

  /** Opens the database of jobs and keys; several processes may have it open. */
  static JobDatabase database(Settings settings, SecretBox secrets) {
    return settings
        .database()
        .map(shared -> JobDatabase.open(databaseSettings(shared), secrets))
        .orElseGet(() -> JobDatabase.embedded(settings.dataDir(), secrets));
  }

  private static DatabaseSettings databaseSettings(Settings.Database shared) {
    return DatabaseSettings.of(
        shared.url().reveal(), shared.user().orElse(""), shared.password().orElse(Secret.of("")));
  }
}
