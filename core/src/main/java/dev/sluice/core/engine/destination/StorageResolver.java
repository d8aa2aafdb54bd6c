package dev.sluice.core.engine.destination;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Resolves the storage of each job: the default storage, the bucket of its tenant, or one that came
 * with the job. A job gets its destination when it is submitted, and keeps it. Thread-safe.
 */
public final class StorageResolver {
  private static final Logger LOG = System.getLogger(StorageResolver.class.getName());

  private final ArtifactStore own;
  private final String ownPrefix;
  private final Optional<ArtifactStoreFactory> others;
  private final TenantBucketStore tenants;
  private final Optional<SecretBox> secrets;
  private final InstantSource clock;

  /**
   * @param baseFolder prepended to every folder in the default store; may be empty
   * @param others opens the buckets of tenants; without it tenants cannot bring any
   * @param secrets seals the bucket settings that come with jobs; without it jobs cannot bring any
   */
  public StorageResolver(
      ArtifactStore own,
      String baseFolder,
      Optional<ArtifactStoreFactory> others,
      TenantBucketStore tenants,
      Optional<SecretBox> secrets,
      InstantSource clock) {
    this.own = own;
    this.ownPrefix = baseFolder.isEmpty() ? "" : baseFolder + "/";
    this.others = others;
    this.tenants = tenants;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Returns the default store. */
  public ArtifactStore own() {
    return own;
  }

  /**
   * Checks that jobs may bring their own storage.
   *
   * @throws InvalidRequestException if they may not
   */
  public void requireStorageOfAJob() {
    if (others.isEmpty() || secrets.isEmpty()) {
      throw new InvalidRequestException(
          RequestField.STORAGE, "This Sluice takes no storage with a job");
    }
  }

  /** Returns the factory that opens the buckets of tenants. */
  public Optional<ArtifactStoreFactory> others() {
    return others;
  }

  /** Returns the buckets that tenants have set. */
  public TenantBucketStore tenants() {
    return tenants;
  }

  /** Returns the job with a storage of its own. */
  public Job withStorage(Job job, BucketConfig settings) {
    requireStorageOfAJob();
    if (job.request().expiresAfter().isPresent()) {
      throw new InvalidRequestException(
          RequestField.EXPIRES_AFTER,
          "A file cannot expire in a storage that comes with the job, since the keys are deleted"
              + " when the job ends; let the storage delete it");
    }
    String sealed = secrets.orElseThrow().seal(settings.toSecret(), settingsContext(job));
    return job.toBuilder()
        .storage(Optional.of(JobDestination.forAlone(job.id(), settings.space(), sealed)))
        .build();
  }

  /** Returns the jobs, each with the bucket of its tenant unless it has a storage of its own. */
  public List<Job> assignDestinations(List<Job> jobs) {
    if (others.isEmpty()) {
      return jobs;
    }
    Map<TenantId, Optional<JobDestination>> cached = new HashMap<>();
    return jobs.stream()
        .map(
            job ->
                job.storage().isPresent()
                    ? job
                    : job.toBuilder()
                        .storage(cached.computeIfAbsent(job.tenant(), tenants::ofNewJobs))
                        .build())
        .toList();
  }

  /**
   * Returns the destination of the job's object.
   *
   * @throws SluiceException STORE_REFUSED if the settings are gone; SECRET_UNREADABLE
   */
  public ObjectNamespace destinationOf(Job job) {
    if (job.storage().isEmpty()) {
      return new ObjectNamespace(own, ownPrefix, "");
    }
    BucketConfig settings = settings(job, job.storage().get());
    ArtifactStoreFactory opener =
        others.orElseThrow(
            () -> refused("This Sluice opens no storage but its own; run the job where it does"));
    return new ObjectNamespace(
        opener.of(settings), settings.objectPrefix(), job.storage().get().space());
  }

  private BucketConfig settings(Job job, JobDestination storage) {
    if (!storage.isForAlone(job.id())) {
      return tenants
          .find(storage.id())
          .map(TenantBucket::settings)
          .orElseThrow(
              () ->
                  refused(
                      "The storage settings that this job was taken with are gone; send it again"));
    }
    String sealed =
        storage
            .settings()
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        RequestField.STORAGE,
                        "The storage came with the job, and its keys were wiped at the job's end;"
                            + " use your own client for what lies there"));
    SecretBox box =
        secrets.orElseThrow(
            () -> refused("This Sluice has no SecretBox to open the job's storage with"));
    return BucketConfig.of(box.open(sealed, settingsContext(job)));
  }

  /**
   * Returns signed links to the job's object and then to each of its sidecars. Empty if the job has
   * no artifact, or its storage credentials are gone. Links to a storage that came with the job are
   * signed when it ends and stay the same until they expire.
   */
  public List<URI> links(Job job, Duration validity) {
    if (job.artifact().isEmpty()) {
      return List.of();
    }
    try {
      boolean isWiped =
          job.storage()
              .filter(storage -> storage.isForAlone(job.id()) && storage.settings().isEmpty())
              .isPresent();
      return isWiped
          ? storedLinks(job)
          : links(destinationOf(job).store(), job.artifact().get(), validity);
    } catch (SluiceException e) {
      // The webhook is sent without a link.
      LOG.log(Level.WARNING, "job {0} has no link: {1}", job.id(), e.getMessage());
      return List.of();
    }
  }

  private static List<URI> links(ArtifactStore store, Artifact artifact, Duration validity) {
    return artifact.paths().stream().map(path -> store.link(path, validity)).toList();
  }

  /**
   * Returns the job that is about to end, with links for the time after its storage's keys are
   * wiped.
   */
  public Job withStoredLinks(Job job, Artifact artifact, Duration validity) {
    Optional<JobDestination> alone = job.storage().filter(storage -> storage.isForAlone(job.id()));
    if (alone.isEmpty()) {
      return job;
    }
    try {
      long until = clock.instant().plus(validity).getEpochSecond();
      String text =
          Stream.concat(
                  Stream.of(until), links(destinationOf(job).store(), artifact, validity).stream())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
      String sealed = secrets.orElseThrow().seal(Secret.of(text), linkContext(job));
      return job.toBuilder().storage(Optional.of(alone.get().withLink(sealed))).build();
    } catch (SluiceException e) {
      LOG.log(Level.WARNING, "job {0} gets no link: {1}", job.id(), e.getMessage());
      return job;
    }
  }

  private List<URI> storedLinks(Job job) {
    Optional<String> sealed = job.storage().flatMap(JobDestination::link);
    if (sealed.isEmpty() || secrets.isEmpty()) {
      return List.of();
    }
    List<String> lines =
        secrets.get().open(sealed.get(), linkContext(job)).reveal().lines().toList();
    Instant until = Instant.ofEpochSecond(Long.parseLong(lines.get(0)));
    return clock.instant().isBefore(until)
        ? lines.stream().skip(1).map(URI::create).toList()
        : List.of();
  }

  /**
   * Deletes objects of the job; missing ones are ignored.
   *
   * @throws InvalidRequestException if they lie in a bucket of the tenant or the job that cannot be
   *     opened any more
   * @throws SluiceException as {@link ArtifactStore#delete}
   */
  public void delete(Job job, List<ObjectPath> paths) {
    if (paths.isEmpty()) {
      return;
    }
    try {
      ArtifactStore store = destinationOf(job).store();
      paths.forEach(store::delete);
    } catch (SluiceException e) {
      boolean isTenants =
          switch (e.code()) {
            case STORE_REFUSED, STORE_MISSING, ADDRESS_FORBIDDEN, SECRET_UNREADABLE ->
                job.storage().isPresent();
            default -> false;
          };
      throw isTenants ? new InvalidRequestException(RequestField.STORAGE, forOwner(job, e)) : e;
    }
  }

  private static String forOwner(Job job, SluiceException refusal) {
    if (refusal.code() != FailureCode.SECRET_UNREADABLE) {
      return refusal.getMessage();
    }
    // The log, not the caller, says which key is missing.
    LOG.log(Level.WARNING, "job {0} keeps its file: {1}", job.id(), refusal.getMessage());
    return "The settings of the storage where the file lies cannot be opened, since this Sluice has"
        + " another encryption key now; delete it with a client of your own, or ask the operator to"
        + " put the key back";
  }

  /** Returns the key under which the job's name is reserved. */
  public static String spaceOf(Job job) {
    return job.storage().map(JobDestination::space).orElse("");
  }

  private static String settingsContext(Job job) {
    return "job:" + job.id();
  }

  private static String linkContext(Job job) {
    return "link:" + job.id();
  }

  private static SluiceException refused(String sentence) {
    return new SluiceException(FailureCode.STORE_REFUSED, sentence);
  }
}
