package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.pipeline.OwnerLimits;
import dev.sluice.core.port.ArtifactStores;
import dev.sluice.core.port.IdSource;
import dev.sluice.core.port.SecretBox;
import dev.sluice.core.port.Transcoder;
import dev.sluice.core.port.WebClient;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.http.WebhookFailureType;
import dev.sluice.http.WebhookNotifier;
import dev.sluice.media.PersonalMediaFetcher;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.libav.LibavSettings;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.SpoolFolder;
import dev.sluice.media.site.SitePages;
import dev.sluice.media.site.YtDlp;
import dev.sluice.media.web.GuardedSockets;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.media.web.SiteAccess;
import dev.sluice.storage.jobs.DatabaseSettings;
import dev.sluice.storage.jobs.JobDatabase;
import dev.sluice.storage.objects.folder.FileArtifactStore;
import dev.sluice.storage.objects.s3.S3ArtifactStore;
import dev.sluice.storage.objects.s3.S3ArtifactStores;
import dev.sluice.storage.objects.s3.S3Settings;
import dev.sluice.storage.secrets.AesSecretBox;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** One adapter from the settings each, for whoever puts some of them together. */
final class Adapters {
  private Adapters() {}

  static OkHttpWebClient web(Settings settings) {
    return OkHttpWebClient.guardedBy(settings.guard());
  }

  /**
   * @param nameOf the name of an owner's key
   */
  static PersonalMediaFetcher fetcher(
      Settings settings,
      OkHttpWebClient web,
      SiteAccesses accesses,
      Function<Owner, Optional<String>> nameOf) {
    HttpFetchSettings fetching =
        HttpFetchSettings.DEFAULT
            .withMaxSourceBytes(settings.maxSourceBytes())
            .withStallTimeout(settings.stallTimeout());
    Optional<YtDlp> program = SiteProgram.of(settings);
    return new PersonalMediaFetcher(
        owner -> accesses.size() == 0 ? SiteAccess.PLAIN : accesses.of(nameOf.apply(owner)),
        access -> {
          WebClient theirs = web.with(access);
          return new WebMediaFetcher(
              theirs,
              fetching,
              program.map(pages -> new SitePages(pages.with(access), theirs, fetching)));
        });
  }

  /** Loads the natives, which takes its time. */
  static LibavTranscoder transcoder(Settings settings, Path spool) {
    return new LibavTranscoder(
        new LibavSettings(
            0, LibavSettings.DEFAULT_MAX_PIXELS, SpoolFolder.in(spool, settings.maxSourceBytes())));
  }

  /**
   * What a server cannot do without.
   *
   * @throws SluiceException ENCODER_MISSING
   */
  static void checkEncoders(Transcoder transcoder) {
    // The fallback of every format; without it the natives are broken, not merely without GPL.
    if (!transcoder.capabilities().canEncode(AudioCodec.AAC)) {
      throw new SluiceException(
          FailureCode.ENCODER_MISSING, "libav has no AAC encoder here; sluice doctor tells more");
    }
  }

  static OwnerLimits limits(Settings.Access access) {
    return new OwnerLimits(
        access.jobsWaiting().orElse(OwnerLimits.NONE.waiting()),
        access.jobsRunning().orElse(OwnerLimits.NONE.running()));
  }

  static WebhookNotifier notifier(Settings settings, WebClient web, InstantSource clock) {
    WebhookFailureType failures =
        WebhookFailureType.named(settings.webhookFailureType()).orElseThrow();
    return new WebhookNotifier(web, clock, failures);
  }

  static Objects objects(Settings settings, Supplier<URI> ourAddress) {
    if (settings.s3().isPresent()) {
      S3ArtifactStore bucket = bucket(settings.s3().get());
      return new Objects(bucket, Optional.empty(), bucket::sweepUnfinished, bucket::close);
    }
    FileArtifactStore folder =
        FileArtifactStore.in(DataFolder.objects(settings.data()))
            .withLinks(ourAddress, DataFolder.linkSecret(settings.data()), InstantSource.system());
    return new Objects(folder, Optional.of(folder), folder::sweep, () -> {});
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

  /** The storages that clients bring, guarded as their media URLs are. */
  static ArtifactStores stores(Settings settings, IdSource ids) {
    return new S3ArtifactStores(new GuardedSockets(settings.guard()), ids);
  }

  /** Seals with the key of the settings, or else with the data folder's own. */
  static SecretBox secrets(Settings settings) {
    List<Secret> keys =
        settings.encryptionKeys().isEmpty()
            ? List.of(DataFolder.encryptionKey(settings.data()))
            : settings.encryptionKeys();
    return AesSecretBox.of(keys, new SecureRandom());
  }

  /** The database of jobs and keys; several processes may have it open. */
  static JobDatabase database(Settings settings, SecretBox secrets) {
    return settings
        .database()
        .map(shared -> JobDatabase.open(databaseSettings(shared), secrets))
        .orElseGet(() -> JobDatabase.embedded(settings.data(), secrets));
  }

  private static DatabaseSettings databaseSettings(Settings.Database shared) {
    return DatabaseSettings.of(
        shared.url().reveal(), shared.user().orElse(""), shared.password().orElse(Secret.of("")));
  }
}
