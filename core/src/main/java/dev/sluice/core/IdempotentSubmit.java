package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A submit that its caller may repeat without making a second job: see {@link Tenant#beginSubmit}.
 * Closing it without a submit releases the key. Not thread-safe.
 */
public final class IdempotentSubmit implements AutoCloseable {
  private static final Logger LOG = System.getLogger(IdempotentSubmit.class.getName());

  /** Longer than the longest expansion of a show; a process that dies blocks its key so long. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration RESPONSE_LIFETIME = Duration.ofHours(24);

  private final Tenant tenant;
  private final IdempotencyStore keys;
  private final InstantSource clock;
  private final Optional<IdempotencyStore.Claim> claim;
  private final Optional<String> response;
  private boolean over;

  private IdempotentSubmit(
      Tenant tenant,
      IdempotencyStore keys,
      InstantSource clock,
      Optional<IdempotencyStore.Claim> claim,
      Optional<String> response) {
    this.tenant = tenant;
    this.keys = keys;
    this.clock = clock;
    this.claim = claim;
    this.response = response;
    this.over = response.isPresent();
  }

  static IdempotentSubmit withoutKey(Tenant tenant, IdempotencyStore keys, InstantSource clock) {
    return new IdempotentSubmit(tenant, keys, clock, Optional.empty(), Optional.empty());
  }

  static IdempotentSubmit withKey(
      Tenant tenant, IdempotencyStore keys, InstantSource clock, IdempotencyStore.Claim claim) {
    Optional<String> before = keys.claim(claim, clock.instant(), LEASE);
    return new IdempotentSubmit(tenant, keys, clock, Optional.of(claim), before);
  }

  /** Returns the response to the same request before; if present, there is nothing to submit. */
  public Optional<String> response() {
    return response;
  }

  /**
   * Submits as {@link Tenant#submit(JobRequest, ShowOptions, Batch.Start)} does.
   *
   * @param response makes the response to the caller, which is stored with the jobs and returned at
   *     each repetition
   * @throws SluiceException also KEY_IN_USE, if a repetition took over because this request took
   *     longer than a minute
   */
  public SubmitResult submit(
      JobRequest request,
      ShowOptions options,
      Batch.Start start,
      Function<SubmitResult, String> response) {
    requireUnused();
    SubmitResult result =
        tenant.submit(request, options, start, made -> stored(response.apply(made)));
    over = true;
    return result;
  }

  /** Submits as {@link Tenant#submitAll(List, Batch.Start)} does; see {@link #submit}. */
  public SubmitResult.JobBatch submitAll(
      List<JobRequest> requests, Batch.Start start, Function<SubmitResult, String> response) {
    requireUnused();
    SubmitResult.JobBatch result =
        tenant.submitAll(requests, start, made -> stored(response.apply(made)));
    over = true;
    return result;
  }

  private void requireUnused() {
    if (over) {
      throw new IllegalStateException("This submit was used or closed before; begin another one");
    }
  }

  private Optional<StoredResponse> stored(String text) {
    return claim.map(
        held -> new StoredResponse(held, text, clock.instant().plus(RESPONSE_LIFETIME)));
  }

  @Override
  public void close() {
    if (over || claim.isEmpty()) {
      return;
    }
    over = true;
    try {
      keys.release(claim.get());
    } catch (SluiceException e) {
      LOG.log(
          Level.WARNING,
          "An idempotency key could not be released and stays in use for up to {0} s: {1}",
          LEASE.toSeconds(),
          e.getMessage());
    }
  }
}
