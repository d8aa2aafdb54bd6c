package dev.sluice.app.wiring;

import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.http.ApiKeys;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sees to it that a new server can be used. */
final class FirstKey {
  private static final String NAME = "first";
  private static final int MOST_NAMES = 1_000;

  private FirstKey() {}

  /**
   * Makes the key of the settings exist; without one and without any key, makes one.
   *
   * @return the key that was made up, to be shown once
   * @throws StartException if the key of the settings was revoked
   */
  static Optional<Secret> ensure(Optional<Secret> wanted, ApiKeys keys, ApiKeyStore store) {
    if (wanted.isPresent()) {
      adopt(wanted.get(), keys);
      return Optional.empty();
    }
    boolean any = store.all().stream().anyMatch(key -> key.revokedAt().isEmpty());
    return any ? Optional.empty() : keys.create(NAME);
  }

  private static void adopt(Secret key, ApiKeys keys) {
    // The name is taken when the setting was another key before; that one stays valid.
    boolean known =
        keys.ownerOf(key.reveal()).isPresent()
            || IntStream.rangeClosed(1, MOST_NAMES)
                .mapToObj(number -> number == 1 ? NAME : NAME + "-" + number)
                .anyMatch(name -> keys.adopt(name, key));
    if (!known) {
      throw new StartException(
          "The key of first-key was revoked and stays so; set another one, or none", null);
    }
  }
}
