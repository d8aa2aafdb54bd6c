package dev.sluice.storage.s3;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.CredentialsException;
import dev.sluice.storage.s3.credentials.S3Credentials;
import dev.sluice.storage.s3.credentials.S3Credentials.Keys;
import io.minio.credentials.Credentials;
import io.minio.credentials.Provider;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a store signs with. They are replaced in the background before they end; while that
 * fails, they are used as long as they are valid. Thread-safe.
 */
final class CredentialsCache implements Provider {
  private static final Logger LOG = System.getLogger(CredentialsCache.class.getName());

  /** How long before their end keys are replaced: AWS has new ones five minutes before. */
  private static final Duration AHEAD = Duration.ofMinutes(4);

  /** How long before their end keys are used no more: a request takes a moment to arrive. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(20);

  private static final CompletableFuture<Void> READY = CompletableFuture.completedFuture(null);

  private final S3Credentials source;
  private final Executor executor;
  private final Duration pause;

  private @Nullable Held held;
  private @Nullable CompletableFuture<Void> refresh;
  private long triedAt;
  private boolean warned;

  /** Keys, and their end as of {@link System#nanoTime}. */
  private record Held(Keys keys, Optional<Long> end) {
    static Held of(Keys keys) {
      long now = System.nanoTime();
      return new Held(keys, keys.validity().map(length -> now + length.toNanos()));
    }

    boolean lasts(Duration longer) {
      return end.isEmpty() || end.get() - System.nanoTime() > longer.toNanos();
    }
  }

  /** Keys have ended, and there are no new ones yet: a moment later there may be. */
  static final class ReplacementException extends IOException {
    private static final long serialVersionUID = 1L;

    ReplacementException(CredentialsException cause) {
      super(cause.getMessage(), cause);
    }
  }

  CredentialsCache(S3Credentials source, Executor executor) {
    this(source, executor, PAUSE);
  }

  /**
   * @param pause the pause between two tries to replace keys that are still valid
   */
  CredentialsCache(S3Credentials source, Executor executor, Duration pause) {
    this.source = source;
    this.executor = executor;
    this.pause = pause;
    this.held = source instanceof Keys fixed ? Held.of(fixed) : null;
  }

  /**
   * Makes sure that there are valid keys, without blocking.
   *
   * @return fails with {@link CredentialsException} if there never were any, and with {@link
   *     ReplacementException} if the last ones have ended
   */
  synchronized CompletableFuture<Void> ready() {
    Held now = held;
    boolean isValid = now != null && (isFixed() || now.lasts(MARGIN));
    if (now != null && isValid && (isFixed() || now.lasts(AHEAD) || isPausing())) {
      return READY;
    }
    if (refresh == null) {
      refresh = CompletableFuture.runAsync(this::replace, executor);
    }
    return isValid ? READY : refresh;
  }

  private boolean isPausing() {
    return System.nanoTime() - triedAt < pause.toNanos();
  }

  private boolean isFixed() {
    return source instanceof Keys;
  }

  private void replace() {
    try {
      Keys keys = source.fetch();
      synchronized (this) {
        held = Held.of(keys);
        warned = false;
      }
    } catch (CredentialsException e) {
      throw new CompletionException(failed(e));
    } finally {
      synchronized (this) {
        triedAt = System.nanoTime();
        refresh = null;
      }
    }
  }

  private synchronized IOException failed(CredentialsException e) {
    if (held == null) {
      return e;
    }
    if (!warned) {
      warned = true;
      LOG.log(Level.WARNING, "the credentials cannot be replaced: {0}", e.getMessage());
    }
    return new ReplacementException(e);
  }

  /** Returns the failure of keys that the store rejected as soon as they were given out. */
  static IOException rejected() {
    return new ReplacementException(
        new CredentialsException(
            "The S3 storage says that the credentials of the role have ended; check the clock of"
                + " this machine."));
  }

  /**
   * Replaces keys that the store says have ended.
   *
   * @return whether there may be others
   */
  synchronized boolean discard(Keys ended) {
    if (isFixed()) {
      return false;
    }
    if (held != null && held.keys().equals(ended)) {
      held = new Held(ended, Optional.of(System.nanoTime()));
    }
    return true;
  }

  /** Returns the keys that requests are signed with now; empty before the first request. */
  synchronized Optional<Keys> current() {
    return Optional.ofNullable(held).map(Held::keys);
  }

  /**
   * Returns how much longer the keys are valid that would sign now; empty for keys whose end is not
   * known. Blocks only if nobody waited for {@link #ready}.
   */
  Optional<Duration> validity() {
    ready().join();
    synchronized (this) {
      return Optional.ofNullable(held)
          .flatMap(Held::end)
          .map(end -> Duration.ofNanos(end - System.nanoTime()));
    }
  }

  /** Returns what must not be shown. */
  List<String> secrets() {
    return current().stream()
        .flatMap(
            keys ->
                Stream.concat(
                    Stream.of(keys.secretKey().reveal(), keys.accessKey().reveal()),
                    keys.sessionToken().map(Secret::reveal).stream()))
        .toList();
  }

  /** {@inheritDoc} Blocks only if nobody waited for {@link #ready}. */
  @Override
  public Credentials fetch() {
    ready().join();
    Keys keys = current().orElseThrow();
    return new Credentials(
        keys.accessKey().reveal(),
        keys.secretKey().reveal(),
        keys.sessionToken().map(Secret::reveal).orElse(null),
        null);
  }
}
