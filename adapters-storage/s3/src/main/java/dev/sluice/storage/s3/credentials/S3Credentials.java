package dev.sluice.storage.s3.credentials;

import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * The keys that sign requests to S3, or a way to get them. A store keeps the keys and asks for new
 * ones before they end. Implementations are thread-safe, and their text form shows no secret.
 *
 * @see AwsEnvironment
 */
@FunctionalInterface
public interface S3Credentials {
  /**
   * Returns valid keys, newly asked for. May block for some seconds.
   *
   * @throws CredentialsException if there are none now; the store is unavailable then
   */
  Keys fetch() throws CredentialsException;

  /**
   * Keys. As credentials they are fixed: nobody replaces them when they end.
   *
   * @param sessionToken accompanies temporary keys
   * @param validity how much longer they are valid; empty for keys that do not end
   * @param source where they come from, in a few words for the operator
   */
  record Keys(
      Secret accessKey,
      Secret secretKey,
      Optional<Secret> sessionToken,
      Optional<Duration> validity,
      String source)
      implements S3Credentials {
    /**
     * @throws IllegalArgumentException with a sentence about what is invalid
     */
    public Keys {
      accessKey = BucketConfig.S3.key(accessKey.reveal());
      secretKey = BucketConfig.S3.key(secretKey.reveal());
      sessionToken = sessionToken.map(token -> S3Options.sessionToken(token.reveal()));
    }

    @Override
    public Keys fetch() {
      return this;
    }
  }

  /** Returns keys that do not end. */
  static Keys keys(String accessKey, Secret secretKey) {
    return new Keys(
        Secret.of(accessKey), secretKey, Optional.empty(), Optional.empty(), "access key");
  }

  /** Returns temporary keys. */
  static Keys keys(String accessKey, Secret secretKey, Secret sessionToken) {
    return new Keys(
        Secret.of(accessKey),
        secretKey,
        Optional.of(sessionToken),
        Optional.empty(),
        "access key with session token");
  }
}
