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
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantBucket;
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
 * Finds the storage of each job: the house's own, its owner's, or one that came with the job. A job
 * is given its storage when it is submitted, and keeps it. Thread-safe.
 */
public final class StorageResolver {
  private static final Logger LOG = System.getLogger(StorageResolver.class.getName());

  private final ArtifactStore own;
  private final String ownPrefix;
  private final Optional<ArtifactStoreFactory> others;
  private final TenantBucketStore owners;
  private final Optional<SecretBox> secrets;
  private final InstantSource clock;

  /**
   * @param baseFolder stands before every folder in the own store; may be empty
   * @param others opens what owners bring; without it they cannot bring anything
   * @param secrets seals what comes with jobs; without it nothing can
   */
  public StorageResolver(
      ArtifactStore own,
      String baseFolder,
      Optional<ArtifactStoreFactory> others,
      TenantBucketStore owners,
      Optional<SecretBox> secrets,
      InstantSource clock) {
    this.own = own;
    this.ownPrefix = baseFolder.isEmpty() ? "" : baseFolder + "/";
    this.others = others;
    this.owners = owners;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The house's own store. */
  public ArtifactStore own() {
    return own;
  }

  /**
   * @throws InvalidRequestException if a job cannot bring its storage with it here
   */
  public void requireStorageOfAJob() {
    if (others.isEmpty() || secrets.isEmpty()) {
      throw new InvalidRequestException(
          RequestField.STORAGE, "This Sluice takes no storage with a job");
    }
  }

  /** What opens the storages of owners. */
  public Optional<ArtifactStoreFactory> others() {
    return others;
  }

  /** The settings that owners have set. */
  public TenantBucketStore owners() {
    return owners;
  }

  /** The job with a storage for it alone. */
  public Job withStorage(Job job, BucketConfig settings) {
    requireStorageOfAJob();
    String sealed = secrets.orElseThrow().seal(settings.toSecret(), settingsContext(job));
    return job.toBuilder()
        .storage(Optional.of(JobDestination.forAlone(job.id(), settings.space(), sealed)))
        .build();
  }

  /** The jobs, each with its owner's storage if it has none of its own. */
  public List<Job> placed(List<Job> jobs) {
    if (others.isEmpty()) {
      return jobs;
    }
    Map<TenantId, Optional<JobDestination>> known = new HashMap<>();
    return jobs.stream()
        .map(
            job ->
                job.storage().isPresent()
                    ? job
                    : job.toBuilder()
                        .storage(known.computeIfAbsent(job.owner(), owners::ofNewJobs))
                        .build())
        .toList();
  }

  /**
   * Where the job's object goes, or lies.
   *
   * @throws SluiceException STORE_REFUSED with a sentence, if nobody knows any more;
   *     SECRET_UNREADABLE
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
      return owners
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
   * Links by which anybody can read the job's object, and then each that lies beside it; none if it
   * has none, or nobody can sign one any more. Those to objects in a storage that came with the job
   * were signed at its end, and are the same until they have expired.
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
          ? lastLinks(job)
          : links(destinationOf(job).store(), job.artifact().get(), validity);
    } catch (SluiceException e) {
      // The job is told all the same.
      LOG.log(Level.WARNING, "job {0} has no link: {1}", job.id(), e.getMessage());
      return List.of();
    }
  }

  private static List<URI> links(ArtifactStore store, Artifact made, Duration validity) {
    return made.paths().stream().map(path -> store.link(path, validity)).toList();
  }

  /** The job about to end, with a link for the time when its storage's keys are wiped. */
  public Job withLastLink(Job job, Artifact made, Duration validity) {
    Optional<JobDestination> alone = job.storage().filter(storage -> storage.isForAlone(job.id()));
    if (alone.isEmpty()) {
      return job;
    }
    try {
      long until = clock.instant().plus(validity).getEpochSecond();
      String text =
          Stream.concat(
                  Stream.of(until), links(destinationOf(job).store(), made, validity).stream())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
      String sealed = secrets.orElseThrow().seal(Secret.of(text), linkContext(job));
      return job.toBuilder().storage(Optional.of(alone.get().withLink(sealed))).build();
    } catch (SluiceException e) {
      LOG.log(Level.WARNING, "job {0} gets no link: {1}", job.id(), e.getMessage());
      return job;
    }
  }

  private List<URI> lastLinks(Job job) {
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
   * Removes the job's object and what lies beside it; no object is no failure.
   *
   * @throws InvalidRequestException if it lies in a storage of the owner's or the job's that cannot
   *     be reached any more
   * @throws SluiceException as {@link ArtifactStore#delete}
   */
  public void delete(Job job, Artifact made) {
    try {
      ArtifactStore store = destinationOf(job).store();
      made.paths().forEach(store::delete);
    } catch (SluiceException e) {
      boolean isTheOwners =
          switch (e.code()) {
            case STORE_REFUSED, STORE_MISSING, ADDRESS_FORBIDDEN, SECRET_UNREADABLE ->
                job.storage().isPresent();
            default -> false;
          };
      throw isTheOwners ? new InvalidRequestException(RequestField.STORAGE, forOwner(job, e)) : e;
    }
  }

  private static String forOwner(Job job, SluiceException refusal) {
    if (refusal.code() != FailureCode.SECRET_UNREADABLE) {
      return refusal.getMessage();
    }
    // Which key is missing is the operator's business.
    LOG.log(Level.WARNING, "job {0} keeps its file: {1}", job.id(), refusal.getMessage());
    return "The settings of the storage where the file lies cannot be opened, since this Sluice has"
        + " another encryption key now; delete it with a client of your own, or ask the operator to"
        + " put the key back";
  }

  /** In which space the job's name is reserved. */
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
