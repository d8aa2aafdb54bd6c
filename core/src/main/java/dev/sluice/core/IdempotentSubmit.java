package dev.sluice.core;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.tenant.IdempotencyClaim;
import dev.sluice.core.tenant.StoredResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A submit that its caller may repeat without making a second job: see {@link Tenant#submitting}.
 * Closing it without a submit frees the key. Not thread-safe.
 */
public final class IdempotentSubmit implements AutoCloseable {
  private static final Logger LOG = System.getLogger(IdempotentSubmit.class.getName());

  /** Longer than the longest expansion of a show; what dies meanwhile blocks its key so long. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration KEPT = Duration.ofHours(24);

  private final Tenant tenant;
  private final IdempotencyStore keys;
  private final InstantSource clock;
  private final Optional<IdempotencyClaim> hold;
  private final Optional<String> answer;
  private boolean over;

  private IdempotentSubmit(
      Tenant tenant,
      IdempotencyStore keys,
      InstantSource clock,
      Optional<IdempotencyClaim> hold,
      Optional<String> answer) {
    this.tenant = tenant;
    this.keys = keys;
    this.clock = clock;
    this.hold = hold;
    this.answer = answer;
    this.over = answer.isPresent();
  }

  static IdempotentSubmit unnamed(Tenant tenant, IdempotencyStore keys, InstantSource clock) {
    return new IdempotentSubmit(tenant, keys, clock, Optional.empty(), Optional.empty());
  }

  static IdempotentSubmit named(
      Tenant tenant, IdempotencyStore keys, InstantSource clock, IdempotencyClaim hold) {
    Optional<String> before = keys.claim(hold, clock.instant(), LEASE);
    return new IdempotentSubmit(tenant, keys, clock, Optional.of(hold), before);
  }

  /** What was answered to the same request before; then there is nothing left to submit. */
  public Optional<String> answer() {
    return answer;
  }

  /**
   * As {@link Tenant#accept}.
   *
   * @param answering what the caller will be told, now and at each repetition
   * @throws SluiceException also KEY_IN_USE, if a repetition took over because this one took longer
   *     than a minute
   */
  public SubmitResult accept(
      JobRequest request,
      ShowOptions options,
      boolean paused,
      Function<SubmitResult, String> answering) {
    requireOpen();
    SubmitResult accepted =
        tenant.accept(request, options, paused, made -> kept(answering.apply(made)));
    over = true;
    return accepted;
  }

  /** As {@link Tenant#submitAll(List, boolean)}; for the rest see {@link #accept}. */
  public SubmitResult acceptAll(
      List<JobRequest> requests, boolean paused, Function<SubmitResult, String> answering) {
    requireOpen();
    SubmitResult accepted = tenant.acceptAll(requests, paused, made -> kept(answering.apply(made)));
    over = true;
    return accepted;
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("a request is submitted once");
    }
  }

  private Optional<StoredResponse> kept(String text) {
    return hold.map(held -> new StoredResponse(held, text, clock.instant().plus(KEPT)));
  }

  @Override
  public void close() {
    if (over || hold.isEmpty()) {
      return;
    }
    over = true;
    try {
      keys.release(hold.get());
    } catch (SluiceException e) {
      LOG.log(
          Level.WARNING,
          "An idempotency key stays taken for up to {0} s: {1}",
          LEASE.toSeconds(),
          e.getMessage());
    }
  }
}
